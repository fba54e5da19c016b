import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/engine/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { backupStore } from '../../src/store/upkeep/backup.ts';
import { storeFacts } from '../../src/store/upkeep/facts.ts';
import { moveStore } from '../../src/store/upkeep/move.ts';
import { vacuumStore } from '../../src/store/upkeep/vacuum.ts';
import { createTestDatabase } from '../postgres/database.ts';
import { NO_HINTS, READ, sampleLink } from './store/samples.ts';

const root = mkdtempSync(join(tmpdir(), 'cosell-upkeep-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const newFolder = () => mkdtempSync(join(root, 'store-'));

async function newDatabase(): Promise<string> {
  const database = await createTestDatabase(inject('postgresUrl'));
  onTestFinished(database.drop);
  return database.url;
}

const LINKS = 1_200;
const id = (at: number) => `link-${String(at).padStart(5, '0')}`;

/** A store with something of everything in it. */
async function fill(url: string, options: { clock?: { nowMs(): number } } = {}): Promise<void> {
  const store = await openStore({ url, ...options });
  await store.work.setLane({ id: 'crm', maxInFlight: 7 });
  await store.work.blockLane('partner-center', 4_000_000_000_000, 'signed out');
  await store.transaction(async (tx) => {
    for (let at = 0; at < LINKS; at += 1) {
      await tx.links.add(
        sampleLink({ id: id(at), recordId: `c${at}`, referralId: at % 2 ? `r${at}` : null }),
        NO_HINTS,
      );
      await tx.audit.add({
        id: `audit-${9_999 - at}`,
        linkId: id(at),
        atMs: 1,
        kind: 'linked',
        body: { at, text: '漢' },
      });
    }
    await tx.links.hint(id(0), 'crm', READ);
    await tx.watermarks.set('sweep:crm', '2026-11-21T12:00:00.1234567Z');
    await tx.deliveries.add({ id: 'd', receivedAtMs: 5, event: 'e', referralId: 'r', body: '{}' });
    await tx.work.enqueue([
      { key: 'due', lane: 'crm', priority: 1 },
      { key: 'leased', lane: 'crm', priority: 0 },
      { key: 'later', lane: 'crm', priority: 1, notBeforeMs: 4_000_000_000_000 },
    ]);
  });
  await store.work.claim({ owner: 'killed', limit: 1, leaseMs: 60_000 });
  await store.close();
}

async function contents(store: Store) {
  return {
    links: await store.links.page({ after: null, limit: 2 * LINKS }),
    audit: await store.audit.recent(2 * LINKS),
    watermark: await store.watermarks.get('sweep:crm'),
    lanes: await store.work.lanes(),
    counts: await store.work.counts(),
  };
}

describe('moving a store', () => {
  test('brings everything to PostgreSQL, in the same order, and frees what a killed process held', async () => {
    const [from, to] = [newFolder(), await newDatabase()];
    await fill(from);
    const progress: number[] = [];
    const moved = await moveStore({ from, to, onProgress: ({ done, total }) => progress.push(done / total) });
    expect(moved).toMatchObject({ from, rows: 2 * LINKS + 7 });
    expect(progress.at(-1)).toBe(1);
    const [old, fresh] = [await openStore({ url: from }), await openStore({ url: to })];
    const [before, after] = [await contents(old), await contents(fresh)];
    const lane = { id: 'crm', maxInFlight: 7, blockedUntilMs: null, blockedReason: null };
    expect(before).toMatchObject({
      counts: { due: 1, waiting: 1, leased: 1, parked: 0 },
      lanes: [{ ...lane, inFlight: 1 }, {}],
    });
    expect(after).toEqual({
      ...before,
      counts: { due: 2, waiting: 1, leased: 0, parked: 0 },
      lanes: [{ ...lane, inFlight: 0 }, before.lanes[1]],
    });
    expect(await fresh.work.claim({ owner: 'me', limit: 10, leaseMs: 1_000 })).toMatchObject([
      { key: 'leased', attempts: 1 },
      { key: 'due' },
    ]);
    await old.close();
    await fresh.close();
  });

  test('brings everything to another folder', async () => {
    const [from, to] = [newFolder(), join(newFolder(), 'new')];
    await fill(from);
    await moveStore({ from, to });
    expect((await storeFacts(to)).rows).toEqual((await storeFacts(from)).rows);
  });

  test('refuses while the store is open', async () => {
    const [from, to] = [newFolder(), newFolder()];
    const store = await openStore({ url: from });
    await expect(moveStore({ from, to })).rejects.toMatchObject({ code: 'store-in-use', place: from });
    await store.close();
    await expect(moveStore({ from, to })).resolves.toMatchObject({ rows: 0 });
  });

  test('refuses a target that holds anything, a missing source, the same place, and PostgreSQL as source', async () => {
    const [from, to] = [newFolder(), newFolder()];
    await fill(from);
    await moveStore({ from, to });
    await expect(moveStore({ from, to })).rejects.toMatchObject({ code: 'store-not-empty', place: to });
    await expect(moveStore({ from: newFolder(), to })).rejects.toMatchObject({ code: 'store-missing' });
    await expect(moveStore({ from, to: from })).rejects.toMatchObject({ code: 'store-not-empty' });
    await expect(moveStore({ from: await newDatabase(), to })).rejects.toMatchObject({
      code: 'store-move-unsupported',
    });
  });

  test('leaves the target empty and the source as it was when it is aborted', async () => {
    const [from, to] = [newFolder(), await newDatabase()];
    await fill(from);
    const abort = new AbortController();
    const move = moveStore({ from, to, signal: abort.signal, onProgress: ({ done }) => done > LINKS && abort.abort() });
    await expect(move).rejects.toThrow(/abort/i);
    expect(Object.values((await storeFacts(to)).rows)).toEqual([0, 0, 0, 0, 0, 0]);
    expect((await storeFacts(from)).rows['link']).toBe(LINKS);
  });
});

describe('backing a store up', () => {
  test('copies a store in use into one file from which it can be restored', async () => {
    const folder = newFolder();
    await fill(folder);
    const store = await openStore({ url: folder });
    const before = await contents(store);
    const file = join(newFolder(), 'backup.db');
    const copy = await backupStore(folder, file);
    expect(copy).toEqual({ file, bytes: expect.any(Number) });
    await store.close();
    const restored = newFolder();
    renameSync(file, join(restored, 'cosell.db'));
    const again = await openStore({ url: restored });
    expect(await contents(again)).toEqual(before);
    await again.close();
  });

  test('never overwrites a file, and leaves none behind when it fails', async () => {
    const folder = newFolder();
    await fill(folder);
    const file = join(folder, 'cosell.db');
    await expect(backupStore(folder, file)).rejects.toMatchObject({ code: 'backup-exists', place: file });
    const nowhere = join(folder, 'no', 'such', 'folder', 'backup.db');
    await expect(backupStore(folder, nowhere)).rejects.toMatchObject({ code: 'backup-failed', place: nowhere });
    expect(existsSync(`${nowhere}.part`)).toBe(false);
  });

  test('points to pg_dump for PostgreSQL', async () => {
    const backup = backupStore(await newDatabase(), join(root, 'x'));
    await expect(backup).rejects.toMatchObject({ code: 'store-backup-unsupported', remedy: /pg_dump/ });
  });
});

describe.each(['sqlite', 'postgres'] as const)('looking after a store on %s', (kind) => {
  const place = () => (kind === 'sqlite' ? Promise.resolve(newFolder()) : newDatabase());

  test('tells what is in it, without its password', async () => {
    const url = await place();
    await fill(url);
    const facts = await storeFacts(kind === 'sqlite' ? url : url.replace('postgres@', 'postgres:secret@'));
    expect(facts).toMatchObject({ kind, schemaVersion: 1 });
    expect(facts.rows).toEqual({ link: LINKS, delivery: 1, watermark: 1, audit_entry: LINKS, lane: 2, work: 3 });
    expect(facts.bytes).toBeGreaterThan(500_000);
    expect(JSON.stringify(facts)).not.toContain('secret');
  });

  test('vacuum forgets old deliveries and keys long clean, nothing else, while the store is in use', async () => {
    const url = await place();
    const longAgoMs = Date.now() - 3 * 86_400_000;
    await fill(url, { clock: { nowMs: () => longAgoMs } });
    const store = await openStore({ url });
    await store.transaction(async (tx) => {
      await tx.work.enqueue([{ key: 'clean today', lane: 'crm', priority: 1 }]);
      const ids = Array.from({ length: LINKS }, (_, at) => id(at)).slice(1);
      for (const one of ids) await tx.links.remove(one);
      await tx.deliveries.add({ id: 'today', receivedAtMs: Date.now(), event: 'e', referralId: 'r', body: '{}' });
    });
    for (const held of await store.work.claim({ owner: 'me', limit: 10, leaseMs: 1_000 })) {
      await store.transaction((tx) => tx.work.settle(held, { kind: 'done' }));
    }
    const { bytesBefore, bytesAfter } = await vacuumStore(url);
    // PostgreSQL keeps the space for itself.
    if (kind === 'sqlite') expect(bytesAfter).toBeLessThan(bytesBefore / 1.5);
    expect((await storeFacts(url)).rows).toMatchObject({ link: 1, delivery: 1, audit_entry: LINKS, work: 4 });
    await store.close();
  });
});

describe('opening a store', () => {
  test('is refused, by name, when a later version has written it', async () => {
    for (const url of [newFolder(), await newDatabase()]) {
      await (await openStore({ url })).close();
      await pretendLaterVersion(url);
      await expect(openStore({ url })).rejects.toMatchObject({ code: 'store-newer', recovery: 'misconfigured' });
      await expect(storeFacts(url)).rejects.toMatchObject({ code: 'store-newer' });
    }
  });

  test('is refused, by name, when the file is something else', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'cosell.db'), 'this is not a database, but it is long enough to look at '.repeat(50));
    await expect(openStore({ url: folder })).rejects.toMatchObject({
      code: 'store-damaged',
      place: join(folder, 'cosell.db'),
    });
  });

  test('is refused, by name and without the password, when PostgreSQL cannot be used', async () => {
    const nowhere = 'postgres://me:secret@127.0.0.1:9/cosell';
    await expect(openStore({ url: nowhere })).rejects.toMatchObject({
      code: 'store-unreachable',
      recovery: 'retry',
      place: expect.not.stringContaining('secret'),
    });
    const missing = new URL(inject('postgresUrl'));
    missing.pathname = '/no_such_database';
    await expect(openStore({ url: missing.href })).rejects.toMatchObject({ code: 'store-missing' });
  });

  test('works for several processes that create it at once', async () => {
    for (const url of [newFolder(), await newDatabase()]) {
      const stores = await Promise.all([1, 2, 3, 4].map(() => openStore({ url })));
      await stores[0]?.transaction((tx) => tx.watermarks.set('a', '1'));
      for (const store of stores) {
        expect(await store.watermarks.get('a')).toBe('1');
        await store.close();
      }
    }
  });
});

test('a store on PostgreSQL goes on after the server has dropped all of its connections', async () => {
  const url = await newDatabase();
  const store = await openStore({ url });
  const unsubscribe = store.work.onWake(() => undefined);
  await store.transaction((tx) => tx.watermarks.set('a', '1'));
  for (let round = 0; round < 3; round += 1) {
    await dropConnections(url);
    // Each broken connection of the pool may be noticed by one failing call; then there are only new ones.
    let answer: unknown = null;
    for (let attempt = 0; answer !== '1' && attempt < 10; attempt += 1) {
      answer = await store.watermarks.get('a').catch((error: unknown) => error);
      expect([expect.objectContaining({ code: 'store-unreachable', recovery: 'retry' }), '1']).toContainEqual(answer);
    }
    expect(answer).toBe('1');
  }
  const wake = Promise.withResolvers<void>();
  store.work.onWake(wake.resolve);
  const other = await openStore({ url });
  await other.transaction((tx) => tx.work.enqueue([{ key: 'k', lane: 'crm', priority: 1 }]));
  await wake.promise;
  unsubscribe();
  await other.close();
  await store.close();
});

async function dropConnections(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await client.end();
}

async function pretendLaterVersion(url: string): Promise<void> {
  const statement = `insert into schema_migration (name, timestamp) values ('9999-later', '2030-01-01T00:00:00.000Z')`;
  if (url.startsWith('postgres')) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement);
    await client.end();
    return;
  }
  const { openSqliteFile } = await import('../../src/store/sqlite/node-sqlite.ts');
  const file = openSqliteFile(join(url, 'cosell.db'), { busyTimeoutMs: 1_000 });
  file.exec(statement);
  file.close();
}
