import type { Context } from 'hono';
import { ReferralRefusal, WebhookRefusal } from './errors.ts';
import { roleOf, type Tenant } from './tenant.ts';
import { type Audience, type Caller, REFERRALS_AUDIENCE, type Tokens, WEBHOOKS_AUDIENCE } from './tokens.ts';

const MFA_REQUIRED = 'Unauthorized - MFA required';

async function callerOf(tokens: Tokens, c: Context, audience: Audience): Promise<Caller | undefined> {
  const token = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return token === undefined ? undefined : tokens.verify(token, audience);
}

function challenge(c: Context): void {
  c.header('www-authenticate', 'Bearer error="invalid_token"');
}

function lacksMfa(tenant: Tenant, caller: Caller, c: Context): boolean {
  if (caller.kind === 'app-only') return false;
  // A testing aid of the real service (contract/partner-center.md §1).
  if (c.req.header('validatemfa')?.toLowerCase() === 'true') c.header('isMfaCompliant', String(caller.mfa));
  return !caller.mfa && tenant.kit.switches.flag('mfa-enforced');
}

/** The user behind a Referrals call. Throws the 401 or 403 that he deserves. */
export async function referralsCaller(tenant: Tenant, tokens: Tokens, c: Context): Promise<Caller> {
  const caller = await callerOf(tokens, c, REFERRALS_AUDIENCE);
  if (!caller) {
    challenge(c);
    throw new ReferralRefusal(
      401,
      'unauthenticated',
      'The access token is missing, expired, or for another audience.',
      'token',
    );
  }
  if (caller.kind === 'app-only') {
    challenge(c);
    throw new ReferralRefusal(
      401,
      'unauthenticated',
      'The Referrals API takes delegated (App+User) tokens only.',
      'token',
    );
  }
  if (lacksMfa(tenant, caller, c)) {
    challenge(c);
    throw new ReferralRefusal(401, '900421', MFA_REQUIRED, 'token');
  }
  if (roleOf(tenant, caller.email) === 'None') {
    throw new ReferralRefusal(403, 'accessDenied', 'The user is neither Referrals admin nor Referrals user.', 'user');
  }
  return caller;
}

/** Who registers a webhook. Throws the 401 or 403 that he deserves. */
export async function webhooksCaller(tenant: Tenant, tokens: Tokens, c: Context): Promise<Caller> {
  const caller = await callerOf(tokens, c, WEBHOOKS_AUDIENCE);
  if (!caller) {
    challenge(c);
    throw new WebhookRefusal(401, '900401', 'The access token is missing, expired, or for another audience.');
  }
  if (lacksMfa(tenant, caller, c)) {
    challenge(c);
    throw new WebhookRefusal(401, '900421', MFA_REQUIRED);
  }
  const delegated = caller.kind === 'delegated';
  if (delegated && !tenant.kit.switches.flag('webhooks-accept-referrals-admin')) {
    throw new WebhookRefusal(403, '900403', 'The user has none of the roles that may register webhooks.');
  }
  return caller;
}
