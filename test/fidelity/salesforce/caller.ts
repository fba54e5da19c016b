import { afterAll, beforeAll } from 'vitest';
import { createClock } from '../../../emulators/kit/clock.ts';
import { type SalesforceEmulator, startSalesforceEmulator } from '../../../emulators/salesforce/start.ts';
import type { SalesforceWorldInput } from '../../../emulators/salesforce/world-schema.ts';

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  body: any;
  headers: Headers;
}

/** A caller with plain fetch, signed in as the integration user. */
export interface Caller {
  emulator: SalesforceEmulator;
  token: string;
  /** `path` is below `/services/data/v66.0/`, or absolute when it begins with a slash. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  query(soql: string, resource?: 'query' | 'queryAll'): Promise<Answer>;
  create(sobject: string, fields: Record<string, unknown>): Promise<string>;
  /** One record, with the named fields or all. */
  read(sobject: string, id: string, fields?: string): Promise<Record<string, unknown>>;
  signIn(): Promise<void>;
}

/** Time stands still at this moment unless a test moves it. */
export const START = Date.parse('2026-05-06T10:00:00.400Z');
export const START_STAMP = '2026-05-06T10:00:00.000+0000';

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}

export async function openCaller(world: SalesforceWorldInput = {}): Promise<Caller> {
  const clock = createClock({ startMs: START, frozen: true });
  return callerOf(await startSalesforceEmulator({ world, clock }));
}

export async function callerOf(emulator: SalesforceEmulator): Promise<Caller> {
  const { credentials } = emulator;

  const caller: Caller = {
    emulator,
    token: '',
    async call(method, path, body, headers = {}) {
      const url = path.startsWith('/') ? emulator.url + path : `${emulator.url}/services/data/v66.0/${path}`;
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${caller.token}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return readAnswer(response);
    },
    query: (soql, resource = 'query') => caller.call('GET', `${resource}?q=${encodeURIComponent(soql)}`),
    async create(sobject, fields) {
      const answer = await caller.call('POST', `sobjects/${sobject}`, fields);
      if (answer.status !== 201) throw new Error(`${sobject}: ${JSON.stringify(answer.body)}`);
      return answer.body.id;
    },
    async read(sobject, id, fields) {
      const answer = await caller.call('GET', `sobjects/${sobject}/${id}${fields ? `?fields=${fields}` : ''}`);
      if (answer.status !== 200) throw new Error(`${sobject} ${id}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    async signIn() {
      const form = {
        grant_type: 'client_credentials',
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
      };
      const response = await fetch(credentials.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
      caller.token = ((await response.json()) as { access_token: string }).access_token;
    },
  };
  await caller.signIn();
  return caller;
}

/** One organisation for all tests of a file; read the caller inside tests only. */
export function useOrg(world: SalesforceWorldInput = {}): { readonly current: Caller } {
  let caller: Caller | undefined;
  beforeAll(async () => {
    caller = await openCaller(world);
  });
  afterAll(() => caller?.emulator.close());
  return {
    get current() {
      if (!caller) throw new Error('The organisation is not open yet.');
      return caller;
    },
  };
}

/** The fields that every opportunity needs. */
export const DEAL = { Name: 'Data estate', StageName: 'Prospecting', CloseDate: '2026-12-01' };
