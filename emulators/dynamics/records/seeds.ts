import type { Caller } from '../access.ts';
import { isLookup } from '../odata/table-shape.ts';
import type { Organisation } from '../organisation.ts';
import type { Column, Table } from '../schema/types.ts';
import type { SeedRecord } from '../world-schema.ts';
import { coerce } from './coerce.ts';
import { isReference, type Reference, type Row } from './store.ts';
import { changeAsPerson, createAsPerson } from './writer.ts';

type Refs = ReadonlyMap<string, Reference>;

/** A lookup as people give it: `@ref`, an id, or `{ table, id }`. Throws a RangeError for what leads nowhere. */
function leadTo(org: Organisation, column: Column, given: unknown, refs: Refs): Reference | null {
  if (given === null) return null;
  if (isReference(given)) return { table: given.table, id: given.id };
  const text = String(given);
  const reference = text.startsWith('@') ? refs.get(text.slice(1)) : org.store.find(text.toLowerCase());
  if (!reference) throw new RangeError(`${column.logicalName}: there is no row ${text}`);
  if (column.targets?.[reference.table] === undefined) {
    throw new RangeError(`${column.logicalName} cannot lead to ${reference.table}`);
  }
  return { table: reference.table, id: reference.id };
}

/** Values as people give them, by logical name, as they are stored. Labels stand for the values of choices. */
function readValues(org: Organisation, table: Table, given: Readonly<Record<string, unknown>>, refs: Refs) {
  const values: Record<string, unknown> = {};
  for (const [name, input] of Object.entries(given)) {
    const column = table.columns.get(name);
    if (!column) throw new RangeError(`${table.logicalName} has no column ${name}`);
    values[name] = isLookup(column)
      ? leadTo(org, column, input, refs)
      : coerce(column, byLabel(column, input), table.logicalName);
  }
  return values;
}

function byLabel(column: Column, input: unknown): unknown {
  if (typeof input !== 'string' || !column.options || column.type === 'multiselect') return input;
  const option = column.options.find(({ label }) => label === input);
  if (column.type === 'boolean') return option ? option.value === 1 : input;
  return option?.value ?? input;
}

function requireTable(org: Organisation, name: string): Table {
  const table = org.schema.tables.get(name);
  if (!table) throw new RangeError(`there is no table ${name}`);
  return table;
}

/** Creates the row of a seed record. */
export function storeSeed(org: Organisation, caller: Caller, record: SeedRecord, refs: Refs): Row {
  const table = requireTable(org, record.table);
  const values = readValues(org, table, record.values, refs);
  return createAsPerson(org, caller, table, values, record.id);
}

/** Changes a row as people do in a form. */
export function editAsPerson(
  org: Organisation,
  caller: Caller,
  row: Row,
  values: Readonly<Record<string, unknown>>,
): Row {
  const table = requireTable(org, row.table);
  return changeAsPerson(org, caller, row, readValues(org, table, values, new Map()));
}
