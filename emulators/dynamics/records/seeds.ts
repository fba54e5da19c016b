import * as z from 'zod';
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

export const SeedOpportunities = z.strictObject({
  count: z.int().min(1).max(200_000),
  by: z.string().optional(),
  /** Accounts to spread them over; one for every ten when absent. */
  accounts: z.int().min(1).optional(),
  /** Values of every opportunity; `{n}` in a text becomes its number. */
  values: z.record(z.string(), z.unknown()).default({}),
});

/** Creates many opportunities with their accounts; answers their ids. */
export function seedOpportunities(
  org: Organisation,
  caller: Caller,
  { count, accounts = Math.ceil(count / 10), values }: z.output<typeof SeedOpportunities>,
): { accountIds: string[]; ids: string[] } {
  const numbered = (value: unknown, n: number) =>
    typeof value === 'string' ? value.replaceAll('{n}', String(n)) : value;
  const create = (table: string, given: Record<string, unknown>) =>
    storeSeed(org, caller, { table, values: given }, new Map()).id;
  const accountIds = Array.from({ length: accounts }, (_, n) =>
    create('account', { name: `Account ${n + 1}`, address1_postalcode: String(10_000 + n) }),
  );
  const ids = Array.from({ length: count }, (_, n) => {
    const own = Object.entries({ name: 'Opportunity {n}', ...values }).map(([key, value]) => [
      key,
      numbered(value, n + 1),
    ]);
    return create('opportunity', { customerid: accountIds[n % accountIds.length], ...Object.fromEntries(own) });
  });
  return { accountIds, ids };
}
