import type { Organisation } from '../organisation.ts';
import type { Body } from '../records/draft.ts';
import { rowByKey } from '../records/lookup.ts';
import { refuse } from '../refusal.ts';
import { keyOf } from '../schema/tables.ts';
import type { AlternateKey, ColumnType, Table } from '../schema/types.ts';
import { customName, invalidDefinition } from './definition-body.ts';

const MOST_KEYS = 10;
const MOST_COLUMNS = 16;
const MOST_BYTES = 900;
const KEY_TYPES: readonly ColumnType[] = [
  'decimal',
  'integer',
  'string',
  'datetime',
  'date',
  'lookup',
  'customer',
  'picklist',
];

const bytesOf = (type: ColumnType, maxLength = 0): number => (type === 'string' ? 2 * maxLength : 16);

function checkColumns(table: Table, names: readonly string[]): void {
  let bytes = 0;
  for (const name of names) {
    const column = table.columns.get(name);
    if (!column) {
      throw refuse(400, '0x80041103', `'${table.logicalName}' entity doesn't contain attribute with Name = '${name}'.`);
    }
    if (!KEY_TYPES.includes(column.type)) {
      throw invalidDefinition(`The column '${name}' of type ${column.type} cannot be part of a key.`);
    }
    if (column.secured) throw refuse(400, '0x80060896', `The column '${name}' is secured and cannot be part of a key.`);
    bytes += bytesOf(column.type, column.maxLength);
  }
  if (names.length > MOST_COLUMNS) throw invalidDefinition(`A key has at most ${MOST_COLUMNS} columns.`);
  if (bytes > MOST_BYTES)
    throw invalidDefinition(`A key has at most ${MOST_BYTES} bytes; this one would have ${bytes}.`);
}

function checkNew(table: Table, name: string, names: readonly string[]): void {
  if (table.keys.length >= MOST_KEYS) throw invalidDefinition(`A table has at most ${MOST_KEYS} keys.`);
  for (const key of table.keys) {
    if (key.logicalName === name) throw refuse(400, '0x80060893', `A key with the name '${name}' already exists.`);
    const isSame = key.columns.length === names.length && key.columns.every((column) => names.includes(column));
    if (isSame) throw refuse(400, '0x80060894', `The key '${key.schemaName}' has the same columns already.`);
  }
}

/** Adds the key of a definition, whose index is then to be built. */
export function addKey(org: Organisation, table: Table, body: Body): AlternateKey {
  const schemaName = customName(body);
  const given = body['KeyAttributes'];
  const names = Array.isArray(given) ? given.map(String) : [];
  if (names.length === 0) throw invalidDefinition("Required parameter 'KeyAttributes' is missing in the definition.");
  checkColumns(table, names);
  checkNew(table, schemaName.toLowerCase(), names);
  const key: AlternateKey = { ...keyOf(table.logicalName, schemaName, names), status: 'Pending' };
  table.keys.push(key);
  org.touchSchema(table.logicalName);
  buildIndex(org, table, key);
  return key;
}

/** Two rows with the same values let the index fail. */
function hasDoubles(org: Organisation, table: Table, key: AlternateKey): boolean {
  for (const row of org.store.rows(table.logicalName)) {
    const values = new Map(key.columns.map((column) => [column, row.values.get(column)]));
    const plain = new Map([...values].map(([name, value]) => [name, idOf(value)]));
    const found = [...plain.values()].includes(null) ? undefined : rowByKey(org, table, plain);
    if (found && found.id !== row.id) return true;
  }
  return false;
}

const idOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : (value ?? null);

/** The index is built in the background: pending, in progress, then active or failed. */
function buildIndex(org: Organisation, table: Table, key: AlternateKey): void {
  const { clock, switches } = org.kit;
  const stepMs = switches.number('DV25b') / 2;
  clock.at(clock.now() + stepMs, () => {
    key.status = 'InProgress';
    clock.at(clock.now() + stepMs, () => {
      key.status = hasDoubles(org, table, key) ? 'Failed' : 'Active';
    });
  });
}

/** Builds a failed index anew (ReactivateEntityKey). */
export function reactivateKey(org: Organisation, table: Table, logicalName: string): void {
  const key = table.keys.find((each) => each.logicalName === logicalName.toLowerCase());
  if (!key)
    throw refuse(404, '0x80040217', `The key '${logicalName}' of entity '${table.logicalName}' does not exist.`);
  if (key.status !== 'Failed') {
    throw refuse(400, '0x80060895', `The key '${key.schemaName}' cannot be reactivated: its index is ${key.status}.`);
  }
  key.status = 'Pending';
  buildIndex(org, table, key);
}

/** Takes a key away. */
export function removeKey(org: Organisation, table: Table, key: AlternateKey): void {
  table.keys = table.keys.filter((each) => each !== key);
  org.touchSchema(table.logicalName);
}
