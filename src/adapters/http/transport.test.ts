import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CosellError } from '../../core/errors.ts';
import type { TokenProvider } from './tokens.ts';
import { type Call, createTransport, type TransportOptions } from './transport.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let base: string;
let answers: Answer[];
let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
let calls: Call[];
let slept: number[];

beforeEach(async () => {
  answers = [];
  seen = [];
  calls = [];
  slept = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      const answer = answers.shift() ?? json(500, { unexpected: url });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0`;
});

afterEach(async () => {
  server.closeAllConnections();
  if (server.listening) await new Promise((resolve) => server.close(resolve));
});

function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

function plain(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
}

const reset: Answer = (request) => request.socket.destroy();
const silence: Answer = () => {};

function tokens(...supply: string[]): TokenProvider {
  return {
    get: async () => supply[0] ?? 'none',
    refresh: async () => {
      supply.shift();
      return supply[0] ?? 'none';
    },
  };
}

function transport(overrides: Partial<TransportOptions> = {}) {
  return createTransport({
    connection: 'Test',
    baseUrl: base,
    tokens: tokens('first', 'second', 'third'),
    userAgent: 'cosell-test',
    clock: {
      nowMs: () => Date.parse('2026-03-01T00:00:00Z'),
      // Back-off passes at once; the time-out of an attempt never comes unless a test wants it.
      sleep: (ms, signal) => {
        if (ms < 5_000) slept.push(ms);
        return ms < 5_000
          ? Promise.resolve()
          : new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
      },
    },
    random: () => 0.5,
    log: { warn: () => {} },
    onCall: (call) => calls.push(call),
    ...overrides,
  });
}

async function failure(promise: Promise<unknown>): Promise<CosellError> {
  return promise.then(
    () => expect.unreachable('should have failed'),
    (error: CosellError) => error,
  );
}

describe('a request', () => {
  test('carries token, user agent, a fresh request id and its JSON body below the base address', async () => {
    answers.push(json(201, { id: 1 }), json(200, {}));
    const sent = transport();
    const answer = await sent.send({ method: 'POST', path: '/things', body: { a: 'ä' }, kind: 'create' });
    await sent.send({ method: 'GET', path: '/things', query: { $filter: "name eq 'a b'" }, kind: 'list' });
    expect(answer).toMatchObject({ status: 201, body: { id: 1 }, requestId: seen[0]?.headers['client-request-id'] });
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/v1.0/things', body: '{"a":"ä"}' });
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer first',
      'user-agent': 'cosell-test',
      'content-type': 'application/json',
    });
    expect(seen[1]?.url).toBe('/v1.0/things?$filter=name%20eq%20%27a%20b%27');
    expect(seen[1]?.headers['client-request-id']).not.toBe(seen[0]?.headers['client-request-id']);
    expect(calls.map((call) => [call.kind, call.status])).toEqual([
      ['create', 201],
      ['list', 200],
    ]);
  });

  test('never goes to another origin, out of the base path, or in clear text to another machine', async () => {
    for (const path of ['https://evil.example/x', 'http://127.0.0.1:1/v1.0/x', '/../secrets', '@evil.example/']) {
      expect(await failure(transport().send({ method: 'GET', path, kind: 'read' }))).toMatchObject({
        code: 'foreign-address',
      });
    }
    const clear = transport({ baseUrl: 'http://api.example/v1' }).send({ method: 'GET', path: '/x', kind: 'read' });
    expect(await failure(clear)).toMatchObject({ code: 'url-not-secure', recovery: 'misconfigured' });
    expect(seen).toEqual([]);
  });

  test('does not follow a redirect', async () => {
    answers.push(plain(302, '', { location: 'https://evil.example/' }));
    const error = await failure(transport().send({ method: 'GET', path: '/x', kind: 'read' }));
    expect(error).toMatchObject({ code: 'redirected', recovery: 'misconfigured' });
    expect(seen).toHaveLength(1);
  });
});

test('bytes go out as they are, under their own content type', async () => {
  answers.push(json(201, { id: 'd' }));
  const bytes = new TextEncoder().encode('--x\r\n');
  await transport().send({
    method: 'POST',
    path: '/x',
    kind: 'deploy',
    content: { type: 'multipart/form-data; boundary=x', bytes },
  });
  expect(seen[0]).toMatchObject({ body: '--x\r\n', headers: { 'content-type': 'multipart/form-data; boundary=x' } });
});

describe('repetition', () => {
  test('a read survives a reset and a 500, with growing pauses', async () => {
    answers.push(reset, json(500, {}), json(200, { ok: true }));
    expect(await transport().send({ method: 'GET', path: '/x', kind: 'read' })).toMatchObject({ body: { ok: true } });
    expect(slept).toEqual([300, 600]);
  });

  test('a read gives up after three attempts', async () => {
    answers.push(json(502, {}), json(502, {}), json(502, {}), json(200, {}));
    expect(await failure(transport().send({ method: 'GET', path: '/x', kind: 'read' }))).toMatchObject({
      recovery: 'retry',
      outcomeUnknown: false,
    });
    expect(seen).toHaveLength(3);
  });

  test.each([
    ['reset', reset],
    ['500', json(500, {})],
    ['200 with an HTML page', plain(200, '<html><title>Sign in</title></html>')],
  ])('a write is sent once when the answer is a %s, and its outcome is unknown', async (_name, answer) => {
    answers.push(answer, json(200, {}));
    expect(await failure(transport().send({ method: 'POST', path: '/x', body: {}, kind: 'create' }))).toMatchObject({
      outcomeUnknown: true,
    });
    expect(seen).toHaveLength(1);
  });

  test('a write without an answer in time has an unknown outcome', async () => {
    answers.push(silence);
    const impatient = transport({
      clock: {
        nowMs: () => 0,
        sleep: (_ms, signal) =>
          new Promise((resolve) => {
            const timer = setTimeout(resolve, 30);
            signal?.addEventListener('abort', () => clearTimeout(timer));
          }),
      },
    });
    const error = await failure(impatient.send({ method: 'PATCH', path: '/x', body: [], kind: 'update' }));
    expect(error).toMatchObject({ code: 'timed-out', recovery: 'retry', outcomeUnknown: true });
  });

  test('a write that never reached the service has a known outcome', async () => {
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(transport().send({ method: 'POST', path: '/x', body: {}, kind: 'create' }));
    expect(error).toMatchObject({ code: 'connection-failed', outcomeUnknown: false, vendor: { code: 'ECONNREFUSED' } });
  });
});

describe('signing in', () => {
  test('a 401 is answered with one fresh token, also for a write', async () => {
    answers.push(json(401, {}), json(200, { ok: true }));
    await transport().send({ method: 'POST', path: '/x', body: {}, kind: 'create' });
    expect(seen.map((request) => request.headers.authorization)).toEqual(['Bearer first', 'Bearer second']);
  });

  test('a second 401 asks for a person', async () => {
    answers.push(json(401, {}), json(401, {}), json(200, {}));
    expect(await failure(transport().send({ method: 'GET', path: '/x', kind: 'read' }))).toMatchObject({
      recovery: 'reauthenticate',
    });
    expect(seen).toHaveLength(2);
  });
});

describe('waiting', () => {
  test.each([
    ['57', 57_000],
    ['Sun, 01 Mar 2026 00:02:00 GMT', 120_000],
    ['Sat, 28 Feb 2026 00:00:00 GMT', 0],
  ])('Retry-After %s tells how long', async (header, waitMs) => {
    for (const status of [429, 503]) {
      answers.push(json(status, {}, { 'retry-after': header }));
      const error = await failure(transport().send({ method: 'GET', path: '/x', kind: 'read' }));
      expect(error).toMatchObject({ recovery: 'throttled', retryAfterMs: waitMs });
    }
    expect(seen).toHaveLength(2);
  });

  test('no more requests than allowed are under way, and an aborted one leaves the queue unsent', async () => {
    const open: (() => void)[] = [];
    let most = 0;
    let now = 0;
    const hold: Answer = (_request, response) => {
      now += 1;
      most = Math.max(most, now);
      open.push(() => {
        now -= 1;
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
      if (open.length === 2) for (const finish of open.splice(0)) finish();
    };
    answers.push(hold, hold, hold, hold);
    const quitter = new AbortController();
    const sent = transport({ maxConcurrent: 2 });
    const four = [1, 2, 3, 4].map((n) => sent.send({ method: 'GET', path: `/${n}`, kind: 'read' }));
    const fifth = failure(sent.send({ method: 'POST', path: '/5', body: {}, kind: 'create', signal: quitter.signal }));
    quitter.abort();
    await Promise.all(four);
    expect(await fifth).toMatchObject({ code: 'cancelled', outcomeUnknown: false });
    expect({ most, requests: seen.length }).toEqual({ most: 2, requests: 4 });
  });
});

describe('answers', () => {
  test('an empty success is null, expected statuses are answers, headers stay readable', async () => {
    answers.push(plain(204, '', { etag: '"7"' }), json(412, { error: {} }), plain(404, '<html></html>'));
    const sent = transport();
    const empty = await sent.send({ method: 'PATCH', path: '/x', body: [], kind: 'update' });
    expect([empty.body, empty.headers.get('etag')]).toEqual([null, '"7"']);
    expect(await sent.send({ method: 'PATCH', path: '/x', body: [], kind: 'update', expect: [412] })).toMatchObject({
      status: 412,
    });
    // A proxy's page is not the service's word that the record is gone.
    const page = sent.send({ method: 'GET', path: '/x', kind: 'read', expect: [404] });
    expect(await failure(page)).toMatchObject({ recovery: 'not-found' });
  });

  test('a page in place of the service is stepped over, or is a matter of the whole connection', async () => {
    const page = plain(200, '<!DOCTYPE html><title>Sign in to the guest network</title>');
    answers.push(page, json(200, { id: 1 }));
    expect((await transport().send({ method: 'GET', path: '/x', kind: 'read' })).body).toEqual({ id: 1 });
    answers.push(page, page, page);
    const error = await failure(transport().send({ method: 'GET', path: '/x', kind: 'read' }));
    expect(error).toMatchObject({ code: 'foreign-answer', recovery: 'misconfigured', outcomeUnknown: false });
    expect(error.message).toContain('Sign in to the guest network');
  });

  test('an answer that is cut off is a matter of this call', async () => {
    answers.push(plain(200, '{"id": 1, "na'));
    const error = await failure(transport().send({ method: 'GET', path: '/x', kind: 'read' }));
    expect(error).toMatchObject({ code: 'answer-not-json', recovery: 'bad-input', place: 'Test read' });
  });

  test('the vendor reading goes before the status, and secrets never enter a message', async () => {
    answers.push(
      json(400, { says: 'no' }),
      plain(403, 'denied for Bearer abcdefgh12345678 and eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'),
    );
    const vendorOwn = transport({
      classify: ({ status, body }) => (status === 400 ? Object.assign(plainError(), { body }) : null),
    });
    expect(await failure(vendorOwn.send({ method: 'GET', path: '/x', kind: 'read' }))).toMatchObject({
      message: 'own',
      body: { says: 'no' },
    });
    const denied = await failure(vendorOwn.send({ method: 'GET', path: '/x', kind: 'read' }));
    expect(denied.message).toContain('denied for Bearer [redacted]');
    expect(denied.message).not.toMatch(/abcdefgh|eyJ/);
  });
});

function plainError(): CosellError {
  return new Error('own') as CosellError;
}
