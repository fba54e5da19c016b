import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ArmedFault } from '../kit/faults.ts';
import type { FailureWords } from '../kit/operations.ts';
import { OAuthError } from './oauth/grants.ts';
import { errorBody } from './refusal.ts';

const isOAuth = (c: Context) => c.req.path.endsWith('/oauth2/v2.0/token');

function answer(c: Context, fault: ArmedFault, status: number, code: string, message: string): Response {
  if (fault.retryAfterSeconds !== undefined) c.header('Retry-After', String(fault.retryAfterSeconds));
  const body = isOAuth(c)
    ? { error: 'temporarily_unavailable', error_description: message }
    : errorBody({ code, message });
  return c.json(body, status as ContentfulStatusCode);
}

/** Entra fails with `error` and `error_description`, the Web API with `error.code` and `error.message`. */
export const failureWords: FailureWords = {
  throttle: (c, fault) =>
    answer(c, fault, fault.status ?? 429, '0x80072326', 'Number of concurrent requests exceeded the limit of 52.'),
  serverError: (c, fault) => answer(c, fault, fault.status ?? 500, '0x80040216', 'An unexpected error occurred.'),
  refusal: (c, error) =>
    error instanceof OAuthError
      ? c.json({ error: error.error, error_description: error.message }, error.status as ContentfulStatusCode)
      : undefined,
};
