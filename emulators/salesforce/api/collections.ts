import { UnsupportedError } from '../../kit/unsupported.ts';
import { canonicalId } from '../ids.ts';
import { coerce } from '../records/coerce.ts';
import { presentRow } from '../records/present.ts';
import { deleteRecord, insertRecord, requireRow, updateRecord } from '../records/writer.ts';
import { invalidReference, Refusal, refuse, rowErrors } from '../refusal.ts';
import type { SObjectView } from '../schema/catalogue.ts';
import type { Row } from '../schema/types.ts';
import { type ApiAnswer, bodyMap, type Call, isMap, param, type Resource } from './call.ts';
import { keyField, readFieldList, rowsByKey, sobjectInUrl } from './rows.ts';

const MOST_ROWS = 200;
const MOST_CHUNKS = 10;

type RowAnswer = Record<string, unknown> & { success: boolean };
/** Writes one row and says which id it has and, for upserts, whether it was created. */
type RowWrite = (position: number) => { id: unknown; created?: boolean };

function checkSize(count: number): void {
  if (count <= MOST_ROWS) return;
  throw refuse(
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${MOST_ROWS} records into this call`,
  );
}

/** Rows are saved in chunks of consecutive rows of one type. */
function checkChunks(types: readonly string[]): void {
  const chunks = types.filter((type, at) => at === 0 || type !== types[at - 1]).length;
  if (chunks <= MOST_CHUNKS) return;
  const message = `Cannot have more than ${MOST_CHUNKS} chunks in a single operation. Please rearrange the data to reduce chunking.`;
  throw refuse('LIMIT_EXCEEDED', message);
}

/** A missing row is 404 on its own, but in a collection it is a wrong reference (recorded). */
function rowRefusal(refusal: Refusal): Refusal {
  return refusal.errors.some((error) => error.errorCode === 'NOT_FOUND') ? invalidReference() : refusal;
}

const ROLLED_BACK = {
  statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: [],
};

/**
 * Writes every row, in order. With allOrNone one failure undoes all: the innocent rows then say so, and the failed rows
 * of an upsert claim `created: true` (recorded by a client's live test, contract/salesforce.md §1.3).
 */
function writeRows(call: Call, count: number, allOrNone: boolean, isUpsert: boolean, write: RowWrite): ApiAnswer {
  const { store } = call.api.org;
  const savepoint = store.savepoint();
  let hasFailed = false;
  const failed = (errors: unknown): RowAnswer => ({
    success: false,
    ...(isUpsert ? { created: allOrNone } : {}),
    errors,
  });
  const answers = Array.from({ length: count }, (_, position): RowAnswer => {
    try {
      const { id, created } = write(position);
      return { id, success: true, errors: [], ...(created === undefined ? {} : { created }) };
    } catch (error) {
      if (error instanceof UnsupportedError || !(error instanceof Refusal)) throw error;
      hasFailed = true;
      return failed(rowErrors(rowRefusal(error).errors));
    }
  });
  if (!allOrNone || !hasFailed) return { status: 200, body: answers };
  store.rollback(savepoint);
  return { status: 200, body: answers.map((answer) => (answer.success ? failed([ROLLED_BACK]) : answer)) };
}

interface CollectionBody {
  allOrNone: boolean;
  records: Record<string, unknown>[];
}

function readCollection(call: Call): CollectionBody {
  const { allOrNone, records } = bodyMap(call);
  if (!Array.isArray(records) || !records.every(isMap)) {
    throw refuse('JSON_PARSER_ERROR', 'Expected a list of records at [line:1, column:1]');
  }
  checkSize(records.length);
  return { allOrNone: allOrNone === true || allOrNone === 'true', records };
}

function typeOf(record: Record<string, unknown>): string {
  const { attributes } = record;
  const type = isMap(attributes) ? attributes['type'] : undefined;
  if (typeof type !== 'string') {
    throw refuse('INVALID_INPUT', 'Include an entity type in the attributes of every record.');
  }
  return type;
}

function sobjectOfType(call: Call, type: string): SObjectView {
  const sobject = call.actor.view.sobject(type);
  if (!sobject) throw refuse('INVALID_TYPE', `sObject type '${type}' is not supported.`);
  return sobject;
}

function createAll(call: Call): ApiAnswer {
  const { allOrNone, records } = readCollection(call);
  const types = records.map(typeOf);
  checkChunks(types);
  return writeRows(call, records.length, allOrNone, false, (position) => {
    const sobject = sobjectOfType(call, types[position] ?? '');
    return { id: insertRecord(sobject, records[position] ?? {}, call.api.org, call.actor)['Id'] };
  });
}

/** A record of a body without its id, which is written in any letter case. */
function splitId(record: Record<string, unknown>): { id: string; fields: Record<string, unknown> } {
  const fields = Object.entries(record).filter(([name]) => name.toLowerCase() !== 'id');
  const id = Object.entries(record).find(([name]) => name.toLowerCase() === 'id')?.[1];
  return { id: typeof id === 'string' ? id : '', fields: Object.fromEntries(fields) };
}

function rowOf(call: Call, sobject: SObjectView, text: string): Row {
  const id = canonicalId(text);
  if (text === '') throw refuse('MISSING_ARGUMENT', 'Id not specified in an update call', []);
  if (id === undefined || id.slice(0, 3) !== sobject.spec.keyPrefix) {
    const label = sobject.field('Id')?.spec.label ?? 'Record ID';
    throw refuse('MALFORMED_ID', `${label}: id value of incorrect type: ${text}`, ['Id']);
  }
  return requireRow(sobject, id, call.api.org, call.actor);
}

function updateAll(call: Call): ApiAnswer {
  const { allOrNone, records } = readCollection(call);
  const types = records.map(typeOf);
  checkChunks(types);
  return writeRows(call, records.length, allOrNone, false, (position) => {
    const sobject = sobjectOfType(call, types[position] ?? '');
    const { id, fields } = splitId(records[position] ?? {});
    const row = rowOf(call, sobject, id);
    updateRecord(sobject, row, fields, call.api.org, call.actor);
    return { id: row['Id'] };
  });
}

function deleteAll(call: Call): ApiAnswer {
  const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '');
  checkSize(ids.length);
  const sobjects = call.actor.view.sobjects;
  return writeRows(call, ids.length, call.query.get('allOrNone') === 'true', false, (position) => {
    const id = ids[position] ?? '';
    const sobject = sobjects.find((candidate) => candidate.spec.keyPrefix === id.slice(0, 3));
    if (!sobject || canonicalId(id) === undefined) throw refuse('MALFORMED_ID', `malformed id ${id}`, []);
    const row = rowOf(call, sobject, id);
    deleteRecord(sobject, row, call.api.org, call.actor);
    return { id: row['Id'] };
  });
}

function upsertOne(call: Call, sobject: SObjectView, name: string, record: Record<string, unknown>) {
  // Recorded: a row that does not begin with its attributes fails on its own, with these words.
  if (Object.keys(record)[0] !== 'attributes') {
    const message = 'Nested object for polymorphic foreign key must have an attributes field before any other fields.';
    throw refuse('JSON_PARSER_ERROR', message, []);
  }
  const { spec } = keyField(sobject, name);
  const given = Object.entries(record).find(([key]) => key.toLowerCase() === spec.name.toLowerCase());
  const fields = Object.fromEntries(Object.entries(record).filter(([key]) => key !== given?.[0]));
  const value = coerce(spec, given?.[1], call.api.org);
  if (spec.name === 'Id' && value === null) {
    return { id: insertRecord(sobject, fields, call.api.org, call.actor)['Id'], created: true };
  }
  if (typeof value !== 'string') throw refuse('MISSING_ARGUMENT', `${spec.name} not specified`, []);
  const rows = rowsByKey(call, sobject, spec, value);
  const [row] = rows;
  if (rows.length > 1) {
    const message = `Duplicate external id specified: ${value}`;
    throw refuse('DUPLICATE_EXTERNAL_ID', message, [spec.name]);
  }
  const options = spec.name === 'Id' ? {} : { key: { field: spec.name, value } };
  if (!row) {
    if (spec.name === 'Id') throw invalidReference();
    return { id: insertRecord(sobject, fields, call.api.org, call.actor, options)['Id'], created: true };
  }
  updateRecord(sobject, row, fields, call.api.org, call.actor, options);
  return { id: row['Id'], created: false };
}

function upsertAll(call: Call): ApiAnswer {
  const { allOrNone, records } = readCollection(call);
  const sobject = sobjectInUrl(call);
  keyField(sobject, param(call, 'field'));
  return writeRows(call, records.length, allOrNone, true, (position) =>
    upsertOne(call, sobject, param(call, 'field'), records[position] ?? {}),
  );
}

function retrieve(call: Call, ids: unknown, fields: unknown): ApiAnswer {
  const sobject = sobjectInUrl(call);
  if (!Array.isArray(ids) || !Array.isArray(fields)) {
    throw refuse('JSON_PARSER_ERROR', 'Expected lists of ids and fields at [line:1, column:1]');
  }
  if (ids.length > 2000)
    throw refuse('EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 2000 records into this call');
  const specs = readFieldList(fields.join(','), sobject) ?? [];
  const table = call.api.org.store.table(sobject.spec.name);
  // Rows that are missing are null, in their place (a client's live test).
  const body = ids.map((text) => {
    const row = table.get(canonicalId(String(text)) ?? '');
    const isThere = row && row['IsDeleted'] !== true && call.actor.isVisible(row);
    return isThere ? presentRow(row, sobject, { version: call.version, store: call.api.org.store }, specs) : null;
  });
  return { status: 200, body };
}

const splitList = (text: string | null): string[] => (text ?? '').split(',').filter((part) => part !== '');

const ALL = 'composite/sobjects';
const OF_ONE = 'composite/sobjects/:sobject';
const PARTS = ['composite'] as const;

/** Many records in one call, each with its own success. */
export const COLLECTION_RESOURCES: readonly Resource[] = [
  { operation: 'create-rows', kind: 'write', method: 'POST', pattern: ALL, partOf: PARTS, answer: createAll },
  { operation: 'update-rows', kind: 'write', method: 'PATCH', pattern: ALL, partOf: PARTS, answer: updateAll },
  { operation: 'delete-rows', kind: 'write', method: 'DELETE', pattern: ALL, partOf: PARTS, answer: deleteAll },
  {
    operation: 'upsert-rows',
    kind: 'write',
    method: 'PATCH',
    pattern: `${OF_ONE}/:field`,
    partOf: PARTS,
    answer: upsertAll,
  },
  {
    operation: 'retrieve-rows',
    kind: 'read',
    method: 'POST',
    pattern: OF_ONE,
    partOf: PARTS,
    answer: (call) => retrieve(call, bodyMap(call)['ids'], bodyMap(call)['fields']),
  },
  {
    operation: 'retrieve-rows',
    kind: 'read',
    method: 'GET',
    pattern: OF_ONE,
    partOf: PARTS,
    answer: (call) => retrieve(call, splitList(call.query.get('ids')), splitList(call.query.get('fields'))),
  },
];
