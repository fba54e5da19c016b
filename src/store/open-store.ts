import type { Store } from '../engine/ports.ts';
import type { StoreClock } from './dialect.ts';
import { storeLocation } from './location.ts';
import { openDatabase } from './open-database.ts';
import { createSqlStore } from './sql-store.ts';
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

/**
 * Opens a store, creating or migrating it first. Throws a CosellError when that cannot be done: `store-folder`,
 * `store-network-folder`, `store-newer`, `store-locked`, `store-unreachable`, `store-credentials`, …
 */
export async function openStore({ url, work, ...options }: OpenStoreOptions): Promise<Store> {
  const database = await openDatabase(storeLocation(url), { prepare: true, ...options });
  return createSqlStore(database, { ...WORK_DEFAULTS, ...work });
}
