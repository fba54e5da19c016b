import { createSign, generateKeyPairSync } from 'node:crypto';
import type { SalesforceEmulator } from '../../emulators/salesforce/start.ts';
import type { SalesforceWorldInput } from '../../emulators/salesforce/world-schema.ts';
import type { CrmReport } from '../../src/cli/product/crm.ts';
import { type Installation, type InstallationOptions, startInstallation } from './installation.ts';

export const INTEGRATION = 'integration@lakeshore.example';
export const SELLER = 'sam.seller@lakeshore.example';
export const ADMIN = 'ana.admin@lakeshore.example';

const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PUBLIC_KEY = KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString();

type Users = NonNullable<SalesforceWorldInput['users']>;

const person = (username: string, more: Partial<Users[number]> = {}): Users[number] => ({
  username,
  firstName: username.split('.')[0] ?? '',
  lastName: 'Person',
  email: username,
  ...more,
});

/** Deployments of real organisations take seconds; how long they take matters to no test. */
export const QUICK = { 'deployment-ms': 20 };

const CLIENT = { publicKey: PUBLIC_KEY, preauthorized: [INTEGRATION, SELLER, ADMIN] };

/** An organisation that has never heard of Microsoft, in which the connector's user may set things up. */
export function emptyOrg(organization: SalesforceWorldInput['organization'] = {}): SalesforceWorldInput {
  return {
    organization: { microsoftPackage: false, ...organization },
    client: CLIENT,
    users: [person(INTEGRATION, { modifyMetadata: true }), person(SELLER), person(ADMIN, { modifyMetadata: true })],
    permissionSets: [],
    records: [],
    switches: QUICK,
  };
}

export interface CrmAnswer extends CrmReport {
  code: number;
}

/** `cosell crm …` with its report. */
export async function crm(place: Installation, ...argv: string[]): Promise<CrmAnswer> {
  const said = await place.cosell('crm', ...argv, '--json');
  if (said.stdout === '') throw new Error(`exit ${said.code}: ${said.stderr}`);
  return { ...(said.json() as CrmReport), code: said.code };
}

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  body: any;
}

/** One person's own way to the REST API, with that person's rights. */
export interface Session {
  token: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The fields that this person sees, by name. */
  fields(sobject: string): Promise<Map<string, Record<string, unknown>>>;
  query(soql: string): Promise<Record<string, unknown>[]>;
  create(sobject: string, fields: Record<string, unknown>): Promise<string>;
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function tokenOf({ credentials }: SalesforceEmulator, username: string): Promise<string> {
  const head = base64url({ alg: 'RS256' });
  const exp = Math.floor(Date.now() / 1000) + 180;
  const claims = base64url({ iss: credentials.clientId, sub: username, aud: credentials.instanceUrl, exp });
  const signature = createSign('RSA-SHA256').update(`${head}.${claims}`).sign(KEYS.privateKey).toString('base64url');
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${head}.${claims}.${signature}`,
  };
  const response = await fetch(credentials.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  const answer = (await response.json()) as { access_token?: string };
  if (!answer.access_token) throw new Error(`no token for ${username}: ${JSON.stringify(answer)}`);
  return answer.access_token;
}

export async function signIn(salesforce: SalesforceEmulator, username: string): Promise<Session> {
  const token = await tokenOf(salesforce, username);
  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${salesforce.url}/services/data/v66.0/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }
  return {
    token,
    call,
    async fields(sobject) {
      const { body } = await call('GET', `sobjects/${sobject}/describe`);
      return new Map(body.fields.map((field: { name: string }) => [field.name, field]));
    },
    query: async (soql) => (await call('GET', `query?q=${encodeURIComponent(soql)}`)).body.records,
    async create(sobject, fields) {
      const answer = await call('POST', `sobjects/${sobject}`, fields);
      if (answer.status !== 201) throw new Error(`${sobject}: ${JSON.stringify(answer.body)}`);
      return answer.body.id;
    },
  };
}

/** Gives a permission set to a user, as an administrator does in Setup. */
export async function assign(salesforce: SalesforceEmulator, username: string, set: string): Promise<void> {
  const admin = await signIn(salesforce, ADMIN);
  const [user] = await admin.query(`SELECT Id FROM User WHERE Username = '${username}'`);
  const [found] = await admin.query(`SELECT Id FROM PermissionSet WHERE Name = '${set}'`);
  await admin.create('PermissionSetAssignment', { AssigneeId: user?.['Id'], PermissionSetId: found?.['Id'] });
}

/** A partner with an empty organisation, after `cosell crm install`. */
export async function startInstalled(options: InstallationOptions = {}): Promise<Installation> {
  const place = await startInstallation({ salesforce: emptyOrg(), ...options });
  const { code, failures, findings } = await crm(place, 'install');
  if (code === 0) return place;
  await place.close();
  throw new Error(JSON.stringify({ code, failures, findings }));
}

export type Rows = Readonly<Record<string, readonly Record<string, unknown>[]>>;

/** What the organisation holds, its set-up apart. */
export function recordsOf({ admin }: SalesforceEmulator): Rows {
  const { records } = admin.snapshot() as { records: Rows };
  return records;
}
