import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { CosellError } from '../../core/errors.ts';
import { storeLocation } from '../location.ts';
import { sqliteError } from '../sqlite/errors.ts';
import { backupSqliteFile, openSqliteFile } from '../sqlite/node-sqlite.ts';
import { databasePath } from '../sqlite/sqlite-database.ts';
import { withDatabase } from './tables.ts';

/**
 * Copies the embedded store into one file while it is in use; the copy is consistent and checked. To restore it, stop the connector
 * and put the file into the store folder as `cosell.db`, without `cosell.db-wal` and `cosell.db-shm` of the old one.
 * Throws `backup-exists`, `backup-failed`, `store-backup-unsupported` (PostgreSQL) or what opening throws.
 */
export function backupStore(url: string | undefined, file: string): Promise<{ file: string; bytes: number }> {
  const location = storeLocation(url);
  if (location.kind === 'postgres') return Promise.reject(usePgDump(location.shown));
  if (existsSync(file)) return Promise.reject(backupExists(file));
  return withDatabase(location, async () => {
    const part = `${file}.part`;
    try {
      const source = openSqliteFile(databasePath(location.folder), { readOnly: true, busyTimeoutMs: 5_000 });
      try {
        await backupSqliteFile(source, part);
      } finally {
        source.close();
      }
      check(part);
      renameSync(part, file);
    } catch (error) {
      rmSync(part, { force: true });
      throw failedBackup(file, sqliteError(error, part));
    }
    return { file, bytes: statSync(file).size };
  });
}

/** Makes the copy one self-contained file and proves that it can be read. */
function check(path: string): void {
  const copy = openSqliteFile(path, { busyTimeoutMs: 1_000 });
  try {
    copy.exec('pragma journal_mode = delete');
    const result = copy.prepare('pragma quick_check(1)').get()?.['quick_check'];
    if (result !== 'ok') throw new Error(`quick_check: ${String(result)}`);
  } finally {
    copy.close();
  }
}

function usePgDump(place: string): CosellError {
  return new CosellError({
    code: 'store-backup-unsupported',
    recovery: 'misconfigured',
    message: 'A store on PostgreSQL is backed up with PostgreSQL’s own tools.',
    remedy: 'Use `pg_dump --format=custom`, or the backups of your database service.',
    place,
  });
}

function backupExists(file: string): CosellError {
  return new CosellError({
    code: 'backup-exists',
    recovery: 'bad-input',
    message: 'The backup file exists already.',
    remedy: 'Name another file, or remove this one first.',
    place: file,
  });
}

function failedBackup(file: string, cause: unknown): CosellError {
  if (cause instanceof CosellError && cause.code !== 'store-folder') return cause;
  return new CosellError({
    code: 'backup-failed',
    recovery: 'misconfigured',
    message: `The backup could not be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Name a file in an existing folder that this user may write and that has room.',
    place: file,
    cause,
  });
}
