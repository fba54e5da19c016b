import { afterAll, beforeAll } from 'vitest';
import { type DynamicsEmulator, startDynamicsEmulator } from '../../../emulators/dynamics/start.ts';
import type { DynamicsWorldInput } from '../../../emulators/dynamics/world-schema.ts';
import { createClock } from '../../../emulators/kit/clock.ts';

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  body: any;
  headers: Headers;
}

/** A caller with plain fetch, signed in as the application user. */
export interface Caller {
  emulator: DynamicsEmulator;
  token: string;
  /** `path` is below `/api/data/v9.2/`, or absolute when it begins with a slash. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Creates a row; answers it whole. */
  create(set: string, values: Record<string, unknown>): Promise<Record<string, unknown> & { '@odata.etag': string }>;
  signIn(form?: Record<string, string>): Promise<Answer>;
}

/** Time stands still at this moment unless a test moves it. */
export const START = Date.parse('2026-05-06T10:00:00.400Z');
export const START_STAMP = '2026-05-06T10:00:00Z';

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}

export async function openCaller(world: DynamicsWorldInput = {}): Promise<Caller> {
  const clock = createClock({ startMs: START, frozen: true });
  const emulator = await startDynamicsEmulator({ world, clock });
  const { credentials } = emulator;
  const caller: Caller = {
    emulator,
    token: '',
    async call(method, path, body, headers = {}) {
      const url = path.startsWith('/') ? emulator.url + path : credentials.apiUrl + path;
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${caller.token}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return readAnswer(response);
    },
    async create(set, values) {
      const answer = await caller.call('POST', set, values, { Prefer: 'return=representation' });
      if (answer.status !== 201) throw new Error(`${set}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    async signIn(form = {}) {
      const asked = {
        grant_type: 'client_credentials',
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
        scope: credentials.scope,
        ...form,
      };
      const response = await fetch(credentials.tokenUrl, { method: 'POST', body: new URLSearchParams(asked) });
      const answer = await readAnswer(response);
      if (answer.status === 200) caller.token = answer.body.access_token;
      return answer;
    },
  };
  await caller.signIn();
  return caller;
}

/** Opens an emulator for the tests of a file. */
export function useCaller(world: DynamicsWorldInput = {}): () => Caller {
  let caller: Caller | undefined;
  beforeAll(async () => {
    caller = await openCaller(world);
  });
  afterAll(() => caller?.emulator.close());
  return () => {
    if (!caller) throw new Error('The emulator is opened in beforeAll.');
    return caller;
  };
}
