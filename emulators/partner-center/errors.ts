import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Codes of the Referrals host (contract/partner-center.md §4.7). */
export type ReferralErrorCode =
  | 'accessDenied'
  | 'generalException'
  | 'invalidRequest'
  | 'itemNotFound'
  | 'preconditionFailed'
  | 'resourceModified'
  | 'serviceNotAvailable'
  | 'unauthenticated'
  | '900421';

/** A refusal of the Referrals host: `{"error":{"code","message","target"}}`. The texts are ours; none are public. */
export class ReferralRefusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: ReferralErrorCode;
  readonly target: string;
  readonly innerMessage: string | undefined;

  constructor(
    status: ContentfulStatusCode,
    code: ReferralErrorCode,
    message: string,
    target = 'referral',
    inner?: string,
  ) {
    super(message);
    this.name = 'ReferralRefusal';
    this.status = status;
    this.code = code;
    this.target = target;
    this.innerMessage = inner;
  }

  body() {
    const innerError = this.innerMessage ? { innerError: { code: this.target, message: this.innerMessage } } : {};
    return { error: { code: this.code, message: this.message, target: this.target, ...innerError } };
  }
}

/** A refusal of the Partner Center host (webhook registration): `{"code","description","data","source"}`. */
export class WebhookRefusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;

  constructor(status: ContentfulStatusCode, code: string, description: string) {
    super(description);
    this.name = 'WebhookRefusal';
    this.status = status;
    this.code = code;
  }

  body() {
    return { code: this.code, description: this.message, data: [], source: 'PartnerWebhookRegistration' };
  }
}

/** A refusal of the token endpoint, in the words of OAuth with Entra's error numbers. */
export class TokenRefusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly error: string;
  readonly number: number;

  constructor(status: ContentfulStatusCode, error: string, number: number, description: string) {
    super(description);
    this.name = 'TokenRefusal';
    this.status = status;
    this.error = error;
    this.number = number;
  }

  body() {
    return {
      error: this.error,
      error_description: `AADSTS${this.number}: ${this.message}`,
      error_codes: [this.number],
    };
  }
}

/** A body or field that cannot be taken. */
export function invalid(message: string, target = 'referral', inner?: string): ReferralRefusal {
  return new ReferralRefusal(400, 'invalidRequest', message, target, inner);
}
