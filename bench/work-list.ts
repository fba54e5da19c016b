import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Claim, Store } from '../src/engine/ports.ts';
import { createMemoryStore } from '../src/store/memory-store.ts';
import { openStore } from '../src/store/open-store.ts';
import { createTestDatabase } from '../test/postgres/database.ts';
import { startPostgres } from '../test/postgres/server.ts';

/**
 * What the work list costs on each store: `node bench/work-list.ts [--json] [--jobs 4000]`.
 * Ratios between the stores matter, not the numbers of one machine.
 */
const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, jobs: { type: 'string', default: '4000' } },
});
const JOBS = Number(options.jobs);

interface Measured {
  store: string;
  /** From the call of enqueue to the claim in hand, list idle, woken by the store. */
  startMsP50: number;
  startMsP99: number;
  /** One transaction that saves a watermark, nothing else going on. */
  commitMsP50: number;
  commitMsP99: number;
  /** Keys made dirty per second, 500 to a transaction. */
  enqueuedPerSecond: number;
  /** Keys claimed in batches of 20 and settled each in its own transaction, per second, in one process. */
  settledPerSecond: number;
  /** Claim one, settle it, claim the next. */
  cyclesPerSecond: number;
  /** The same with 20,000 keys waiting for later and 5,000 in a blocked lane. */
  cyclesBesideBacklogPerSecond: number;
}

const LANE = 'bench';
const work = { laneMaxInFlight: 1_000 };

const measured: Measured[] = [];
measured.push(await measure('memory', createMemoryStore({ work })));

const folder = mkdtempSync(join(tmpdir(), 'cosell-bench-'));
measured.push(await measure('sqlite', await openStore({ url: join(folder, 'full'), work })));
measured.push(
  await measure(
    'sqlite, synchronous normal',
    await openStore({ url: join(folder, 'normal'), work, synchronous: 'normal' }),
  ),
);
rmSync(folder, { recursive: true, force: true });

const server = await startPostgres();
const database = await createTestDatabase(server.url);
measured.push(await measure('postgres', await openStore({ url: database.url, work })));
await server.stop();

process.stdout.write(options.json ? `${JSON.stringify(measured)}\n` : table(measured));

async function measure(name: string, store: Store): Promise<Measured> {
  await drain(store, await fill(store, 'warm', 500));
  const start = await latencies(200, (at) => startOne(store, at));
  const commit = await latencies(200, async (at) => {
    const beganAt = performance.now();
    await store.transaction((tx) => tx.watermarks.set('bench', String(at)));
    return performance.now() - beganAt;
  });
  const enqueue = await rate(JOBS, () => fill(store, 'job', JOBS));
  const settle = await rate(JOBS, () => drain(store, JOBS));
  const cycles = await rate(500, async () => {
    await fill(store, 'cycle', 500);
    await cycle(store, 500);
  });
  // The twin looks at every row; it is for tests.
  const beside = name === 'memory' ? Number.NaN : await besideBacklog(store);
  await store.close();
  return {
    store: name,
    startMsP50: start.p50,
    startMsP99: start.p99,
    commitMsP50: commit.p50,
    commitMsP99: commit.p99,
    enqueuedPerSecond: enqueue,
    settledPerSecond: settle,
    cyclesPerSecond: cycles,
    cyclesBesideBacklogPerSecond: beside,
  };
}

async function besideBacklog(store: Store): Promise<number> {
  const laterMs = (await store.work.nowMs()) + 86_400_000;
  await store.work.blockLane('blocked', laterMs, 'bench');
  await fill(store, 'later', 20_000, { notBeforeMs: laterMs });
  await fill(store, 'blocked', 5_000, { lane: 'blocked' });
  return rate(500, async () => {
    await fill(store, 'cycle', 500);
    await cycle(store, 500);
  });
}

async function fill(
  store: Store,
  prefix: string,
  keys: number,
  request: { lane?: string; notBeforeMs?: number } = {},
): Promise<number> {
  for (let from = 0; from < keys; from += 500) {
    const batch = Array.from({ length: Math.min(500, keys - from) }, (_, at) => `${prefix}:${from + at}`);
    await store.transaction((tx) =>
      tx.work.enqueue(batch.map((key) => ({ key, lane: LANE, priority: 1, ...request }))),
    );
  }
  return keys;
}

function claim(store: Store, limit: number): Promise<readonly Claim[]> {
  return store.work.claim({ owner: 'bench', limit, leaseMs: 60_000 });
}

function settle(store: Store, held: Claim): Promise<unknown> {
  return store.transaction((tx) => tx.work.settle(held, { kind: 'done' }));
}

async function drain(store: Store, keys: number): Promise<void> {
  for (let settled = 0; settled < keys; ) {
    const claims = await claim(store, 20);
    await Promise.all(claims.map((held) => settle(store, held)));
    settled += claims.length;
  }
}

async function cycle(store: Store, keys: number): Promise<void> {
  for (let settled = 0; settled < keys; settled += 1) {
    for (const held of await claim(store, 1)) await settle(store, held);
  }
}

async function startOne(store: Store, at: number): Promise<number> {
  const beganAt = performance.now();
  const woken = Promise.withResolvers<void>();
  const unsubscribe = store.work.onWake(woken.resolve);
  const enqueued = store.transaction((tx) => tx.work.enqueue([{ key: `start:${at}`, lane: LANE, priority: 1 }]));
  await woken.promise;
  const claims = await claim(store, 1);
  const startMs = performance.now() - beganAt;
  unsubscribe();
  await enqueued;
  for (const held of claims) await settle(store, held);
  return startMs;
}

async function latencies(count: number, one: (at: number) => Promise<number>): Promise<{ p50: number; p99: number }> {
  const took: number[] = [];
  for (let at = 0; at < count; at += 1) {
    took.push(await one(at));
  }
  took.sort((a, b) => a - b);
  return { p50: took[Math.floor(count * 0.5)] ?? 0, p99: took[Math.floor(count * 0.99)] ?? 0 };
}

async function rate(count: number, run: () => Promise<unknown>): Promise<number> {
  const beganAt = performance.now();
  await run();
  return (count / (performance.now() - beganAt)) * 1_000;
}

function table(rows: readonly Measured[]): string {
  const columns: readonly [string, (row: Measured) => string][] = [
    ['store', (row) => row.store],
    ['start ms p50/p99', (row) => `${row.startMsP50.toFixed(1)} / ${row.startMsP99.toFixed(1)}`],
    ['commit ms p50/p99', (row) => `${row.commitMsP50.toFixed(2)} / ${row.commitMsP99.toFixed(2)}`],
    ['enqueued/s', (row) => row.enqueuedPerSecond.toFixed(0)],
    ['settled/s', (row) => row.settledPerSecond.toFixed(0)],
    ['cycles/s', (row) => row.cyclesPerSecond.toFixed(0)],
    ['beside backlog/s', (row) => row.cyclesBesideBacklogPerSecond.toFixed(0)],
  ];
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  return cells
    .map(
      (line) =>
        `${line
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
