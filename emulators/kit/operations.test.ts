import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAdmin, mountAdmin } from './admin.ts';
import { defineBehaviours } from './behaviours.ts';
import type { FaultRule } from './faults.ts';
import { createKit } from './kit.ts';
import { mountOperations } from './operations.ts';
import { type RunningServer, serveEmulator } from './server.ts';
import { unsupported } from './unsupported.ts';

const table = defineBehaviours({
  emulator: 'Test',
  behaviours: [
    { id: 'loud', says: 'answers loudly', evidence: 'inferred', source: 'test', switch: { default: false } },
    {
      id: 'size',
      says: 'answers so much',
      evidence: 'inferred',
      source: 'test',
      switch: { default: 5, min: 1, max: 9 },
    },
  ],
  refuses: [],
});

let server: RunningServer;
let written: string[];

beforeEach(async () => {
  written = [];
  const kit = createKit(table);
  const app = new Hono();
  mountOperations(
    app,
    kit,
    [
      {
        operation: 'read-thing',
        kind: 'read',
        method: 'GET',
        path: '/things/:id',
        answer: (c) => c.json({ id: c.req.param('id') }),
      },
      {
        operation: 'write-thing',
        kind: 'write',
        method: 'POST',
        path: '/things',
        answer: async (c) => {
          written.push(await c.req.text());
          return c.json({}, 201);
        },
      },
      {
        operation: 'odd-thing',
        kind: 'read',
        method: 'GET',
        path: '/odd',
        answer: () => {
          throw unsupported('the odd thing');
        },
      },
    ],
    {
      throttle: (c, fault) => {
        if (fault.retryAfterSeconds !== undefined) c.header('retry-after', String(fault.retryAfterSeconds));
        return c.json({ words: 'slow down' }, 429);
      },
      serverError: (c) => c.json({ words: 'broken' }, 503),
      refusal: () => undefined,
    },
  );
  const admin = createAdmin({ kit, people: {}, snapshot: () => ({ written }), load: () => void written.splice(0) });
  mountAdmin(app, admin);
  server = await serveEmulator(app);
});

afterEach(() => server.close());

const call = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
const post = (path: string, body: unknown) => call(path, { method: 'POST', body: JSON.stringify(body) });
const fault = (rule: FaultRule) => post('/_emulator/faults', rule);

test('throttling carries Retry-After only when asked, for the given number of calls', async () => {
  await fault({ kind: 'throttle', match: { operation: 'read-thing' }, times: 2, retryAfterSeconds: 57 });
  const first = await call('/things/1');
  expect([first.status, first.headers.get('retry-after')]).toEqual([429, '57']);
  expect((await call('/things/1')).status).toBe(429);
  expect((await call('/things/1')).status).toBe(200);
  await fault({ kind: 'throttle' });
  expect((await call('/things/1')).headers.get('retry-after')).toBeNull();
});

test('a fault can let calls pass first and match by method and path', async () => {
  await fault({ kind: 'server-error', match: { method: 'GET', path: '/things/2' }, after: 1 });
  expect((await call('/things/1')).status).toBe(200);
  expect((await call('/things/2')).status).toBe(200);
  expect((await call('/things/2')).status).toBe(503);
});

test('a reset loses the write, a time-out after the commit keeps it', async () => {
  await fault({ kind: 'reset', match: { method: 'POST' } });
  await expect(post('/things', 'lost')).rejects.toThrow();
  expect(written).toEqual([]);
  await fault({ kind: 'timeout-after', match: { method: 'POST' } });
  const patience = AbortSignal.timeout(200);
  await expect(call('/things', { method: 'POST', body: 'kept', signal: patience })).rejects.toThrow();
  expect(written).toEqual(['kept']);
});

test('a time-out before the commit does nothing, a slow answer does it late, a gateway answers with HTML', async () => {
  await fault({ kind: 'timeout-before', match: { method: 'POST' } });
  await expect(call('/things', { method: 'POST', body: 'x', signal: AbortSignal.timeout(100) })).rejects.toThrow();
  expect(written).toEqual([]);
  await fault({ kind: 'slow', delayMs: 30 });
  const startedMs = performance.now();
  expect((await call('/things/1')).status).toBe(200);
  expect(performance.now() - startedMs).toBeGreaterThan(25);
  await fault({ kind: 'html', status: 503 });
  const page = await call('/things/1');
  expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html']);
});

test('what is not emulated is answered with 501 naming the gap, and traced', async () => {
  const unknown = await call('/elsewhere?x=1');
  expect(unknown.status).toBe(501);
  expect(await unknown.json()).toMatchObject({ error: 'unsupported', gap: 'GET /elsewhere' });
  expect((await call('/odd')).status).toBe(501);
  const traces = (await (await call('/_emulator/traces?unsupported=true')).json()) as { unsupported: string }[];
  expect(traces.map((trace) => trace.unsupported)).toEqual(['GET /elsewhere', 'the odd thing']);
});

test('calls are counted per kind and operation, and traces hide tokens', async () => {
  await call('/things/1', { headers: { authorization: 'Bearer secret' } });
  await post('/things', {});
  const counts = await (await call('/_emulator/calls')).json();
  expect(counts).toEqual({ read: 1, write: 1, token: 0, operations: { 'read-thing': 1, 'write-thing': 1 } });
  const traces = await (await call('/_emulator/traces')).text();
  expect(traces).toContain('Bearer redacted');
  expect(traces).not.toContain('secret');
});

test('unknown switches and values are refused with those that exist', async () => {
  expect(await (await post('/_emulator/switches', { loud: true, size: 9 })).json()).toEqual({ loud: true, size: 9 });
  const unknown = await post('/_emulator/switches', { quiet: true });
  expect(unknown.status).toBe(400);
  expect(await unknown.text()).toContain('loud, size');
  expect(await (await post('/_emulator/switches', { size: 10 })).text()).toContain('a number from 1 to 9');
});

test('reset empties faults, counts, traces and switches', async () => {
  await post('/_emulator/switches', { loud: true });
  await fault({ kind: 'reset' });
  await post('/_emulator/reset', undefined);
  expect(await (await call('/_emulator/switches')).json()).toEqual({ loud: false, size: 5 });
  expect(await (await call('/_emulator/faults')).json()).toEqual([]);
});

test('the clock moves by days and reads back', async () => {
  const before = ((await (await call('/_emulator/clock')).json()) as { nowMs: number }).nowMs;
  const after = ((await (await post('/_emulator/clock', { advanceDays: 2 })).json()) as { nowMs: number }).nowMs;
  expect(after - before).toBeGreaterThanOrEqual(2 * 86_400_000);
});

test('a port in use is refused with the code that tells so', async () => {
  await expect(serveEmulator(new Hono(), { port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
