import { type ClientAuth, ClientSecretPost, None } from 'oauth4webapi';
import { asCosellError } from '../../core/errors.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import { requestToken, type TokenRequest } from '../http/oauth.ts';
import type { Fetch } from '../http/surroundings.ts';
import { createTokenProvider, type TokenProvider } from '../http/tokens.ts';

export interface EntraOptions {
  /** Sign-in address; differs in national clouds. */
  authority: string;
  tenant: string;
  clientId: string;
  /** Absent for a public client. */
  clientSecret?: string | undefined;
  /** v2 asks with scopes, v1 with a resource. */
  tokenVersion: 'v1' | 'v2';
  /** `https://api.partner.microsoft.com` for referrals, `https://api.partnercenter.microsoft.com` for webhooks: not exchangeable. */
  audience: string;
  allowInsecure?: boolean;
  fetch?: Fetch;
  clock: Pick<Clock, 'nowMs'>;
}

export interface DelegatedOptions extends EntraOptions {
  /** The newest refresh token; asked for each time, because another process may have rotated it. */
  loadRefreshToken: () => Promise<string>;
  /** Keeps a rotated refresh token. When it fails, the old one is used on: Entra does not revoke it at once. */
  saveRefreshToken: (token: string) => Promise<void>;
  log: Log;
}

const SIGN_IN_REMEDY =
  'Run `cosell connect partner-center` and sign in as the service account, with multi-factor authentication. ' +
  'Refresh tokens end after 90 days without use and when the password or the second factor is reset.';

/**
 * Access tokens on behalf of the service account who signed in once with multi-factor authentication: the Secure Application Model. Each
 * token inherits the MFA claim without which Partner Center answers 401/900421 (contract/partner-center.md §1).
 */
export function createDelegatedTokens(options: DelegatedOptions): TokenProvider {
  let newest: string | null = null;

  async function keep(token: string): Promise<void> {
    newest = token;
    try {
      await options.saveRefreshToken(token);
      newest = null;
    } catch (thrown) {
      const { code, message } = asCosellError(thrown);
      options.log.error({ code, reason: message }, 'new refresh token could not be saved');
    }
  }

  return createTokenProvider({
    clock: options.clock,
    async grant() {
      const refreshToken = newest ?? (await options.loadRefreshToken());
      const answer = await requestToken(tokenRequest(options, 'refresh_token', { refresh_token: refreshToken }));
      if (answer.refresh_token && answer.refresh_token !== refreshToken) await keep(answer.refresh_token);
      return { accessToken: answer.access_token, expiresInMs: lifeMs(answer.expires_in) };
    },
  });
}

/** App-only access tokens: enough for the Webhooks API, never for referrals (contract/partner-center.md §1). */
export function createAppOnlyTokens(options: EntraOptions): TokenProvider {
  return createTokenProvider({
    clock: options.clock,
    async grant() {
      const answer = await requestToken(tokenRequest(options, 'client_credentials', {}));
      return { accessToken: answer.access_token, expiresInMs: lifeMs(answer.expires_in) };
    },
  });
}

/** Where the endpoints of the tenant are: `…/authorize`, `…/token`, `…/devicecode`. */
export function entraBase({ authority, tenant, tokenVersion }: EntraOptions): string {
  const base = `${authority.replace(/\/+$/, '')}/${encodeURIComponent(tenant)}/oauth2`;
  return tokenVersion === 'v1' ? base : `${base}/v2.0`;
}

/** A request to the token endpoint; a scope among the parameters goes before the usual one. */
export function tokenRequest(
  options: EntraOptions,
  grantType: string,
  parameters: Record<string, string>,
): TokenRequest {
  const clientAuth: ClientAuth = options.clientSecret === undefined ? None() : ClientSecretPost(options.clientSecret);
  // Without offline_access, v2 rotates no refresh token and the sign-in ends with the first one.
  const offline = grantType === 'refresh_token' ? ' offline_access' : '';
  const audience =
    options.tokenVersion === 'v1'
      ? { resource: options.audience }
      : { scope: `${options.audience}/.default${offline}` };
  return {
    tokenEndpoint: `${entraBase(options)}/token`,
    clientId: options.clientId,
    clientAuth,
    grantType,
    parameters: { ...audience, ...parameters },
    connection: 'Partner Center',
    signInRemedy: SIGN_IN_REMEDY,
    clock: options.clock,
    ...(options.allowInsecure === undefined ? {} : { allowInsecure: options.allowInsecure }),
    ...(options.fetch ? { fetch: options.fetch } : {}),
  };
}

function lifeMs(seconds: number | undefined): number | null {
  return seconds === undefined ? null : seconds * 1000;
}
