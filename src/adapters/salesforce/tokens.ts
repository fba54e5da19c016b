import { importPKCS8, SignJWT } from 'jose';
import { ClientSecretPost, None } from 'oauth4webapi';
import { CosellError } from '../../core/errors.ts';
import { requestToken, type TokenRequest } from '../http/oauth.ts';
import type { Fetch, TransportClock } from '../http/surroundings.ts';
import { createTokenProvider, type TokenProvider } from '../http/tokens.ts';
import { misconfigured } from './errors.ts';
import type { SalesforceAuth, SalesforceSettings } from './settings.ts';

/** Who the connector is in the org; both ids as Salesforce writes them, 15 or 18 characters. */
export interface SalesforceIdentity {
  organizationId: string;
  userId: string;
  /** The org's own address, as the token answer tells it; only shown, never followed. */
  instanceUrl: string | null;
}

export interface SalesforceSignIn {
  tokens: TokenProvider;
  /** Null until the first token. */
  identity(): SalesforceIdentity | null;
}

export interface SignInOptions {
  clock: Pick<TransportClock, 'nowMs'>;
  fetch?: Fetch;
}

type SignInSettings = Pick<SalesforceSettings, 'instanceUrl' | 'loginUrl' | 'auth' | 'allowInsecure' | 'timeoutMs'>;

/** Salesforce answers no lifetime and no refresh token in either flow: a token is used until a 401, then asked for again (contract §1.6). */
export function createSignIn(settings: SignInSettings, { clock, fetch }: SignInOptions): SalesforceSignIn {
  const tokenEndpoint = `${signInHost(settings)}/services/oauth2/token`;
  let identity: SalesforceIdentity | null = null;
  const grant = async () => {
    const answer = await requestToken({
      tokenEndpoint,
      ...(await grantOf(settings.auth, clock.nowMs())),
      connection: 'Salesforce',
      signInRemedy:
        'Check in Salesforce Setup that the external client app allows this flow, has a run-as user or pre-authorised user, and that this is the My Domain address.',
      allowInsecure: settings.allowInsecure,
      timeoutMs: settings.timeoutMs,
      clock,
      ...(fetch ? { fetch } : {}),
    });
    identity = identityOf(answer);
    return { accessToken: answer.access_token, expiresInMs: null };
  };
  return { tokens: createTokenProvider({ grant, clock }), identity: () => identity };
}

type Grant = Pick<TokenRequest, 'clientId' | 'clientAuth' | 'grantType' | 'parameters'>;

async function grantOf(auth: SalesforceAuth, nowMs: number): Promise<Grant> {
  if (auth.kind === 'client-credentials') {
    return {
      clientId: auth.clientId,
      clientAuth: ClientSecretPost(auth.clientSecret),
      grantType: 'client_credentials',
    };
  }
  return {
    clientId: auth.clientId,
    clientAuth: None(),
    grantType: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    parameters: { assertion: await assertionOf(auth, nowMs) },
  };
}

/** Salesforce takes assertions that live three to five minutes at most (contract §1.6). */
const ASSERTION_LIFE_S = 180;

async function assertionOf(auth: Extract<SalesforceAuth, { kind: 'jwt' }>, nowMs: number): Promise<string> {
  const key = await importPKCS8(auth.privateKeyPem, 'RS256').catch((cause: unknown) => {
    throw new CosellError({
      code: 'salesforce-key-unreadable',
      recovery: 'misconfigured',
      message: 'The private key for Salesforce is not an RSA key in PKCS #8 PEM form.',
      remedy: 'Convert it with: openssl pkcs8 -topk8 -nocrypt -in key.pem -out key-pkcs8.pem',
      place: 'salesforce.auth.privateKey',
      cause,
    });
  });
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(auth.clientId)
    .setSubject(auth.username)
    .setAudience(auth.audience)
    .setExpirationTime(Math.floor(nowMs / 1000) + ASSERTION_LIFE_S)
    .sign(key);
}

/** The origin that issues tokens. Throws `misconfigured` for hosts that Salesforce does not serve tokens or APIs on. */
function signInHost(settings: SignInSettings): string {
  const url = settings.loginUrl ?? settings.instanceUrl;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  if (/\.lightning\.(force\.com|crmforce\.mil)$|\.lightning\.sfcrmapps\.cn$/.test(host)) {
    throw misconfigured(
      'salesforce-lightning-address',
      `${host} is the address of the user interface, not of the API.`,
      'Use the My Domain address that ends in .my.salesforce.com.',
      'salesforce.instanceUrl',
    );
  }
  if (settings.auth.kind === 'client-credentials' && /^(login|test)\.salesforce\.com$/.test(host)) {
    throw misconfigured(
      'salesforce-my-domain-needed',
      `${host} does not offer the client credentials flow.`,
      'Use the My Domain address that ends in .my.salesforce.com.',
      'salesforce.instanceUrl',
    );
  }
  return url.replace(/\/+$/, '');
}

/** The answer's `id` is an address such as `https://login.salesforce.com/id/<organisation>/<user>`. */
function identityOf(answer: Readonly<Record<string, unknown>>): SalesforceIdentity | null {
  const match = /\/id\/(00D\w{12,15})\/(005\w{12,15})$/.exec(String(answer['id'] ?? ''));
  const [, organizationId, userId] = match ?? [];
  if (!organizationId || !userId) return null;
  const instanceUrl = answer['instance_url'];
  return { organizationId, userId, instanceUrl: typeof instanceUrl === 'string' ? instanceUrl : null };
}
