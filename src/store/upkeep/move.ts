import type { Insertable, Kysely, Selectable } from 'kysely';
import { CosellError } from '../../core/errors.ts';
import { storeLocation } from '../location.ts';
import { openDatabase } from '../open-database.ts';
import type { Schema } from '../schema.ts';
import { WORK_DEFAULTS } from '../work/options.ts';
import { abandonStatement } from '../work/settle.ts';
import { digestOf } from './digest.ts';
import { countRows, TABLE_NAMES, TABLES, type TableName } from './tables.ts';

export interface MoveStoreRequest {
  from: string | undefined;
  /** An empty or new store of either kind. */
  to: string;
  signal?: AbortSignal;
  onProgress?: (progress: { phase: string; done: number; total: number }) => void;
}

const PAGE_ROWS = 500;

/**
 * Copies an embedded store into an empty one, compares both, and leaves the original as it is. All or nothing: the target stays empty
 * when it fails or is aborted. Leases that a killed process left are freed in the copy.
 * Throws `store-in-use` while any process has the source open, `store-not-empty`, `store-move-unsupported` (away from PostgreSQL).
 */
export async function moveStore(request: MoveStoreRequest): Promise<{ from: string; to: string; rows: number }> {
  const [from, to] = [storeLocation(request.from), storeLocation(request.to)];
  if (from.kind === 'postgres') throw moveUnsupported(from.shown);
  if (from.shown === to.shown) throw notEmpty(to.shown);
  const source = await openDatabase(from, { prepare: false });
  try {
    let rows = 0;
    const alone = await source.ifAlone(async () => {
      rows = await copyInto(to, source.read, request);
    });
    if (!alone) throw inUse(from.shown);
    return { from: from.shown, to: to.shown, rows };
  } finally {
    await source.close();
  }
}

async function copyInto(
  to: ReturnType<typeof storeLocation>,
  source: Kysely<Schema>,
  request: MoveStoreRequest,
): Promise<number> {
  const target = await openDatabase(to, { prepare: true, poolSize: 2 });
  try {
    return await target.write(async ({ db }) => {
      for (const table of TABLE_NAMES) if ((await countRows(db, table)) > 0) throw notEmpty(to.shown);
      const total = await totalRows(source);
      let done = 0;
      const step = (phase: string) => (rows: number) => {
        request.signal?.throwIfAborted();
        done += rows;
        request.onProgress?.({ phase, done, total: 2 * total });
      };
      for (const table of TABLE_NAMES) await copyTable(source, db, table, step('Copying'));
      for (const table of TABLE_NAMES) await compareTable(source, db, table, step('Comparing'));
      await abandonStatement(target.dialect, 'all', WORK_DEFAULTS).execute(db);
      return total;
    });
  } finally {
    await target.close();
  }
}

async function totalRows(db: Kysely<Schema>): Promise<number> {
  const counts = await Promise.all(TABLE_NAMES.map((table) => countRows(db, table)));
  return counts.reduce((sum, count) => sum + count, 0);
}

type Row = Selectable<Schema[TableName]>;

async function copyTable(
  source: Kysely<Schema>,
  target: Kysely<Schema>,
  table: TableName,
  step: (rows: number) => void,
): Promise<void> {
  for await (const rows of pages(source, table)) {
    const copies = rows.map(withoutPlace) as unknown as Insertable<Schema[TableName]>[];
    await target.insertInto(table).values(copies).execute();
    step(rows.length);
  }
}

async function compareTable(
  source: Kysely<Schema>,
  target: Kysely<Schema>,
  table: TableName,
  step: (rows: number) => void,
): Promise<void> {
  const digest = async (db: Kysely<Schema>, count: (rows: number) => void) => {
    const sum = digestOf();
    for await (const rows of pages(db, table)) {
      for (const row of rows) sum.add(withoutPlace(row));
      count(rows.length);
    }
    return sum.end();
  };
  const same = (await digest(source, step)) === (await digest(target, () => undefined));
  if (!same) throw differentCopy(table);
}

async function* pages(db: Kysely<Schema>, table: TableName): AsyncIterable<Row[]> {
  const column = db.dynamic.ref(TABLES[table]);
  let after: unknown = null;
  for (;;) {
    let query = db.selectFrom(table).selectAll().orderBy(column).limit(PAGE_ROWS);
    if (after !== null) query = query.where(column, '>', after);
    const rows = (await query.execute()) as Row[];
    if (rows.length === 0) return;
    yield rows;
    after = (rows.at(-1) as unknown as Record<string, unknown>)[TABLES[table]];
  }
}

function withoutPlace(row: Row): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([column]) => column !== 'place'));
}

function inUse(place: string): CosellError {
  return new CosellError({
    code: 'store-in-use',
    recovery: 'misconfigured',
    message: 'Another process has this store open.',
    remedy: 'Stop the connector (and other Cosell commands on this folder), then move the store.',
    place,
  });
}

function notEmpty(place: string): CosellError {
  return new CosellError({
    code: 'store-not-empty',
    recovery: 'misconfigured',
    message: 'The store to move into is not empty.',
    remedy: 'Name a new database or folder; a store is never merged into another.',
    place,
  });
}

function moveUnsupported(place: string): CosellError {
  return new CosellError({
    code: 'store-move-unsupported',
    recovery: 'misconfigured',
    message: 'A store can be moved from the embedded database to another place, not away from PostgreSQL.',
    remedy: 'Use `pg_dump` and `pg_restore` to move a database to another PostgreSQL server.',
    place,
  });
}

function differentCopy(table: string): CosellError {
  return new CosellError({
    code: 'store-copy-differs',
    recovery: 'bug',
    message: `The copy of the table ${table} differs from the original; nothing was moved.`,
    remedy: 'Report it; the original store is unharmed and can be used.',
  });
}
