import { CosellError } from '../../core/errors.ts';
import { sqliteError } from './errors.ts';
import type { SqliteFile } from './node-sqlite.ts';
import { patiently } from './patience.ts';

export type Synchronous = 'full' | 'normal';

/** Transactions that may share one commit, and how long the first of them may wait for the others. */
const GROUP_MAX = 64;
const GROUP_MS_MAX = 8;

interface Waiting {
  volatile: boolean;
  /** Runs the body; the answer settles the caller once the commit is durable. */
  run(): Promise<() => void>;
  reject(error: unknown): void;
}

/**
 * Write transactions on one connection, first come first served, never interleaved.
 * Transactions that wait while another runs share its commit (each in its own savepoint), because a commit costs a disk flush:
 * every caller still hears of success only after that flush, and a body that throws undoes only its own writes.
 */
export interface WriteQueue {
  run<T>(body: () => Promise<T>, options: { volatile: boolean }): Promise<T>;
  /** Resolves when everything that was queued has ended; later calls are refused. */
  close(): Promise<void>;
}

export function createWriteQueue(file: SqliteFile, synchronous: Synchronous): WriteQueue {
  const flush = createFlushSwitch(file, synchronous);
  const waiting: Waiting[] = [];
  const turn = createTurn();
  let running: Promise<void> | null = null;
  let closed = false;

  async function drain(): Promise<void> {
    // What other answers of this turn of the event loop lead to shares the commit.
    await nextTurn();
    while (waiting.length > 0) {
      await runGroup(file, waiting, flush);
      await turn.giveWay();
    }
    running = null;
  }

  return {
    run<T>(body: () => Promise<T>, { volatile }: { volatile: boolean }): Promise<T> {
      if (closed) return Promise.reject(closedStore());
      return new Promise<T>((resolve, reject) => {
        waiting.push({ volatile, run: async () => acknowledge(resolve, await body()), reject });
        running ??= drain();
      });
    },
    async close() {
      closed = true;
      await running;
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function acknowledge<T>(resolve: (value: T) => void, value: T): () => void {
  return () => resolve(value);
}

/** Runs transactions that wait, as many as may share a commit, and answers their callers after it. */
async function runGroup(file: SqliteFile, waiting: Waiting[], flush: FlushSwitch): Promise<void> {
  const volatile = waiting.every((one) => one.volatile);
  try {
    flush.set(!volatile);
    await patiently(file, 'begin immediate');
  } catch (error) {
    waiting.shift()?.reject(error);
    return;
  }
  const finished: Finished[] = [];
  try {
    await runBodies(file, waiting, { volatile, finished });
    file.exec('commit');
  } catch (error) {
    if (file.isTransaction) file.exec('rollback');
    for (const { reject } of finished) reject(sqliteError(error, file));
    return;
  }
  for (const { acknowledge } of finished) acknowledge();
}

async function runBodies(
  file: SqliteFile,
  waiting: Waiting[],
  group: { volatile: boolean; finished: Finished[] },
): Promise<void> {
  const startedAt = performance.now();
  while (group.finished.length < GROUP_MAX && performance.now() - startedAt < GROUP_MS_MAX) {
    const [next] = waiting;
    // One that must be flushed came after the decision not to flush: it needs a group of its own.
    if (next === undefined || (group.volatile && !next.volatile)) return;
    waiting.shift();
    const acknowledge = await runInSavepoint(file, next);
    if (acknowledge) group.finished.push({ acknowledge, reject: next.reject });
  }
}

interface FlushSwitch {
  set(flush: boolean): void;
}

/** Whether commits wait for the disk: `normal` leaves that to the next flushed commit or checkpoint. Cannot change inside a transaction. */
function createFlushSwitch(file: SqliteFile, synchronous: Synchronous): FlushSwitch {
  let now: Synchronous | null = null;
  return {
    set(flush) {
      const wanted = flush ? synchronous : 'normal';
      if (wanted !== now) file.exec(`pragma synchronous = ${wanted}`);
      now = wanted;
    },
  };
}

interface Finished {
  acknowledge(): void;
  reject(error: unknown): void;
}

/** Null when the body threw and only its own writes were undone; throws when the whole group was lost. */
async function runInSavepoint(file: SqliteFile, next: Waiting): Promise<(() => void) | null> {
  file.exec('savepoint one');
  try {
    const acknowledge = await next.run();
    file.exec('release one');
    return acknowledge;
  } catch (error) {
    next.reject(sqliteError(error, file));
    // A full disk or a disk error makes SQLite give up the whole transaction: the group fails with it.
    if (!file.isTransaction) throw error;
    file.exec('rollback to one; release one');
    return null;
  }
}

/**
 * Statements run synchronously and promises resolve in microtasks, so a busy queue would never let timers and sockets run:
 * after a while it must give way to the event loop.
 */
function createTurn(): { giveWay(): Promise<void> } {
  let startedAt = 0;
  let marked = false;
  return {
    async giveWay() {
      if (!marked) {
        marked = true;
        startedAt = performance.now();
        setImmediate(() => {
          marked = false;
        });
        return;
      }
      if (performance.now() - startedAt > GROUP_MS_MAX) await nextTurn();
    },
  };
}

function closedStore(): CosellError {
  return new CosellError({
    code: 'store-closed',
    recovery: 'bug',
    message: 'The store was used after it had been closed.',
    remedy: 'Report it with the log around this time.',
  });
}
