import { createHash, X509Certificate } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { ClientSecretPost, None } from 'oauth4webapi';
import { CosellError } from '../../core/errors.ts';
import { requestToken, type TokenRequest } from '../http/oauth.ts';
import type { Fetch, TransportClock } from '../http/surroundings.ts';
import { createTokenProvider, type TokenProvider } from '../http/tokens.ts';
import type { DynamicsAuth, DynamicsSettings } from './settings.ts';

type SignInSettings = Pick<DynamicsSettings, 'url' | 'authority' | 'tenant' | 'auth' | 'allowInsecure' | 'timeoutMs'>;

export interface SignInOptions {
  clock: Pick<TransportClock, 'nowMs'>;
  fetch?: Fetch;
}

/** Tokens of the application for one environment: Entra issues them per environment address (contract §1.1). */
export function createSignIn(settings: SignInSettings, { clock, fetch }: SignInOptions): TokenProvider {
  const tokenEndpoint = `${settings.authority.replace(/\/+$/, '')}/${encodeURIComponent(settings.tenant)}/oauth2/v2.0/token`;
  const grant = async () => {
    const { clientId, clientAuth, parameters } = await clientOf(settings.auth, tokenEndpoint, clock.nowMs());
    const answer = await requestToken({
      tokenEndpoint,
      clientId,
      clientAuth,
      grantType: 'client_credentials',
      parameters: { ...parameters, scope: `${settings.url.replace(/\/+$/, '')}/.default` },
      connection: 'Dynamics 365',
      signInRemedy:
        'Check in Entra that the application’s secret or certificate is still good, and that it has an application user in the environment.',
      allowInsecure: settings.allowInsecure,
      timeoutMs: settings.timeoutMs,
      clock,
      ...(fetch ? { fetch } : {}),
    });
    return {
      accessToken: answer.access_token,
      expiresInMs: answer.expires_in === undefined ? null : answer.expires_in * 1000,
    };
  };
  return createTokenProvider({ grant, clock });
}

async function clientOf(
  auth: DynamicsAuth,
  audience: string,
  nowMs: number,
): Promise<Pick<TokenRequest, 'clientId' | 'clientAuth' | 'parameters'>> {
  const { clientId } = auth;
  if (auth.kind === 'secret') return { clientId, clientAuth: ClientSecretPost(auth.clientSecret) };
  return {
    clientId,
    clientAuth: None(),
    parameters: {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertionOf(auth, audience, nowMs),
    },
  };
}

const ASSERTION_LIFE_S = 300;

/** Entra finds the key by the certificate's thumbprint. */
async function assertionOf(
  auth: Extract<DynamicsAuth, { kind: 'certificate' }>,
  audience: string,
  nowMs: number,
): Promise<string> {
  const key = await importPKCS8(auth.privateKeyPem, 'RS256').catch((cause: unknown) => {
    throw unreadable('private key is not an RSA key in PKCS #8 PEM form', cause);
  });
  const issuedAt = Math.floor(nowMs / 1000);
  return new SignJWT({ jti: createHash('sha256').update(`${auth.clientId} ${nowMs}`).digest('hex') })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', x5t: thumbprint(auth.certificatePem) })
    .setIssuer(auth.clientId)
    .setSubject(auth.clientId)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + ASSERTION_LIFE_S)
    .sign(key);
}

function thumbprint(pem: string): string {
  try {
    return createHash('sha1').update(new X509Certificate(pem).raw).digest('base64url');
  } catch (cause) {
    throw unreadable('certificate is not in PEM form', cause);
  }
}

function unreadable(what: string, cause: unknown): CosellError {
  return new CosellError({
    code: 'dynamics-key-unreadable',
    recovery: 'misconfigured',
    message: `The ${what}.`,
    remedy:
      'Convert the key with: openssl pkcs8 -topk8 -nocrypt -in key.pem -out key-pkcs8.pem; the certificate with: openssl x509 -in certificate.cer -out certificate.pem',
    place: 'dynamics.auth',
    cause,
  });
}
