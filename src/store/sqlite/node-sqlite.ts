import * as sqlite from 'node:sqlite';

/** The only file that names Node's SQLite classes: newer Node lines call the connection class `Database` (DEP0210). */
type ConnectionClass = typeof sqlite.DatabaseSync;

const renamed = (sqlite as unknown as { Database?: ConnectionClass }).Database;

const SqliteConnection: ConnectionClass = renamed ?? sqlite.DatabaseSync;

export type SqliteFile = sqlite.DatabaseSync;
export type SqliteStatement = sqlite.StatementSync;

export interface OpenFileOptions {
  readOnly?: boolean;
  /** How long a statement may block this thread while another process holds the lock. */
  busyTimeoutMs: number;
}

export function openSqliteFile(path: string, options: OpenFileOptions): SqliteFile {
  return new SqliteConnection(path, { readOnly: options.readOnly ?? false, timeout: options.busyTimeoutMs });
}

/** Copies a database while others use it; the copy is consistent. */
export function backupSqliteFile(source: SqliteFile, target: string): Promise<number> {
  return sqlite.backup(source, target);
}
