import { type ChangeOrder, createChangeOrder } from './change-order.ts';

/** What a lookup column holds. */
export interface Reference {
  table: string;
  id: string;
}

/** A row of the organisation. It is never changed in place: readers may keep it. */
export interface Row {
  id: string;
  table: string;
  /** By logical name; lookups as `Reference`, moments as `2026-11-21T10:00:00Z`, dates as `2026-11-21`. */
  values: ReadonlyMap<string, unknown>;
  /** From the organisation's one counter; the number in the row's ETag. */
  rowVersion: number;
}

/** What is left of a deleted row. */
export interface Tombstone {
  id: string;
  table: string;
  rowVersion: number;
}

/** All rows of an organisation, with savepoints and the order in which they changed. */
export interface Store {
  /** The version that the last change got. */
  version(): number;
  /** Uses up a version without a row, as a change of metadata does. */
  nextVersion(): number;
  get(table: string, id: string): Row | undefined;
  /** The row with the id, whatever its table. */
  find(id: string): Row | undefined;
  rows(table: string): Iterable<Row>;
  count(table: string): number;
  /** Rows whose column has the value; text ignores case, lookups are given as ids. */
  having(table: string, column: string, value: unknown): Row[];
  /** Stores a row with the next version. `versionnumber` follows where the table has the column. */
  put(row: Omit<Row, 'rowVersion'>): Row;
  delete(table: string, id: string): void;
  /** Rows of the table changed after the version, in that order. */
  changedAfter(table: string, version: number): Row[];
  deletedAfter(table: string, version: number): Tombstone[];
  /** Ids of the rows changed since the last commit. */
  changed(): readonly string[];
  /** A moment to which `rollback` can return. */
  savepoint(): number;
  rollback(savepoint: number): void;
  /** Forgets how to go back; call when a request is over. */
  commit(): void;
  clear(): void;
}

type Index = Map<unknown, Set<string>>;

interface TableRows {
  rows: Map<string, Row>;
  /** By column, made when a column is first asked for. */
  indexes: Map<string, Index>;
  order: ChangeOrder<Row>;
  tombstones: Tombstone[];
}

export const isReference = (value: unknown): value is Reference =>
  typeof value === 'object' && value !== null && 'id' in value && 'table' in value;

/** What rows are found by. */
function keyOf(value: unknown): unknown {
  if (isReference(value)) return value.id;
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function move(index: Index, id: string, from: unknown, to: unknown): void {
  if (from === to) return;
  if (from !== undefined && from !== null) {
    const ids = index.get(from);
    ids?.delete(id);
    if (ids?.size === 0) index.delete(from);
  }
  if (to === undefined || to === null) return;
  const ids = index.get(to);
  if (ids) ids.add(id);
  else index.set(to, new Set([id]));
}

function indexOf(table: TableRows, column: string): Index {
  const known = table.indexes.get(column);
  if (known) return known;
  const made: Index = new Map();
  for (const row of table.rows.values()) move(made, row.id, undefined, keyOf(row.values.get(column)));
  table.indexes.set(column, made);
  return made;
}

/** Creates an empty store. Tables come into being by their first row. */
export function createStore(): Store {
  let version = 0;
  const tables = new Map<string, TableRows>();
  const places = new Map<string, string>();
  const journal: { table: string; id: string; undo(): void }[] = [];

  function tableOf(name: string): TableRows {
    const known = tables.get(name);
    if (known) return known;
    const made: TableRows = { rows: new Map(), indexes: new Map(), order: createChangeOrder(), tombstones: [] };
    tables.set(name, made);
    return made;
  }

  function set(name: string, id: string, row: Row | undefined): void {
    const table = tableOf(name);
    const before = table.rows.get(id);
    for (const [column, index] of table.indexes) {
      move(index, id, keyOf(before?.values.get(column)), keyOf(row?.values.get(column)));
    }
    if (row) {
      table.rows.set(id, row);
      places.set(id, name);
    } else {
      table.rows.delete(id);
      places.delete(id);
    }
  }

  return {
    version: () => version,
    nextVersion() {
      version += 1;
      return version;
    },
    get: (table, id) => tables.get(table)?.rows.get(id),
    find(id) {
      const table = places.get(id);
      return table === undefined ? undefined : tables.get(table)?.rows.get(id);
    },
    rows: (table) => tables.get(table)?.rows.values() ?? [],
    count: (table) => tables.get(table)?.rows.size ?? 0,
    having(name, column, value) {
      const table = tables.get(name);
      if (!table) return [];
      const ids = indexOf(table, column).get(keyOf(value)) ?? [];
      return [...ids].flatMap((id) => table.rows.get(id) ?? []);
    },
    put(given) {
      version += 1;
      const values = new Map(given.values);
      if (values.has('versionnumber')) values.set('versionnumber', version);
      const row: Row = { ...given, values, rowVersion: version };
      const before = tables.get(row.table)?.rows.get(row.id);
      journal.push({ table: row.table, id: row.id, undo: () => set(row.table, row.id, before) });
      set(row.table, row.id, row);
      tableOf(row.table).order.note(row);
      return row;
    },
    delete(name, id) {
      const before = tables.get(name)?.rows.get(id);
      if (!before) return;
      version += 1;
      const { tombstones } = tableOf(name);
      tombstones.push({ id, table: name, rowVersion: version });
      journal.push({
        table: name,
        id,
        undo: () => {
          tombstones.pop();
          set(name, id, before);
        },
      });
      set(name, id, undefined);
    },
    changedAfter(name, since) {
      const table = tables.get(name);
      return table ? table.order.after(since, (id) => table.rows.get(id)) : [];
    },
    deletedAfter: (name, since) => (tables.get(name)?.tombstones ?? []).filter((each) => each.rowVersion > since),
    changed: () => [...new Set(journal.map(({ id }) => id))],
    savepoint: () => journal.length,
    rollback(savepoint) {
      while (journal.length > savepoint) journal.pop()?.undo();
    },
    commit() {
      const touched = new Set(journal.map(({ table }) => table));
      journal.length = 0;
      for (const name of touched) {
        const { order, rows } = tableOf(name);
        order.compact((id) => rows.get(id), rows.size);
      }
    },
    clear() {
      tables.clear();
      places.clear();
      journal.length = 0;
    },
  };
}
