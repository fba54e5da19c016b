import type { Kysely } from 'kysely';
import { CosellError } from '../../core/errors.ts';
import type { Database } from '../database.ts';
import type { StoreLocation } from '../location.ts';
import { appliedMigrations, newerStore, unknownMigrations } from '../migrations/migrate.ts';
import { openDatabase } from '../open-database.ts';
import type { Schema } from '../schema.ts';

export type TableName = keyof Schema & string;

/** Every table, with the column that orders it. `place` is filled in by each database itself and not copied. */
export const TABLES = {
  link: 'id',
  delivery: 'id',
  watermark: 'name',
  audit_entry: 'place',
  lane: 'id',
  work: 'key',
} as const satisfies Record<TableName, string>;

export const TABLE_NAMES = Object.keys(TABLES) as TableName[];

export async function countRows(db: Kysely<Schema>, table: TableName): Promise<number> {
  const { rows } = await db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  return rows;
}

/** Opens a store as it is, neither created nor upgraded, for the length of the body. */
export async function withDatabase<T>(location: StoreLocation, body: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(location, { prepare: false, poolSize: 2 });
  try {
    const applied = await appliedMigrations(database.read);
    if (applied.length === 0) throw noStore(location.shown);
    const unknown = unknownMigrations(applied);
    if (unknown.length > 0) throw newerStore(unknown);
    return await body(database);
  } finally {
    await database.close();
  }
}

function noStore(place: string): CosellError {
  return new CosellError({
    code: 'store-missing',
    recovery: 'misconfigured',
    message: 'There is no Cosell store in this database.',
    remedy: 'Check the setting `store`; the connector creates the tables when it first starts.',
    place,
  });
}
