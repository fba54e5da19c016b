import type { Database } from '../database.ts';
import { type Dialect, type StoreClock, sqliteDialect } from '../dialect.ts';
import { migrate } from '../migrations/migrate.ts';
import { createScope, outermost } from '../write-scope.ts';
import { sqliteError } from './errors.ts';
import { watchForeignCommits } from './foreign-commits.ts';
import { kyselyOverSqlite } from './kysely-driver.ts';
import { openSqliteFile, type SqliteFile } from './node-sqlite.ts';
import { patiently } from './patience.ts';
import { openPresence } from './presence.ts';
import { createWriteQueue } from './write-queue.ts';

export interface SqliteDatabaseOptions {
  /** The folder exists and is on a local disk; see `folder.ts`. */
  folder: string;
  clock: StoreClock;
  /** `normal` leaves the flush to the checkpoint: faster on slow disks, a power cut may drop the last changes. */
  synchronous?: 'full' | 'normal';
  /** Create or upgrade the tables. */
  migrate: boolean;
}

/** Blocks the event loop, so it is short; `patience.ts` waits longer without blocking. */
const WRITE_BUSY_MS = 2;
/** Readers wait only for a recovery or for the last process that closes, which are short. */
const READ_BUSY_MS = 2_000;

export function databasePath(folder: string): string {
  return `${folder}/cosell.db`;
}

/** Opens and migrates the store in a folder. One connection writes, one reads what is committed. */
export async function openSqliteDatabase(options: SqliteDatabaseOptions): Promise<Database> {
  const path = databasePath(options.folder);
  const dialect = sqliteDialect(options.clock);
  const presence = await openPresence(options.folder);
  const writerFile = await openWriter(path, options.migrate ? dialect : null).catch((error: unknown) => {
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
    vacuum: () => vacuum(path),
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

async function openWriter(path: string, dialect: Dialect | null): Promise<SqliteFile> {
  const file = openSqliteFile(path, { busyTimeoutMs: WRITE_BUSY_MS });
  try {
    await patiently(file, 'pragma journal_mode = wal');
    file.exec('pragma synchronous = full');
    file.exec('pragma journal_size_limit = 67108864');
    if (dialect !== null) {
      await kyselyOverSqlite(file)
        .transaction()
        .execute((trx) => migrate(trx, dialect));
    }
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

async function vacuum(path: string): Promise<void> {
  const file = openSqliteFile(path, { busyTimeoutMs: WRITE_BUSY_MS });
  try {
    for (const statement of ['vacuum', 'pragma wal_checkpoint(truncate)']) {
      await patiently(file, statement);
    }
  } finally {
    file.close();
  }
}
