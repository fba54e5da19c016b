import type { Database } from './database.ts';
import type { StoreClock } from './dialect.ts';
import type { StoreLocation } from './location.ts';
import { openPostgresDatabase } from './postgres/postgres-database.ts';
import { prepareFolder } from './sqlite/folder.ts';
import { openSqliteDatabase } from './sqlite/sqlite-database.ts';

export interface OpenDatabaseOptions {
  /** Create what is missing and upgrade what is old; otherwise open only what is there, as it is. */
  prepare: boolean;
  /** Replaces the database's clock; for tests. */
  clock?: StoreClock | undefined;
  /** SQLite: `normal` is faster on slow disks, but a power cut may drop the last changes. */
  synchronous?: 'full' | 'normal' | undefined;
  /** PostgreSQL: most connections that this process opens (default 10). */
  poolSize?: number | undefined;
}

const POOL_SIZE = 10;

export function openDatabase(location: StoreLocation, options: OpenDatabaseOptions): Promise<Database> {
  if (location.kind === 'postgres') {
    return openPostgresDatabase({
      url: location.url,
      shown: location.shown,
      clock: options.clock ?? null,
      poolSize: options.poolSize ?? POOL_SIZE,
      migrate: options.prepare,
    });
  }
  prepareFolder(location.folder, { create: options.prepare });
  return openSqliteDatabase({
    folder: location.folder,
    clock: options.clock ?? { nowMs: Date.now },
    synchronous: options.synchronous ?? 'full',
    migrate: options.prepare,
  });
}
