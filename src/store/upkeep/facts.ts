import { sql } from 'kysely';
import { storeLocation } from '../location.ts';
import { appliedMigrations } from '../migrations/migrate.ts';
import { countRows, TABLE_NAMES, withDatabase } from './tables.ts';

export interface StoreFacts {
  kind: 'sqlite' | 'postgres';
  /** Folder, or URL without its password. */
  place: string;
  /** Number of the newest migration. */
  schemaVersion: number;
  bytes: number;
  /** Rows by table. */
  rows: Readonly<Record<string, number>>;
}

/** What `cosell store info` shows; changes nothing. Throws `store-missing`, `store-newer`, … */
export function storeFacts(url: string | undefined): Promise<StoreFacts> {
  const location = storeLocation(url);
  return withDatabase(location, async ({ read, dialect }) => {
    const counts = await Promise.all(TABLE_NAMES.map((table) => countRows(read, table)));
    const size = await sql<{ bytes: number }>`select ${dialect.sizeBytes} as bytes`.execute(read);
    const newest = (await appliedMigrations(read)).at(-1) ?? '';
    return {
      kind: location.kind,
      place: location.shown,
      schemaVersion: Number.parseInt(newest, 10),
      bytes: size.rows[0]?.bytes ?? 0,
      rows: Object.fromEntries(TABLE_NAMES.map((table, at) => [table, counts[at] ?? 0])),
    };
  });
}
