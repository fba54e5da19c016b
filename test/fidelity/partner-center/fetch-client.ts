import { readFile } from 'node:fs/promises';
import type { Clock } from '../../../emulators/kit/clock.ts';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import type { PartnerCenterWorldInput } from '../../../emulators/partner-center/world-schema.ts';

export interface Json {
  [key: string]: Json;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; undefined when there is no body. */
  body: Json;
}

interface CallOptions {
  method?: string;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  /** A token, or null to send none. */
  token?: string | null;
}

/** A plain fetch client: what anybody would write against the documentation, knowing nothing of the emulator. */
export interface FetchClient {
  emulator: PartnerCenterEmulator;
  call(path: string, options?: CallOptions): Promise<Answer>;
  referrals(path?: string, options?: CallOptions): Promise<Answer>;
  webhooks(path?: string, options?: CallOptions): Promise<Answer>;
  token(fields: Record<string, string>, version?: 'v1' | 'v2'): Promise<Answer>;
  delegatedToken(audience: string): Promise<string>;
  appToken(audience: string): Promise<string>;
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : undefined };
}

export async function startWithClient(world: PartnerCenterWorldInput = {}, clock?: Clock): Promise<FetchClient> {
  const emulator = await startPartnerCenterEmulator({ world, ...(clock ? { clock } : {}) });
  const { credentials } = emulator;

  async function token(fields: Record<string, string>, version: 'v1' | 'v2' = 'v1'): Promise<Answer> {
    const url = version === 'v1' ? credentials.tokenUrlV1 : credentials.tokenUrlV2;
    const client = { client_id: credentials.clientId, client_secret: credentials.clientSecret };
    return answerOf(await fetch(url, { method: 'POST', body: new URLSearchParams({ ...client, ...fields }) }));
  }
  const accessToken = ({ body }: Answer) => String(body['access_token']);
  const delegatedToken = async (resource: string) =>
    accessToken(await token({ grant_type: 'refresh_token', refresh_token: credentials.refreshToken, resource }));
  const appToken = async (resource: string) => accessToken(await token({ grant_type: 'client_credentials', resource }));

  const kept = new Map<string, string>();

  async function call(
    path: string,
    { method = 'GET', body, headers = {}, token: given }: CallOptions = {},
  ): Promise<Answer> {
    const sent: Record<string, string> = {
      'client-request-id': crypto.randomUUID(),
      'content-type': 'application/json',
    };
    if (given) sent['authorization'] = `Bearer ${given}`;
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const init = { method, headers: { ...sent, ...headers }, ...(text === undefined ? {} : { body: text }) };
    return answerOf(await fetch(`${emulator.url}${path}`, init));
  }
  const host = (base: string, audience: string) => {
    async function withKeptToken(path: string, options: CallOptions, renewed = false): Promise<Answer> {
      const token = kept.get(audience) ?? (await delegatedToken(audience));
      kept.set(audience, token);
      const answer = await call(`${base}${path}`, { ...options, token });
      if (answer.status !== 401 || renewed) return answer;
      // Virtual time may have outlived the token.
      kept.delete(audience);
      return withKeptToken(path, options, true);
    }
    return (path = '', options: CallOptions = {}) =>
      options.token === undefined ? withKeptToken(path, options) : call(`${base}${path}`, options);
  };

  return {
    emulator,
    call,
    referrals: host('/v1.0/engagements/referrals', credentials.referralsAudience),
    webhooks: host('/webhooks/v1/registration', credentials.webhooksAudience),
    token,
    delegatedToken,
    appToken,
  };
}

/** An example of the API description, from test/fixtures/partner-center. */
export async function example(name: string): Promise<Json> {
  return JSON.parse(await readFile(new URL(`../../fixtures/partner-center/${name}.json`, import.meta.url), 'utf8'));
}

/** The names of all properties, nested ones with dots; arrays by their first element. */
export function shapeOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [`${path}[]`] : shapeOf(value[0], `${path}[]`);
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value)
    .flatMap(([name, inner]) => shapeOf(inner, path ? `${path}.${name}` : name))
    .sort();
}

/** A body for an own deal that the service takes. */
export const OWN_DEAL = {
  name: 'Coho warehouse forecasting',
  type: 'Shared',
  qualification: 'SalesQualified',
  customerProfile: {
    name: 'Coho Winery Inc',
    address: { addressLine1: '1 Vine Way', city: 'Napa', state: 'CA', postalCode: '94558', country: 'US' },
    team: [{ firstName: 'Lee', lastName: 'Gu', phoneNumber: '+17075550199', email: 'lee.gu@coho.example' }],
  },
  consent: {
    consentToToShareInfoWithOthers: true,
    consentToContact: true,
    consentToShareReferralWithMicrosoftSellers: true,
  },
  details: {
    dealValue: 60_000,
    currency: 'USD',
    closingDateTime: '2027-01-31T00:00:00Z',
    requirements: { solutions: [{ id: 'SOL-41877-KDT', name: 'Lakeshore Fabric Accelerator', type: 'Name' }] },
  },
};

/** The body that makes Microsoft's half of an own deal. */
export const askMicrosoft = (engagementId: unknown) => ({
  ...OWN_DEAL,
  engagementId,
  target: [{ type: 'BusinessProfileLocation', id: 'msft' }],
  inviteContext: { notes: 'Please help.', assistanceRequestCode: 'QuotesOrLicensing' },
});

export const replace = (path: string, value: unknown) => ({ op: 'replace', path, value });
export const moveTo = (status: string, substatus: string) => [
  replace('/status', status),
  replace('/substatus', substatus),
];
