import { createPublicKey, X509Certificate } from 'node:crypto';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { unsupported } from '../../kit/unsupported.ts';
import type { Org } from '../org.ts';
import type { Row } from '../schema/types.ts';

/** An OAuth failure: an object, unlike the arrays of the REST API (contract/salesforce.md §1.6). */
export class OAuthError extends Error {
  readonly error: string;

  constructor(error: string, description: string) {
    super(description);
    this.name = 'OAuthError';
    this.error = error;
  }
}

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LOGIN_HOSTS = ['https://login.salesforce.com', 'https://test.salesforce.com'];
/** An assertion may expire this far ahead at most; the documentation says three minutes, samples use five. */
const LONGEST_ASSERTION_SECONDS = 300;

function requireUser(org: Org, username: string): Row {
  const users = org.store.table('User');
  const [user] = users.pick(users.idsWith('Username', username) ?? []);
  if (!user) throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
  if (user['IsActive'] !== true) throw new OAuthError('inactive_user', 'user is inactive');
  return user;
}

/** Client credentials: acts as the user configured for the app. `isMyDomain` is false on the login host. */
export function clientCredentials(org: Org, id: string, secret: string, isMyDomain: boolean): Row {
  const { client } = org.world;
  if (!isMyDomain) throw new OAuthError('invalid_grant', 'request not supported on this domain');
  if (id !== client.id) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  if (secret !== client.secret) throw new OAuthError('invalid_client', 'invalid client credentials');
  if (client.runAs === null) throw new OAuthError('invalid_grant', 'no client credentials user enabled');
  return requireUser(org, client.runAs);
}

const readKey = (pem: string) =>
  pem.includes('BEGIN CERTIFICATE') ? new X509Certificate(pem).publicKey : createPublicKey(pem);

function checkClaims(org: Org, claims: JWTPayload): string {
  const { client } = org.world;
  if (claims.iss !== client.id) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  const audiences = [claims.aud ?? []].flat();
  if (!audiences.some((audience) => LOGIN_HOSTS.includes(audience) || audience.startsWith(org.url))) {
    throw new OAuthError('invalid_grant', 'audience is invalid');
  }
  const nowSeconds = org.kit.clock.now() / 1000;
  if (claims.exp === undefined || claims.exp > nowSeconds + LONGEST_ASSERTION_SECONDS + 1) {
    throw new OAuthError('invalid_grant', 'invalid assertion');
  }
  if (typeof claims.sub !== 'string' || !client.preauthorized.includes(claims.sub)) {
    throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
  }
  return claims.sub;
}

/** JWT bearer: an assertion signed RS256 with the registered key names a user who is pre-authorised. */
export async function jwtBearer(org: Org, assertion: string): Promise<Row> {
  if (org.publicKey === undefined) {
    throw unsupported(
      'JWT bearer without a registered key',
      'Put client.publicKey into the world, or POST /_emulator/people/register-key.',
    );
  }
  let claims: JWTPayload;
  try {
    claims = decodeJwt(assertion);
    await jwtVerify(assertion, readKey(org.publicKey), {
      algorithms: ['RS256'],
      currentDate: org.kit.clock.date(),
      clockTolerance: 5,
    });
  } catch (error) {
    const isLate = error instanceof errors.JWTExpired;
    throw new OAuthError('invalid_grant', isLate ? 'expired authorization code' : 'invalid assertion');
  }
  return requireUser(org, checkClaims(org, claims));
}
