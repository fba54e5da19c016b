import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteFile, type SqliteFile } from './node-sqlite.ts';
import { createWriteQueue, type WriteQueue } from './write-queue.ts';

const FLUSHED = { volatile: false };

function openQueue(): { file: SqliteFile; queue: WriteQueue; rows(): number[] } {
  const folder = mkdtempSync(join(tmpdir(), 'cosell-queue-'));
  const file = openSqliteFile(join(folder, 'test.db'), { busyTimeoutMs: 0 });
  file.exec('pragma journal_mode = wal; create table t (n integer, text text)');
  onTestFinished(() => {
    file.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const rows = () =>
    file
      .prepare('select n from t order by n')
      .all()
      .map((row) => Number(row['n']));
  return { file, queue: createWriteQueue(file, 'full'), rows };
}

test('runs transactions one after the other, in order, though their bodies wait', async () => {
  const { queue } = openQueue();
  const log: string[] = [];
  const body = (name: string) => async () => {
    log.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    log.push(`${name} ends`);
  };
  await Promise.all(['a', 'b', 'c'].map((name) => queue.run(body(name), FLUSHED)));
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('transactions that wait together share one commit', async () => {
  const { file, queue, rows } = openQueue();
  let commits = 0;
  const exec = file.exec.bind(file);
  file.exec = (text) => {
    if (text === 'commit') commits += 1;
    exec(text);
  };
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      queue.run(async () => void file.exec(`insert into t (n) values (${n})`), FLUSHED),
    ),
  );
  expect(rows()).toHaveLength(20);
  expect(commits).toBeLessThan(20);
});

test('a failing transaction takes nothing of its neighbours with it', async () => {
  const { file, queue, rows } = openQueue();
  const outcomes = await Promise.allSettled(
    [1, 2, 3, 4].map((n) =>
      queue.run(async () => {
        file.exec(`insert into t (n) values (${n})`);
        if (n % 2 === 0) throw new Error(`no ${n}`);
        return n;
      }, FLUSHED),
    ),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  expect(rows()).toEqual([1, 3]);
});

test('a full disk fails what it could not store, by name, and the next transaction succeeds once there is room', async () => {
  const { file, queue, rows } = openQueue();
  const pages = Number(file.prepare('pragma page_count').get()?.['page_count']);
  file.exec(`pragma max_page_count = ${pages + 4}`);
  const insert = (n: number, bytes: number) =>
    queue.run(async () => {
      file.prepare('insert into t (n, text) values (?, ?)').run(n, 'x'.repeat(bytes));
    }, FLUSHED);
  const outcomes = await Promise.allSettled([insert(1, 10), insert(2, 1_000_000), insert(3, 10)]);
  expect(outcomes[1]).toMatchObject({ status: 'rejected', reason: { code: 'store-full' } });
  const stored = [1, 2, 3].filter((_, at) => outcomes[at]?.status === 'fulfilled');
  expect(rows()).toEqual(stored);
  file.exec('pragma max_page_count = 100000');
  await insert(2, 1_000_000);
  expect(rows()).toContain(2);
});

test('gives way to timers and sockets while it is busy', async () => {
  const { file, queue } = openQueue();
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
  }, 1);
  const insert = file.prepare('insert into t (n) values (1)');
  const endAt = performance.now() + 300;
  while (performance.now() < endAt) await queue.run(async () => void insert.run(), { volatile: true });
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(3);
});

test('ends what was queued before it closes, and refuses more', async () => {
  const { file, queue, rows } = openQueue();
  const last = queue.run(async () => void file.exec('insert into t (n) values (1)'), FLUSHED);
  await queue.close();
  await last;
  expect(rows()).toEqual([1]);
  await expect(queue.run(async () => undefined, FLUSHED)).rejects.toMatchObject({ code: 'store-closed' });
});
