import type { Relationship, Table } from '../schema/types.ts';

/** A row as the organisation stores it. */
export interface QueryRow {
  /** Lower case, with hyphens. */
  id: string;
  table: string;
  /** By logical name of the column; lookups as `{ table, id }`, dates and times as text. */
  values: ReadonlyMap<string, unknown>;
}

/** What a lookup column holds. */
export interface Reference {
  table: string;
  id: string;
}

/** Where queries read from: what the caller is allowed to see. */
export interface RowSource<R extends QueryRow = QueryRow> {
  table(logicalName: string): Table | undefined;
  /** 1:N relationships whose collection is on this table. */
  collections(table: string): Iterable<Relationship>;
  rows(table: string): Iterable<R>;
  row(table: string, id: string): R | undefined;
  /** Rows whose lookup column leads to this id; faster than looking through all of them where there is an index. */
  referencing?(table: string, column: string, id: string): Iterable<R>;
}

const isReference = (value: unknown): value is Reference =>
  typeof value === 'object' && value !== null && 'id' in value && 'table' in value;

/** The row that a lookup column leads to, or nothing. */
export function referenceOf(row: QueryRow, column: string): Reference | undefined {
  const value = row.values.get(column);
  return isReference(value) ? value : undefined;
}
