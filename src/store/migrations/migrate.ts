import { type Kysely, sql, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import { CosellError } from '../../core/errors.ts';
import type { Dialect } from '../dialect.ts';
import type { Schema } from '../schema.ts';
import { initial } from './0001-initial.ts';

type Step = (db: Kysely<Schema>, dialect: Dialect) => Promise<void>;

/** In order, append-only: a released migration is never edited. */
const MIGRATIONS: Readonly<Record<string, Step>> = {
  '0001-initial': initial,
};

const MIGRATION_TABLE = 'schema_migration';

/**
 * Brings the schema up to date inside the given transaction; two processes that start together do it one after the other.
 * Throws `store-newer` when the database was written by a later version of the program.
 */
export async function migrate(trx: Transaction<Schema>, dialect: Dialect): Promise<void> {
  await dialect.migrationLock.execute(trx);
  const applied = await appliedMigrations(trx);
  const unknown = unknownMigrations(applied);
  if (unknown.length > 0) throw newerStore(unknown);
  if (applied.length === Object.keys(MIGRATIONS).length) return;
  const migrator = new Migrator({
    db: trx,
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: `${MIGRATION_TABLE}_lock`,
    provider: {
      getMigrations: () =>
        Promise.resolve(
          Object.fromEntries(
            Object.entries(MIGRATIONS).map(([name, step]) => [name, { up: (db: Kysely<Schema>) => step(db, dialect) }]),
          ),
        ),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** Names of the migrations that this database has seen; empty for an untouched database. */
export async function appliedMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === MIGRATION_TABLE)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(MIGRATION_TABLE)} order by name`.execute(
    db,
  );
  return rows.map((row) => row.name);
}

/** Migrations of a later program. */
export function unknownMigrations(applied: readonly string[]): readonly string[] {
  return applied.filter((name) => !(name in MIGRATIONS));
}

export function newerStore(unknown: readonly string[]): CosellError {
  return new CosellError({
    code: 'store-newer',
    recovery: 'misconfigured',
    message: `The store was written by a later version of Cosell (it has ${unknown.join(', ')}).`,
    remedy: 'Run at least the version that last used this store, or restore a backup from before the upgrade.',
  });
}
