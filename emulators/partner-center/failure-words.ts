import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ArmedFault } from '../kit/faults.ts';
import type { FailureWords } from '../kit/operations.ts';
import { ReferralRefusal, TokenRefusal, WebhookRefusal } from './errors.ts';
import { throttled } from './webhooks-api.ts';

function serverError(c: Context, fault: ArmedFault): Response {
  const status = (fault.status ?? 500) as ContentfulStatusCode;
  if (fault.retryAfterSeconds !== undefined) c.header('retry-after', String(fault.retryAfterSeconds));
  const says = 'The service could not answer. Try again.';
  if (c.req.path.startsWith('/webhooks/')) return c.json(new WebhookRefusal(status, '2000', says).body(), status);
  if (c.req.path.includes('/oauth2/')) {
    return c.json(new TokenRefusal(status, 'temporarily_unavailable', 90033, says).body(), status);
  }
  const code = status === 503 ? 'serviceNotAvailable' : 'generalException';
  return c.json(new ReferralRefusal(status, code, says).body(), status);
}

/** Each host fails in its own body shape (contract/partner-center.md §4.7). */
export const failureWords: FailureWords = {
  throttle: (c, fault) => throttled(c, fault.retryAfterSeconds),
  serverError,
  refusal(c, error) {
    const known = error instanceof ReferralRefusal || error instanceof WebhookRefusal || error instanceof TokenRefusal;
    return known ? c.json(error.body(), error.status) : undefined;
  },
};
