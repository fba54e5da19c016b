import { createPublicKey, X509Certificate } from 'node:crypto';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { unsupported } from '../../kit/unsupported.ts';
import type { Organisation } from '../organisation.ts';

/** A failure of the token endpoint, in Entra's words. */
export class OAuthError extends Error {
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, description: string) {
    super(description);
    this.name = 'OAuthError';
    this.status = status;
    this.error = error;
  }
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const readKey = (pem: string) =>
  pem.includes('BEGIN CERTIFICATE') ? new X509Certificate(pem).publicKey : createPublicKey(pem);

const badAssertion = (why: string) => new OAuthError(401, 'invalid_client', `AADSTS700027: ${why}`);

async function checkAssertion(org: Organisation, assertion: string): Promise<void> {
  if (org.publicKey === undefined) {
    throw unsupported(
      'a client assertion without a registered key',
      'Put client.publicKey into the world, or POST /_emulator/people/register-key.',
    );
  }
  const { id } = org.world.client;
  let claims: JWTPayload;
  try {
    claims = decodeJwt(assertion);
    await jwtVerify(assertion, readKey(org.publicKey), { currentDate: org.kit.clock.date(), clockTolerance: 300 });
  } catch (error) {
    if (!(error instanceof errors.JWTExpired)) throw badAssertion('Client assertion failed signature validation.');
    throw new OAuthError(401, 'invalid_client', 'AADSTS700024: Client assertion is not within its valid time range.');
  }
  if (claims.iss !== id || claims.sub !== id) throw badAssertion('Issuer and subject must be the application id.');
}

function checkScope(org: Organisation, scope: string): void {
  const wanted = `${org.url}/.default`;
  if (scope.replace('//.default', '/.default') === wanted) return;
  throw new OAuthError(
    400,
    'invalid_scope',
    `AADSTS70011: The provided value for the input parameter 'scope' is not valid: ${scope}. The scope is ${wanted}.`,
  );
}

function checkTenant(org: Organisation, tenant: string): void {
  if (tenant.toLowerCase() === org.world.organization.tenantId) return;
  throw new OAuthError(400, 'invalid_request', `AADSTS90002: Tenant '${tenant}' not found.`);
}

async function checkClient(org: Organisation, form: URLSearchParams): Promise<void> {
  const { client, organization } = org.world;
  const id = form.get('client_id') ?? '';
  if (id.toLowerCase() !== client.id) {
    throw new OAuthError(
      400,
      'unauthorized_client',
      `AADSTS700016: Application with identifier '${id}' was not found in the directory '${organization.name}'.`,
    );
  }
  const assertion = form.get('client_assertion');
  if (assertion !== null && form.get('client_assertion_type') === ASSERTION_TYPE) {
    await checkAssertion(org, assertion);
    return;
  }
  if (form.get('client_secret') !== client.secret) {
    throw new OAuthError(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
  }
}

/** Judges a request for a token; answers the application's id. */
export async function clientCredentials(org: Organisation, tenant: string, form: URLSearchParams): Promise<string> {
  checkTenant(org, tenant);
  const grant = form.get('grant_type');
  if (grant !== 'client_credentials') throw unsupported(`the OAuth grant ${grant ?? '(none)'}`);
  await checkClient(org, form);
  checkScope(org, form.get('scope') ?? '');
  return org.world.client.id;
}
