import { requireRight } from '../access.ts';
import { readMany, readOne } from '../odata/read.ts';
import { wireName } from '../odata/table-shape.ts';
import { navigationOf } from '../records/draft.ts';
import { bound, requireByKey } from '../records/lookup.ts';
import type { Reference, Row } from '../records/store.ts';
import { updateRow } from '../records/writer.ts';
import { malformed } from '../refusal.ts';
import { noSuchProperty } from '../refusals.ts';
import type { Column, Relationship, Table } from '../schema/types.ts';
import { type ApiAnswer, addressOf, bodyOf, type Call, NO_CONTENT, type Resource } from './call.ts';
import { readingOf } from './reading.ts';
import { writeOptions } from './rows.ts';
import { isRow, keyIn, matchSteps, segmentAt, tableIn } from './steps.ts';

interface Place {
  table: Table;
  row: Row;
  name: string;
}

function placeOf(call: Call): Place {
  const table = tableIn(call);
  requireRight(call.caller, 'read', table);
  const row = requireByKey(call.org, table, keyIn(call));
  requireRight(call.caller, 'read', table, row);
  return { table, row, name: segmentAt(call, 1).name };
}

const columnNamed = (table: Table, name: string): Column | undefined =>
  [...table.columns.values()].find((column) => wireName(column) === name);

const collectionNamed = (call: Call, table: Table, name: string): Relationship | undefined =>
  call.org.schema.collectionsOf(table.logicalName).find((each) => each.collectionNavigation === name);

function readValue(call: Call, { table, row, name }: Place, column: Column): ApiAnswer {
  const seen = readingOf(call).source.row(table.logicalName, row.id) ?? row;
  const value = seen.values.get(column.logicalName) ?? null;
  if (value === null) return NO_CONTENT;
  const context = `${call.root}/$metadata#${table.entitySet}(${row.id})/${name}`;
  const shown = typeof value === 'object' ? (value as Reference).id : value;
  return { status: 200, body: { '@odata.context': context, value: shown } };
}

function readLookup(call: Call, row: Row, column: Column): ApiAnswer {
  const reading = readingOf(call);
  const reference = row.values.get(column.logicalName) as Reference | null;
  const target = reference && call.org.schema.tables.get(reference.table);
  const found = reference && reading.source.row(reference.table, reference.id);
  if (!target || !found) return NO_CONTENT;
  return { status: 200, body: readOne(reading, target, found, call.options) };
}

function readCollection(call: Call, { table, row, name }: Place): ApiAnswer {
  const collection = collectionNamed(call, table, name);
  const target = collection && call.org.schema.tables.get(collection.referencingTable);
  if (!collection || !target) throw noSuchProperty(name, table.logicalName);
  const reading = readingOf(call);
  const rows = reading.source.referencing?.(target.logicalName, collection.referencingColumn, row.id) ?? [];
  const path = `${table.entitySet}(${row.id})/${name}`;
  return { status: 200, body: readMany(reading, target, rows, path, call.options) };
}

function getProperty(call: Call): ApiAnswer {
  const place = placeOf(call);
  const column = columnNamed(place.table, place.name);
  if (column) return readValue(call, place, column);
  const navigation = navigationOf(place.table, place.name);
  return navigation ? readLookup(call, place.row, navigation.column) : readCollection(call, place);
}

function setProperty(call: Call, value: unknown): ApiAnswer {
  const { row, name, table } = placeOf(call);
  if (!columnNamed(table, name)) throw noSuchProperty(name, table.logicalName);
  updateRow(call.org, call.caller, row, { [name]: value }, writeOptions(call));
  return NO_CONTENT;
}

function getReference(call: Call): ApiAnswer {
  const { row, name, table } = placeOf(call);
  const navigation = navigationOf(table, name);
  if (!navigation) throw noSuchProperty(name, table.logicalName);
  const reference = row.values.get(navigation.column.logicalName) as Reference | null;
  const target = reference && call.org.schema.tables.get(reference.table);
  if (!reference || !target) return NO_CONTENT;
  const context = `${call.root}/$metadata#$ref`;
  const address = addressOf(call, target.entitySet, reference.id);
  return { status: 200, body: { '@odata.context': context, '@odata.id': address } };
}

function setLookup(call: Call, row: Row, name: string, address: unknown): void {
  updateRow(call.org, call.caller, row, { [`${name}@odata.bind`]: address }, writeOptions(call));
}

/** Lets a member of a collection lead to the row, or to none. */
function attach(call: Call, collection: Relationship, member: Row, to: Row | null): void {
  const { tables } = call.org.schema;
  const column = tables.get(collection.referencingTable)?.columns.get(collection.referencingColumn);
  const navigation = column?.targets?.[collection.referencedTable] ?? '';
  const set = tables.get(collection.referencedTable)?.entitySet;
  setLookup(call, member, navigation, to && `/${set}(${to.id})`);
}

function putReference(call: Call): ApiAnswer {
  const { row, name, table } = placeOf(call);
  const address = bodyOf(call)['@odata.id'];
  const collection = collectionNamed(call, table, name);
  if (collection) attach(call, collection, bound(call.org, address), row);
  else setLookup(call, row, name, address);
  return NO_CONTENT;
}

/** The row to take out of a collection: in parentheses behind it, or as `$id` in the query. */
function memberOf(call: Call, collection: Relationship): Row | undefined {
  const [, address] = /(?:^|&)(?:\$|%24)id=([^&]*)/.exec(call.search) ?? [];
  if (address !== undefined) return bound(call.org, decodeURIComponent(address));
  const { key } = segmentAt(call, 1);
  return key?.kind === 'id' ? call.org.store.get(collection.referencingTable, key.id) : undefined;
}

function deleteReference(call: Call): ApiAnswer {
  const { row, name, table } = placeOf(call);
  if (navigationOf(table, name)) {
    setLookup(call, row, name, null);
    return NO_CONTENT;
  }
  const collection = collectionNamed(call, table, name);
  const member = collection && memberOf(call, collection);
  if (!collection || !member) throw malformed(`'${name}' names neither a lookup nor a row of a collection.`);
  attach(call, collection, member, null);
  return NO_CONTENT;
}

type Part = { name: string; key?: unknown };
const isMember = ({ name }: Part) => !name.includes('.') && !name.startsWith('$');
const isPart = (part: Part) => part.key === undefined && isMember(part);
const isReference = ({ name }: Part) => name === '$ref';

const part = (operation: string, method: Resource['method'], answer: Resource['answer']): Resource => ({
  operation,
  kind: method === 'GET' ? 'read' : 'write',
  method,
  matches: matchSteps(isRow, isPart),
  answer,
});

const reference = (operation: string, method: Resource['method'], answer: Resource['answer']): Resource => ({
  ...part(operation, method, answer),
  matches: matchSteps(isRow, isMember, isReference),
});

/** Single columns, and what navigation properties lead to. */
export const PROPERTY_RESOURCES: readonly Resource[] = [
  part('get-property', 'GET', getProperty),
  part('put-property', 'PUT', (call) => setProperty(call, bodyOf(call)['value'] ?? null)),
  part('delete-property', 'DELETE', (call) => setProperty(call, null)),
  reference('get-reference', 'GET', getReference),
  reference('put-reference', 'PUT', putReference),
  reference('put-reference', 'POST', putReference),
  reference('delete-reference', 'DELETE', deleteReference),
];
