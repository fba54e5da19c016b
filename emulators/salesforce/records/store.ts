import type { FieldSpec, Row, SObjectSpec } from '../schema/types.ts';
import { createStampOrder } from './stamp-order.ts';

/** The rows of one sObject, deleted ones included, with indexes for whatever records are looked up by. */
export interface Table {
  readonly spec: SObjectSpec;
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
}

/** All rows of an organisation, with savepoints. */
export interface Store {
  table(sobject: string): Table;
  tables(): IterableIterator<Table>;
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

function createTable(spec: SObjectSpec, journal: Undo[]): Table {
  const rows = new Map<string, Row>();
  const stamps = createStampOrder();
  const indexed = spec.fields.filter((field) => field.name !== 'Id' && isIndexed(field));
  const indexes = new Map<string, { field: FieldSpec; entries: Index }>(
    indexed.map((field) => [field.name, { field, entries: new Map() }]),
  );

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
    reindex(id, rows.get(id), row);
    if (row) {
      rows.set(id, row);
      stamps.note(row);
    } else rows.delete(id);
  }

  return {
    spec,
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
