import { type Key, parsePath, pathBelowVersion, type Segment } from '../odata/address.ts';
import type { Organisation } from '../organisation.ts';
import { malformed, refuse } from '../refusal.ts';
import { noSuchKey, noSuchResource, noSuchRow } from '../refusals.ts';
import type { AlternateKey, Table } from '../schema/types.ts';
import type { Row } from './store.ts';

export type KeyValues = ReadonlyMap<string, unknown>;

/** Whether the row has these values in the columns of a key; null matches nothing. */
export function hasKey(row: Row, values: KeyValues): boolean {
  for (const [name, wanted] of values) {
    const value = row.values.get(name);
    const found = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : value;
    if (found === null || found === undefined) return false;
    if (String(found).toLowerCase() !== String(wanted).toLowerCase()) return false;
  }
  return true;
}

/** The row with the values of a key. */
export function rowByKey(org: Organisation, table: Table, values: KeyValues): Row | undefined {
  const [first] = values;
  if (!first) return undefined;
  return org.store.having(table.logicalName, first[0], first[1]).find((row) => hasKey(row, values));
}

type NamedKey = Extract<Key, { kind: 'named' }>;

/** The alternate key that an address names, and its values by logical name. Refuses what is no key, or none yet. */
export function alternateKey(table: Table, given: NamedKey): { key: AlternateKey; values: KeyValues } {
  const values = new Map<string, unknown>();
  for (const [name, literal] of given.values) {
    values.set(/^_(.+)_value$/.exec(name)?.[1] ?? name, 'value' in literal ? literal.value : null);
  }
  const names = [...values.keys()];
  const key = table.keys.find(
    ({ columns }) => columns.length === names.length && columns.every((column) => values.has(column)),
  );
  if (!key) {
    throw malformed(`The key properties '${names.join(', ')}' do not form a key of entity '${table.logicalName}'.`);
  }
  if (key.status !== 'Active') {
    throw refuse(400, '0x80060890', `The key '${key.schemaName}' of entity '${table.logicalName}' is not active.`);
  }
  return { key, values };
}

/** The row behind an address's key; undefined where there is none. */
export function findByKey(org: Organisation, table: Table, key: Key): Row | undefined {
  if (key.kind === 'id') return org.store.get(table.logicalName, key.id);
  return rowByKey(org, table, alternateKey(table, key).values);
}

/** The row behind an address's key; throws 404 in the words for ids or for keys. */
export function requireByKey(org: Organisation, table: Table, key: Key): Row {
  const row = findByKey(org, table, key);
  if (row) return row;
  throw key.kind === 'id' ? noSuchRow(table.logicalName, key.id) : noSuchKey(table.logicalName);
}

/** The table of a set; throws 404 for a name that is none. */
export function requireSet(org: Organisation, segment: Pick<Segment, 'name'>): Table {
  const table = org.schema.bySet(segment.name);
  if (!table) throw noSuchResource(segment.name);
  return table;
}

/** The row that the text of a binding names: `/accounts(…)`, with or without slash or host, or with an alternate key. */
export function bound(org: Organisation, text: unknown): Row {
  if (typeof text !== 'string') throw malformed('A binding must be the address of a row.');
  const [segment, ...more] = parsePath(pathBelowVersion(text));
  if (!segment?.key || more.length > 0) throw malformed(`The URI '${text}' does not name a row.`);
  return requireByKey(org, requireSet(org, segment), segment.key);
}
