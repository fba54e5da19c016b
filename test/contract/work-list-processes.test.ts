import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/engine/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createTestDatabase } from '../postgres/database.ts';
import { addEvent, quiet, unseenHints } from './work-processes/events.ts';
import type { Order } from './work-processes/orders.ts';
import { type Child, mostAtOnce, type Run, runsOf, startChild } from './work-processes/parent.ts';

const LEASE_MS = 1_200;

const WORKER = {
  role: 'work',
  slots: 8,
  leaseMs: LEASE_MS,
  passMs: 3,
  failRate: 0,
  work: { backoffBaseMs: 20 },
} as const;

async function newPlace(kind: 'sqlite' | 'postgres'): Promise<string> {
  if (kind === 'postgres') {
    const database = await createTestDatabase(inject('postgresUrl'));
    onTestFinished(database.drop);
    return database.url;
  }
  const folder = mkdtempSync(join(tmpdir(), 'cosell-processes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function openPlace(kind: 'sqlite' | 'postgres'): Promise<{ place: string; store: Store }> {
  const place = await newPlace(kind);
  const store = await openStore({ url: place });
  onTestFinished(() => store.close());
  return { place, store };
}

function startWorkers(
  place: string,
  count: number,
  settings: Partial<Extract<Order, { role: 'work' }>> = {},
): Promise<Child[]> {
  const names = Array.from({ length: count }, (_, at) => `worker-${at}`);
  return Promise.all(names.map((name) => startChild({ store: place, name, ...WORKER, ...settings })));
}

async function stopAll(children: readonly Child[]): Promise<Run[]> {
  await Promise.all(children.map((child) => child.stop()));
  return children.flatMap((child) => runsOf(child));
}

describe.each(['sqlite', 'postgres'] as const)('several processes on %s', (kind) => {
  test('work a burst off with one pass per key at a time and no lost wake-up, though passes fail', async () => {
    const { place, store } = await openPlace(kind);
    await store.work.setLane({ id: 'crm', maxInFlight: 16 });
    const workers = await startWorkers(place, 3, { failRate: 0.1, work: { backoffBaseMs: 20, maxAttempts: 50 } });
    const events = 1_500;
    for (let at = 0; at < events; at += 10) {
      const batch = Array.from({ length: 10 }, (_, next) => at + next);
      // Every fifth event is for one hot key.
      await Promise.all(
        batch.map((event) =>
          addEvent(store, {
            event: `event-${event}`,
            key: event % 5 === 0 ? 'hot' : `key-${event % 149}`,
            ...(event % 3 === 0 && { debounceMs: 5 }),
          }),
        ),
      );
    }
    await quiet(store);
    const runs = await stopAll(workers);
    expect(Math.max(...Object.values(mostAtOnce(runs, 'key')))).toBe(1);
    expect(await unseenHints(store)).toEqual([]);
    expect(await store.audit.recent(2 * events)).toHaveLength(events);
    expect(runs.length).toBeLessThan(events);
    expect(new Set(runs.map(({ key }) => key)).size).toBe(150);
    expect(await store.work.counts()).toEqual({ due: 0, waiting: 0, leased: 0, parked: 0 });
  });

  test('fill every lane up to its limit and never beyond', async () => {
    const { place, store } = await openPlace(kind);
    const limits = { wide: 6, narrow: 1, pair: 2, closed: 0 };
    for (const [id, maxInFlight] of Object.entries(limits)) await store.work.setLane({ id, maxInFlight });
    await store.transaction((tx) =>
      tx.work.enqueue(
        Object.entries({ wide: 240, narrow: 25, pair: 50, closed: 10 }).flatMap(([lane, keys]) =>
          Array.from({ length: keys }, (_, at) => ({ key: `${lane}-${at}`, lane, priority: 1 as const })),
        ),
      ),
    );
    const workers = await startWorkers(place, 3, { slots: 12, passMs: 15 });
    await quiet(store, { stillDue: 10 });
    const runs = await stopAll(workers);
    expect(mostAtOnce(runs, 'lane')).toEqual({ wide: 6, narrow: 1, pair: 2 });
    expect(runs).toHaveLength(315);
    expect(await store.work.counts()).toEqual({ due: 10, waiting: 0, leased: 0, parked: 0 });
  });

  test('serve other lanes at once while one is blocked with a backlog and another busy with a backfill', async () => {
    const { place, store } = await openPlace(kind);
    await store.work.setLane({ id: 'backfill', maxInFlight: 2 });
    await store.work.blockLane('blocked', (await store.work.nowMs()) + 3_600_000, 'HTTP 429');
    const backlog = (lane: string, priority: 1 | 3, keys: number) =>
      store.transaction((tx) =>
        tx.work.enqueue(Array.from({ length: keys }, (_, at) => ({ key: `${lane}-${at}`, lane, priority }))),
      );
    await backlog('blocked', 1, 10_000);
    await backlog('backfill', 3, 3_000);
    const workers = await startWorkers(place, 2, { slots: 4, passMs: 20 });
    await workers[0]?.heard((line) => line.kind === 'begin' && line.lane === 'backfill');
    const keys = Array.from({ length: 20 }, (_, at) => `hook-${at}`);
    for (const key of keys) {
      await addEvent(store, { event: key, key, lane: 'hooks' });
      await Promise.race(workers.map((worker) => worker.heard((line) => line.kind === 'end' && line.key === key)));
    }
    expect((await store.work.counts()).due).toBeGreaterThan(10_000);
    const runs = await stopAll(workers);
    expect(runs.filter(({ lane }) => lane === 'blocked')).toEqual([]);
    expect(runs.filter(({ lane }) => lane === 'hooks')).toHaveLength(20);
    expect(await unseenHints(store)).toEqual([]);
  });

  test('lose nothing that was acknowledged and no wake-up when they are killed in the middle of it', async () => {
    const { place, store } = await openPlace(kind);
    await store.work.setLane({ id: 'crm', maxInFlight: 12 });
    const keys = Array.from({ length: 60 }, (_, at) => `key-${at}`);
    const runs: Run[] = [];
    const acknowledged: string[] = [];
    const survivor = await startChild({ store: place, name: 'survivor', ...WORKER, passMs: 5 });
    for (let round = 0; round < 4; round += 1) {
      const worker = await startChild({ store: place, name: `worker-${round}`, ...WORKER, passMs: 5 });
      const source = await startChild({ store: place, name: `source-${round}`, role: 'enqueue', keys });
      const last = `source-${round}-${60 + 17 * round}`;
      await source.heard((line) => line.kind === 'acknowledged' && line.event === last);
      await worker.heard((line) => line.kind === 'begin');
      await Promise.all([worker.kill(), source.kill()]);
      const killedAtMs = Number(process.hrtime.bigint()) / 1e6;
      runs.push(...runsOf(worker, killedAtMs));
      acknowledged.push(...source.lines.flatMap((line) => (line.kind === 'acknowledged' ? line.event : [])));
    }
    await quiet(store);
    runs.push(...(await stopAll([survivor])));
    const kept = new Set((await store.audit.recent(100_000)).map(({ id }) => id));
    expect(acknowledged.filter((event) => !kept.has(event))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(200);
    expect(await unseenHints(store)).toEqual([]);
    expect(Math.max(...Object.values(mostAtOnce(runs, 'key')))).toBe(1);
    expect(await store.work.counts()).toEqual({ due: 0, waiting: 0, leased: 0, parked: 0 });
  });
});

test('a restarted process goes on at once with what its killed predecessor held in the folder', async () => {
  const place = await newPlace('sqlite');
  const before = await openStore({ url: place });
  await addEvent(before, { event: 'e', key: 'k' });
  await before.close();
  const slow = { ...WORKER, leaseMs: 3_600_000, passMs: 3_600_000 };
  const first = await startChild({ store: place, name: 'killed', ...slow });
  await first.heard((line) => line.kind === 'begin');
  await first.kill();
  const second = await startChild({ store: place, name: 'restarted', ...WORKER, leaseMs: 3_600_000 });
  await second.heard((line) => line.kind === 'end' && line.outcome === 'done');
  await second.stop();
});

test('several processes can create and use one new store at the same time', async () => {
  for (const kind of ['sqlite', 'postgres'] as const) {
    const place = await newPlace(kind);
    const children = await startWorkers(place, 4);
    const store = await openStore({ url: place });
    await addEvent(store, { event: 'e', key: 'k' });
    await quiet(store);
    await store.close();
    expect(await stopAll(children)).toHaveLength(1);
  }
});
