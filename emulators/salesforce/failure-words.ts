import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ArmedFault } from '../kit/faults.ts';
import type { FailureWords } from '../kit/operations.ts';
import { OAuthError } from './oauth/grants.ts';
import { faultEnvelope } from './soap/envelope.ts';

const isOAuth = (c: Context) => c.req.path.includes('/services/oauth2/');

function answer(c: Context, fault: ArmedFault, status: number, errorCode: string, message: string): Response {
  if (fault.retryAfterSeconds !== undefined) c.header('Retry-After', String(fault.retryAfterSeconds));
  if (c.req.path.startsWith('/services/Soap/')) {
    return c.body(faultEnvelope(errorCode, message), 500, { 'Content-Type': 'text/xml;charset=UTF-8' });
  }
  const body = isOAuth(c) ? { error: errorCode.toLowerCase(), error_description: message } : [{ message, errorCode }];
  return c.json(body, status as ContentfulStatusCode);
}

/** OAuth fails with an object, SOAP with a fault and 500, the REST API with an array (contract/salesforce.md §1.7). */
export const failureWords: FailureWords = {
  // The documented answer to too many calls is 403; a rule can ask for 429, which some report.
  throttle: (c, fault) =>
    answer(
      c,
      fault,
      fault.status ?? 403,
      'REQUEST_LIMIT_EXCEEDED',
      'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
    ),
  serverError(c, fault) {
    const status = fault.status ?? 500;
    const isDown = status === 503;
    const message = isDown
      ? 'Server Unavailable'
      : 'An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-1234 (1234567890)';
    return answer(c, fault, status, isDown ? 'SERVER_UNAVAILABLE' : 'UNKNOWN_EXCEPTION', message);
  },
  refusal: (c, error) =>
    error instanceof OAuthError ? c.json({ error: error.error, error_description: error.message }, 400) : undefined,
};
