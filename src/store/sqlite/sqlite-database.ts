import type { Database } from '../database.ts';
import { type Dialect, type StoreClock, sqliteDialect } from '../dialect.ts';
import { migrate } from '../migrations/migrate.ts';
import { createScope, outermost } from '../write-scope.ts';
import { isBusy, sqliteError } from './errors.ts';
import { watchForeignCommits } from './foreign-commits.ts';
import { kyselyOverSqlite } from './kysely-driver.ts';
import { openSqliteFile, type SqliteFile } from './node-sqlite.ts';
import { openPresence } from './presence.ts';
import { createWriteQueue } from './write-queue.ts';

export interface SqliteDatabaseOptions {
  /** The folder exists and is on a local disk; see `folder.ts`. */
  folder: string;
  clock: StoreClock;
  /** `normal` leaves the flush to the checkpoint: faster on slow disks, a power cut may drop the last changes. */
  synchronous?: 'full' | 'normal';
}

/** Opening may wait this long for another process that is starting or closing. */
const OPEN_BUSY_MS = 10_000;
/** Blocks the event loop, so it is short; the write queue waits longer without blocking. */
const WRITE_BUSY_MS = 2;
const READ_BUSY_MS = 2_000;

export function databasePath(folder: string): string {
  return `${folder}/cosell.db`;
}

/** Opens and migrates the store in a folder. One connection writes, one reads what is committed. */
export async function openSqliteDatabase(options: SqliteDatabaseOptions): Promise<Database> {
  const path = databasePath(options.folder);
  const dialect = sqliteDialect(options.clock);
  const presence = await openPresence(options.folder);
  const writerFile = await openWriter(path, dialect).catch((error: unknown) => {
    presence.close();
    throw sqliteError(error, path);
  });
  const readerFile = openSqliteFile(path, { readOnly: true, busyTimeoutMs: READ_BUSY_MS });
  const writer = kyselyOverSqlite(writerFile);
  const queue = createWriteQueue(writerFile, options.synchronous ?? 'full');
  const foreign = watchForeignCommits(writerFile);
  const database: Database = {
    dialect,
    read: kyselyOverSqlite(readerFile),
    write: (body, { volatile = false } = {}) =>
      outermost(database, async () => {
        const { scope, committed } = createScope(writer);
        const answer = await queue.run(() => body(scope), { volatile });
        committed();
        return answer;
      }),
    onForeignChange: foreign.subscribe,
    ifAlone: presence.ifAlone,
    async close() {
      foreign.close();
      await queue.close();
      readerFile.close();
      writerFile.close();
      presence.close();
    },
  };
  return database;
}

async function openWriter(path: string, dialect: Dialect): Promise<SqliteFile> {
  const file = openSqliteFile(path, { busyTimeoutMs: OPEN_BUSY_MS });
  try {
    await setJournalMode(file);
    file.exec('pragma synchronous = full');
    file.exec('pragma journal_size_limit = 67108864');
    await kyselyOverSqlite(file)
      .transaction()
      .execute((trx) => migrate(trx, dialect));
    file.exec(`pragma busy_timeout = ${WRITE_BUSY_MS}`);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Two processes that create the file together may collide here in spite of the busy time-out. */
async function setJournalMode(file: SqliteFile): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      file.exec('pragma journal_mode = wal');
      return;
    } catch (error) {
      if (!isBusy(error) || attempt >= 200) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 20));
  }
}
