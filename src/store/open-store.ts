import type { Store } from '../engine/ports.ts';
import type { Database } from './database.ts';
import type { StoreClock } from './dialect.ts';
import { storeLocation } from './location.ts';
import { openPostgresDatabase } from './postgres/postgres-database.ts';
import { createSqlStore } from './sql-store.ts';
import { prepareFolder } from './sqlite/folder.ts';
import { openSqliteDatabase } from './sqlite/sqlite-database.ts';
import { WORK_DEFAULTS, type WorkOptions } from './work/options.ts';

export interface OpenStoreOptions {
  /** Nothing or a folder: SQLite there (default `.cosell`). `postgres://…`: PostgreSQL 14 or later. */
  url: string | undefined;
  /** Attempts, back-off and limits of the work list. */
  work?: Partial<WorkOptions>;
  /** Replaces the database's clock; for tests. */
  clock?: StoreClock;
  /** SQLite: `normal` is faster on slow disks, but a power cut may drop the last changes. */
  synchronous?: 'full' | 'normal';
  /** PostgreSQL: most connections that this process opens (default 10). */
  poolSize?: number;
}

const POOL_SIZE = 10;

/**
 * Opens a store, creating or migrating it first. Throws a CosellError when that cannot be done: `store-folder`,
 * `store-network-folder`, `store-newer`, `store-locked`, `store-unreachable`, `store-credentials`, …
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  return createSqlStore(await openDatabase(options), { ...WORK_DEFAULTS, ...options.work });
}

async function openDatabase(options: OpenStoreOptions): Promise<Database> {
  const location = storeLocation(options.url);
  if (location.kind === 'postgres') {
    const { url, shown } = location;
    const poolSize = options.poolSize ?? POOL_SIZE;
    return openPostgresDatabase({ url, shown, clock: options.clock ?? null, poolSize, migrate: true });
  }
  prepareFolder(location.folder, { create: true });
  const { synchronous } = options;
  return openSqliteDatabase({
    folder: location.folder,
    clock: options.clock ?? { nowMs: Date.now },
    ...(synchronous && { synchronous }),
  });
}
