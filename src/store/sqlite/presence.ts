import { isBusy, sqliteError } from './errors.ts';
import { openSqliteFile, type SqliteFile } from './node-sqlite.ts';
import { patiently } from './patience.ts';

/**
 * Knows whether another process has the store open. Every process keeps a shared lock on an empty database beside the store;
 * an exclusive lock can be had only by a process that is alone. The operating system frees the locks of a killed process at once.
 */
export interface Presence {
  ifAlone(body: () => Promise<void>): Promise<boolean>;
  close(): void;
}

export async function openPresence(folder: string): Promise<Presence> {
  const path = `${folder}/cosell.lock`;
  const file = openLockFile(path);
  await share(file);
  return {
    async ifAlone(body) {
      file.exec('rollback');
      try {
        file.exec('begin exclusive');
      } catch (error) {
        if (!isBusy(error)) throw sqliteError(error, path);
        await share(file);
        return false;
      }
      try {
        await body();
      } finally {
        file.exec('rollback');
        await share(file);
      }
      return true;
    },
    close() {
      file.close();
    },
  };
}

function openLockFile(path: string): SqliteFile {
  try {
    return openSqliteFile(path, { busyTimeoutMs: 0 });
  } catch (error) {
    throw sqliteError(error, path);
  }
}

/** Takes the shared lock; waits while another process is finding out whether it is alone. */
function share(file: SqliteFile): Promise<void> {
  return patiently(file, () => {
    try {
      file.exec('begin; select count(*) from sqlite_schema');
    } catch (error) {
      if (file.isTransaction) file.exec('rollback');
      throw error;
    }
  });
}
