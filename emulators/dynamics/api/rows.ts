import { requireRight } from '../access.ts';
import { enlistRow } from '../metadata/enlist.ts';
import { countRows, readMany, readOne } from '../odata/read.ts';
import { alternateKey, findByKey, requireByKey } from '../records/lookup.ts';
import { etagOf } from '../records/present.ts';
import type { Row } from '../records/store.ts';
import { createRow, deleteRow, updateRow, type WriteOptions } from '../records/writer.ts';
import { refuse } from '../refusal.ts';
import { alreadyExists, versionMismatch } from '../refusals.ts';
import type { Table } from '../schema/types.ts';
import { type ApiAnswer, addressOf, bodyOf, type Call, NO_CONTENT, type Resource } from './call.ts';
import { candidates } from './candidates.ts';
import { readingOf } from './reading.ts';
import { isRow, isSet, keyIn, matchSteps, tableIn } from './steps.ts';

/** What the headers and the query add to a write. */
export function writeOptions(call: Call): WriteOptions {
  const suppressed = call.header('mscrm.suppressduplicatedetection') ?? 'true';
  const steps = call.header('mscrm.bypassbusinesslogicexecutionstepids') ?? '';
  return {
    detectDuplicates: suppressed.toLowerCase() === 'false',
    bypassedSteps: steps.split(',').flatMap((id) => (id.trim() === '' ? [] : [id.trim().toLowerCase()])),
    ...(call.options.tag === undefined ? {} : { tag: call.options.tag }),
  };
}

/** The row as the body, where the caller prefers that; else nothing but its address. */
function written(call: Call, table: Table, row: Row, created: boolean): ApiAnswer {
  const address = keyedAddress(call, table) ?? addressOf(call, table.entitySet, row.id);
  if (!call.prefer.representation) {
    return { status: 204, headers: { 'OData-EntityId': address, ...(created ? { Location: address } : {}) } };
  }
  // An expansion is ignored on this path (UPD).
  const { expand: _, ...options } = call.options;
  const body = readOne(readingOf(call), table, row, options);
  return { status: created ? 201 : 200, headers: { ETag: etagOf(row) }, body };
}

/** A write by alternate key answers with the address that it was called under (UPS). */
function keyedAddress(call: Call, table: Table): string | undefined {
  const [{ key } = { key: undefined }] = call.segments;
  return key?.kind === 'named'
    ? `${call.root}/${table.entitySet}${call.path.slice(call.path.indexOf('('))}`
    : undefined;
}

function checkMatch(call: Call, table: Table, row: Row): void {
  const wanted = call.header('if-match');
  if (wanted === undefined || wanted === '*') return;
  if (!table.optimisticConcurrency) {
    throw refuse(400, '0x8006088d', `Optimistic concurrency isn't enabled for entity type ${table.logicalName}.`);
  }
  if (wanted !== etagOf(row)) throw versionMismatch();
}

function getRow(call: Call): ApiAnswer {
  const table = tableIn(call);
  requireRight(call.caller, 'read', table);
  const row = requireByKey(call.org, table, keyIn(call));
  requireRight(call.caller, 'read', table, row);
  const isPlain = call.options.expand === undefined && !call.prefer.annotated;
  if (isPlain && call.header('if-none-match') === etagOf(row)) return { status: 304 };
  const reading = readingOf(call);
  const seen = reading.source.row(table.logicalName, row.id) ?? row;
  return { status: 200, headers: { ETag: etagOf(row) }, body: readOne(reading, table, seen, call.options) };
}

function listRows(call: Call): ApiAnswer {
  const table = tableIn(call);
  requireRight(call.caller, 'read', table);
  const reading = readingOf(call);
  const rows = candidates(call.org, reading.source, table, call.options);
  return { status: 200, body: readMany(reading, table, rows, table.entitySet, call.options) };
}

function countSet(call: Call): ApiAnswer {
  const table = tableIn(call);
  requireRight(call.caller, 'read', table);
  const reading = readingOf(call);
  const rows = candidates(call.org, reading.source, table, call.options);
  const count = countRows(reading, table, rows, call.options);
  // A byte order mark stands before the number, as the service sends it.
  return { status: 200, raw: { type: 'text/plain', text: `\uFEFF${count}` } };
}

function postRow(call: Call): ApiAnswer {
  const table = tableIn(call);
  const row = createRow(call.org, call.caller, table, bodyOf(call), writeOptions(call));
  enlistRow(call, row);
  return written(call, table, row, true);
}

function insertByPatch(call: Call, table: Table): ApiAnswer {
  const key = keyIn(call);
  const more = key.kind === 'id' ? { id: key.id } : { key: alternateKey(table, key).values };
  const row = createRow(call.org, call.caller, table, bodyOf(call), { ...writeOptions(call), ...more });
  return written(call, table, row, true);
}

/** On an update by key, the key's own columns in the body are dropped (UPS). */
function bodyForUpdate(call: Call, table: Table) {
  const key = keyIn(call);
  if (key.kind === 'id') return bodyOf(call);
  const own = alternateKey(table, key).values;
  return Object.fromEntries(Object.entries(bodyOf(call)).filter(([name]) => !own.has(name)));
}

function patchRow(call: Call): ApiAnswer {
  const table = tableIn(call);
  const found = findByKey(call.org, table, keyIn(call));
  if (!found) {
    if (call.header('if-match') !== undefined) requireByKey(call.org, table, keyIn(call));
    return insertByPatch(call, table);
  }
  if (call.header('if-none-match') === '*') throw alreadyExists();
  checkMatch(call, table, found);
  const row = updateRow(call.org, call.caller, found, bodyForUpdate(call, table), writeOptions(call));
  return written(call, table, row, false);
}

function removeRow(call: Call): ApiAnswer {
  const table = tableIn(call);
  const row = requireByKey(call.org, table, keyIn(call));
  checkMatch(call, table, row);
  deleteRow(call.org, call.caller, row, writeOptions(call));
  return NO_CONTENT;
}

const isCount = ({ name }: { name: string }) => name === '$count';

/** Rows of an entity set. */
export const ROW_RESOURCES: readonly Resource[] = [
  { operation: 'list-rows', kind: 'read', method: 'GET', matches: matchSteps(isSet), answer: listRows },
  { operation: 'count-rows', kind: 'read', method: 'GET', matches: matchSteps(isSet, isCount), answer: countSet },
  { operation: 'get-row', kind: 'read', method: 'GET', matches: matchSteps(isRow), answer: getRow },
  { operation: 'create-row', kind: 'write', method: 'POST', matches: matchSteps(isSet), answer: postRow },
  { operation: 'update-row', kind: 'write', method: 'PATCH', matches: matchSteps(isRow), answer: patchRow },
  { operation: 'delete-row', kind: 'write', method: 'DELETE', matches: matchSteps(isRow), answer: removeRow },
];
