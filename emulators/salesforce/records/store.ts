import type { FieldSpec, Row, SObjectSpec } from '../schema/types.ts';
import { createStampOrder } from './stamp-order.ts';

/** The rows of one sObject, deleted ones included, with indexes for whatever records are looked up by. */
export interface Table {
  readonly spec: SObjectSpec;
  /** Grows with every change. */
  readonly revision: number;
  get(id: string): Row | undefined;
  /** The rows that exist under the ids. */
  pick(ids: Iterable<string>): Row[];
  rows(): IterableIterator<Row>;
  size(): number;
  /** Ids of rows whose indexed field has the value (text ignores case); undefined when the field has no index. */
  idsWith(field: string, value: string): ReadonlySet<string> | undefined;
  /** Rows last touched at or after `from` and before `until` (stamps), oldest first. */
  touchedBetween(from: string, until: string): Row[];
  /** Stores a row in place of the one with its id. Rows are never changed in place: readers may keep them. */
  put(row: Row): void;
  /** Removes a row for good, as set-up is removed: there is no recycle bin for it. */
  drop(id: string): void;
  /** Takes other fields: new ones stand at their default in every row, removed ones are forgotten. Cannot be undone. */
  reshape(spec: SObjectSpec): void;
}

/** All rows of an organisation, with savepoints. */
export interface Store {
  table(sobject: string): Table;
  tables(): IterableIterator<Table>;
  /** Makes tables for new sObjects, reshapes those that changed and forgets the rest. Cannot be undone. */
  adopt(specs: Iterable<SObjectSpec>): void;
  /** Ids of the rows stored since the last commit. */
  changed(): readonly string[];
  /** A moment to which `rollback` can return. */
  savepoint(): number;
  rollback(savepoint: number): void;
  /** Forgets how to go back; call when a request is over. */
  commit(): void;
}

type Index = Map<string, Set<string>>;
interface Undo {
  id: string;
  undo(): void;
}

const NOTHING: ReadonlySet<string> = new Set();

const isIndexed = (field: FieldSpec): boolean =>
  field.type === 'reference' ||
  field.idLookup === true ||
  field.externalId === true ||
  field.unique === true ||
  field.nameField === true;

/** Text is compared without regard to case, ids are compared exactly. */
const keyOf = (field: FieldSpec, value: string): string => (field.type === 'reference' ? value : value.toLowerCase());

function addTo(entries: Index, key: string, id: string): void {
  const ids = entries.get(key);
  if (ids) ids.add(id);
  else entries.set(key, new Set([id]));
}

function removeFrom(entries: Index, key: string, id: string): void {
  const ids = entries.get(key);
  ids?.delete(id);
  if (ids?.size === 0) entries.delete(key);
}

type Indexes = ReadonlyMap<string, { field: FieldSpec; entries: Index }>;

function emptyIndexes(spec: SObjectSpec): Indexes {
  const indexed = spec.fields.filter((field) => field.name !== 'Id' && isIndexed(field));
  return new Map(indexed.map((field) => [field.name, { field, entries: new Map() }]));
}

/** A row with exactly the fields of the sObject; what it did not have stands at the value that old records get. */
function reshapeRow(row: Row, spec: SObjectSpec): Row {
  const reshaped: Row = {};
  for (const { name, type, defaultValue, formula } of spec.fields) {
    if (type === 'address' || formula !== undefined) continue;
    reshaped[name] = row[name] ?? (type === 'boolean' ? (defaultValue ?? false) : null);
  }
  return reshaped;
}

function createTable(firstSpec: SObjectSpec, journal: Undo[]): Table {
  let spec = firstSpec;
  let revision = 0;
  const rows = new Map<string, Row>();
  const stamps = createStampOrder();
  let indexes = emptyIndexes(spec);

  function reindex(id: string, before: Row | undefined, after: Row | undefined): void {
    for (const { field, entries } of indexes.values()) {
      const was = before?.[field.name];
      const is = after?.[field.name];
      if (was === is) continue;
      if (typeof was === 'string') removeFrom(entries, keyOf(field, was), id);
      if (typeof is === 'string') addTo(entries, keyOf(field, is), id);
    }
  }

  function set(id: string, row: Row | undefined): void {
    revision += 1;
    reindex(id, rows.get(id), row);
    if (row) {
      rows.set(id, row);
      stamps.note(row);
    } else rows.delete(id);
  }

  return {
    get spec() {
      return spec;
    },
    get revision() {
      return revision;
    },
    get: (id) => rows.get(id),
    pick(ids) {
      const picked: Row[] = [];
      for (const id of ids) {
        const row = rows.get(id);
        if (row) picked.push(row);
      }
      return picked;
    },
    rows: () => rows.values(),
    size: () => rows.size,
    idsWith(field, value) {
      const index = indexes.get(field);
      return index && (index.entries.get(keyOf(index.field, value)) ?? NOTHING);
    },
    touchedBetween: (from, until) => stamps.between(from, until, (id) => rows.get(id)),
    put(row) {
      const id = row['Id'] as string;
      const before = rows.get(id);
      journal.push({ id, undo: () => set(id, before) });
      set(id, row);
    },
    drop(id) {
      const before = rows.get(id);
      journal.push({ id, undo: () => set(id, before) });
      set(id, undefined);
    },
    reshape(next) {
      spec = next;
      revision += 1;
      indexes = emptyIndexes(spec);
      for (const [id, row] of rows) {
        const reshaped = reshapeRow(row, spec);
        rows.set(id, reshaped);
        reindex(id, undefined, reshaped);
      }
    },
  };
}

/** Creates an empty store with a table for every sObject. */
export function createStore(specs: Iterable<SObjectSpec>): Store {
  const journal: Undo[] = [];
  const tables = new Map<string, Table>();
  for (const spec of specs) tables.set(spec.name, createTable(spec, journal));
  return {
    table(sobject) {
      const table = tables.get(sobject);
      if (!table) throw new Error(`No table ${sobject}: add it to the schema.`);
      return table;
    },
    tables: () => tables.values(),
    adopt(wanted) {
      const kept = new Set<string>();
      for (const spec of wanted) {
        kept.add(spec.name);
        const table = tables.get(spec.name);
        if (!table) tables.set(spec.name, createTable(spec, journal));
        else if (table.spec !== spec) table.reshape(spec);
      }
      for (const name of [...tables.keys()]) if (!kept.has(name)) tables.delete(name);
      journal.length = 0;
    },
    changed: () => [...new Set(journal.map(({ id }) => id))],
    savepoint: () => journal.length,
    rollback(savepoint) {
      while (journal.length > savepoint) journal.pop()?.undo();
    },
    commit() {
      journal.length = 0;
    },
  };
}
