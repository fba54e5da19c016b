import { type Caller, isSecret } from '../access.ts';
import { isLookup, wireName } from '../odata/table-shape.ts';
import type { Organisation } from '../organisation.ts';
import type { Column, Table } from '../schema/types.ts';
import { formatted } from './formatted.ts';
import type { Reference, Row } from './store.ts';

export interface Presentation {
  org: Organisation;
  caller: Caller;
  /** Whether an annotation is wanted, by its term without `@`. */
  wants(term: string): boolean;
}

const FORMATTED = 'OData.Community.Display.V1.FormattedValue';
const TARGET = 'Microsoft.Dynamics.CRM.lookuplogicalname';
const NAVIGATION = 'Microsoft.Dynamics.CRM.associatednavigationproperty';

/** A row's ETag. */
export const etagOf = (row: Row): string => `W/"${row.rowVersion}"`;

/** The name of the row that a reference leads to; null when it is gone or has none. */
export function nameOf(org: Organisation, reference: Reference): string | null {
  const primary = org.schema.tables.get(reference.table)?.primaryName;
  const name = primary && org.store.get(reference.table, reference.id)?.values.get(primary);
  return typeof name === 'string' ? name : null;
}

function presentLookup(json: Record<string, unknown>, column: Column, value: unknown, { org, wants }: Presentation) {
  const wire = wireName(column);
  const reference = value as Reference | null;
  if (reference) {
    const name = wants(FORMATTED) ? nameOf(org, reference) : null;
    if (name !== null) json[`${wire}@${FORMATTED}`] = name;
    const navigation = column.targets?.[reference.table];
    if (navigation !== undefined && wants(NAVIGATION)) json[`${wire}@${NAVIGATION}`] = navigation;
    if (wants(TARGET)) json[`${wire}@${TARGET}`] = reference.table;
  }
  json[wire] = reference?.id ?? null;
}

function presentPlain(
  json: Record<string, unknown>,
  column: Column,
  value: unknown,
  row: Row,
  { org, wants }: Presentation,
) {
  const text = value !== null && wants(FORMATTED) ? formatted(org, column, value, row) : null;
  if (text !== null) json[`${column.logicalName}@${FORMATTED}`] = text;
  json[column.logicalName] = value;
}

/** One row as JSON: its ETag, the columns (null: all that can be read) with the annotations asked for, and the id. */
export function presentRow(
  row: Row,
  table: Table,
  columns: readonly Column[] | null,
  presentation: Presentation,
): Record<string, unknown> {
  const json: Record<string, unknown> = { '@odata.etag': etagOf(row) };
  const { caller } = presentation;
  for (const column of columns ?? table.columns.values()) {
    if (!column.read) continue;
    const value = isSecret(caller, table.logicalName, column) ? null : (row.values.get(column.logicalName) ?? null);
    if (isLookup(column)) presentLookup(json, column, value, presentation);
    else presentPlain(json, column, value, row, presentation);
  }
  json[table.primaryId] = row.id;
  return json;
}
