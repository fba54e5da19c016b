import { decodeJwt } from 'jose';
import {
  AuthorizationResponseError,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
  validateAuthResponse,
} from 'oauth4webapi';
import { asCosellError } from '../../core/errors.ts';
import { requestToken } from '../http/oauth.ts';
import { trustedUrl } from '../http/url.ts';
import { anotherTenant, asSignInFailure, noRefreshToken, signInFailure, stateMismatch } from './sign-in-failures.ts';
import { tenantIdOf } from './tenant-id.ts';
import { type EntraOptions, entraBase, tokenRequest } from './tokens.ts';

/** What one interactive sign-in brought. */
export interface SignedIn {
  /** To be kept where nobody else reads it. */
  refreshToken: string;
  accessToken: string;
  /** As the token names him; null when it does not. */
  user: string | null;
}

export interface BrowserSignIn {
  /** To be opened by the person who consents. */
  url: string;
  /** With the address that the browser was sent back to. Throws what Entra or the checks refuse. */
  finish(returned: URL): Promise<SignedIn>;
}

/**
 * The Secure Application Model's one interactive consent (contract/partner-center.md §1): authorization code with PKCE, at the endpoint
 * that `tokenVersion` names. Throws `tenant-unknown`.
 */
export async function beginBrowserSignIn(options: EntraOptions, redirectUri: string): Promise<BrowserSignIn> {
  const tenantId = await tenantIdOf(options);
  const [state, verifier] = [generateRandomState(), generateRandomCodeVerifier()];
  const endpoint = `${entraBase(options)}/authorize`;
  const url = trustedUrl(endpoint, options.allowInsecure ?? false, 'connections.partnerCenter.authority');
  url.search = new URLSearchParams({
    client_id: options.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    ...audienceAsked(options),
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    // The administrator is signed in as himself more often than as the service account.
    prompt: 'select_account',
  }).toString();
  return {
    url: url.href,
    async finish(returned) {
      const code = codeIn(returned, url.origin, options.clientId, state);
      const fields = { code, redirect_uri: redirectUri, code_verifier: verifier };
      return tokensFor(options, 'authorization_code', fields, tenantId);
    },
  };
}

/** `.default` stands for all permissions of the application, so that one consent serves referrals and webhooks. */
export function audienceAsked({ tokenVersion, audience }: EntraOptions): Record<string, string> {
  return tokenVersion === 'v1'
    ? { resource: audience }
    : { scope: `${audience}/.default offline_access openid profile` };
}

function codeIn(returned: URL, issuer: string, clientId: string, state: string): string {
  const answer = new URLSearchParams(returned.searchParams);
  // Guards those who use several authorities; here there is one, and its name in tokens differs from its address.
  answer.delete('iss');
  try {
    return validateAuthResponse({ issuer }, { client_id: clientId }, answer, state).get('code') ?? '';
  } catch (cause) {
    // An answer of another sign-in must not be believed, not even its error.
    if (returned.searchParams.get('state') !== state) throw stateMismatch(cause);
    if (cause instanceof AuthorizationResponseError)
      throw signInFailure(cause.error, cause.error_description ?? '', cause);
    throw stateMismatch(cause);
  }
}

/** Redeems what the sign-in brought. Throws when somebody of another tenant signed in, or when the sign-in would not last. */
export async function tokensFor(
  options: EntraOptions,
  grantType: string,
  fields: Record<string, string>,
  tenantId: string | null,
): Promise<SignedIn> {
  const answer = await requestToken(tokenRequest(options, grantType, { ...fields, ...audienceAsked(options) })).catch(
    (thrown) => {
      throw asSignInFailure(asCosellError(thrown));
    },
  );
  const claims = claimsOf(answer.access_token);
  if (tenantId !== null && claims.tenantId !== null && claims.tenantId !== tenantId) throw anotherTenant();
  if (answer.refresh_token === undefined) throw noRefreshToken();
  return { refreshToken: answer.refresh_token, accessToken: answer.access_token, user: claims.user };
}

/** What the token says of itself, unverified: it came from Entra over TLS and is only shown and compared. */
function claimsOf(token: string): { user: string | null; tenantId: string | null } {
  try {
    const { upn, preferred_username: name, tid } = decodeJwt(token);
    const user = [upn, name].find((claim) => typeof claim === 'string') ?? null;
    return { user: user as string | null, tenantId: typeof tid === 'string' ? tid.toLowerCase() : null };
  } catch {
    return { user: null, tenantId: null };
  }
}
