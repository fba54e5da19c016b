import { canonicalId } from '../ids.ts';
import { coerce } from '../records/coerce.ts';
import { presentRow } from '../records/present.ts';
import { deleteRecord, insertRecord, requireRow, updateRecord } from '../records/writer.ts';
import { notFound, refuse, refuseWith, unknownColumn } from '../refusal.ts';
import type { FieldView, SObjectView } from '../schema/catalogue.ts';
import type { FieldSpec, Row } from '../schema/types.ts';
import { type ApiAnswer, bodyMap, type Call, param, type Resource } from './call.ts';
import { checkPreconditions, versionHeaders } from './preconditions.ts';

/** The sObject a URL names; one the user may not see does not exist. */
export function sobjectInUrl(call: Call): SObjectView {
  const sobject = call.actor.view.sobject(param(call, 'sobject'));
  if (!sobject) throw notFound();
  return sobject;
}

/** The canonical id a URL names. Throws MALFORMED_ID for text that is no id or one of another sObject. */
function idInUrl(call: Call, sobject: SObjectView): string {
  const text = param(call, 'id');
  const id = canonicalId(text);
  if (id === undefined) throw notFound();
  if (id.slice(0, 3) !== sobject.spec.keyPrefix) {
    const label = sobject.field('Id')?.spec.label ?? 'Record ID';
    throw refuse('MALFORMED_ID', `${label}: id value of incorrect type: ${text}`, ['Id']);
  }
  return id;
}

const rowUrl = (call: Call, sobject: string, id: unknown): string =>
  `/services/data/v${call.version}/sobjects/${sobject}/${String(id)}`;

/** The fields of a `fields=` list; undefined means all. */
export function readFieldList(list: string | null | undefined, sobject: SObjectView): FieldSpec[] | undefined {
  if (list === null || list === undefined || list === '') return undefined;
  return list.split(',').map((name) => {
    const field = sobject.field(name.trim());
    if (!field) throw unknownColumn(name.trim(), sobject.spec.name);
    return field.spec;
  });
}

/** The number before the point: version-dependent behaviour compares it. */
const versionNumber = (call: Call): number => Number.parseInt(call.version, 10);

function showRow(call: Call, row: Row, sobject: SObjectView): ApiAnswer {
  const unchanged = checkPreconditions(call, row, sobject.spec.name);
  if (unchanged) return unchanged;
  const fields = readFieldList(call.query.get('fields'), sobject);
  return {
    status: 200,
    body: presentRow(row, sobject, { version: call.version, store: call.api.org.store }, fields),
    headers: versionHeaders(row, sobject.spec.name),
  };
}

function createdAnswer(call: Call, sobject: SObjectView, row: Row, isUpsert: boolean): ApiAnswer {
  // Answers of upserts say `created` since version 46 (contract/salesforce.md §1.2).
  const extra = isUpsert && versionNumber(call) >= 46 ? { created: true } : {};
  return {
    status: 201,
    body: { id: row['Id'], success: true, errors: [], ...extra },
    headers: { Location: rowUrl(call, sobject.spec.name, row['Id']) },
  };
}

function createRow(call: Call): ApiAnswer {
  const sobject = sobjectInUrl(call);
  const row = insertRecord(sobject, bodyMap(call), call.api.org, call.actor);
  return createdAnswer(call, sobject, row, false);
}

function getRow(call: Call): ApiAnswer {
  const sobject = sobjectInUrl(call);
  return showRow(call, requireRow(sobject, idInUrl(call, sobject), call.api.org, call.actor), sobject);
}

function patchRow(call: Call): ApiAnswer {
  const sobject = sobjectInUrl(call);
  const row = requireRow(sobject, idInUrl(call, sobject), call.api.org, call.actor);
  checkPreconditions(call, row, sobject.spec.name);
  updateRecord(sobject, row, bodyMap(call), call.api.org, call.actor);
  return { status: 204 };
}

function deleteRow(call: Call): ApiAnswer {
  const sobject = sobjectInUrl(call);
  deleteRecord(
    sobject,
    requireRow(sobject, idInUrl(call, sobject), call.api.org, call.actor),
    call.api.org,
    call.actor,
  );
  return { status: 204 };
}

/** The field that may serve as a key in a URL: an external id, an id-lookup field, or Id itself. */
export function keyField(sobject: SObjectView, name: string): FieldView {
  const field = sobject.field(name);
  if (field && (field.spec.externalId || field.spec.idLookup)) return field;
  const message = `Provided external ID field does not exist or is not accessible: ${name}`;
  throw refuseWith(404, 'NOT_FOUND', message);
}

/** Live rows whose key field has the value. */
export function rowsByKey(call: Call, sobject: SObjectView, field: FieldSpec, value: string): Row[] {
  const table = call.api.org.store.table(sobject.spec.name);
  const id = field.name === 'Id' ? canonicalId(value) : undefined;
  const rows = field.name === 'Id' ? table.pick(id ? [id] : []) : table.pick(table.idsWith(field.name, value) ?? []);
  return rows.filter((row) => row['IsDeleted'] !== true && call.actor.isVisible(row));
}

const several = (call: Call, sobject: SObjectView, rows: readonly Row[]): ApiAnswer => ({
  status: 300,
  body: rows.map((row) => rowUrl(call, sobject.spec.name, row['Id'])),
});

function blobOf(call: Call, sobject: SObjectView): ApiAnswer | undefined {
  const id = canonicalId(param(call, 'field'));
  const blob = sobject.field(param(call, 'value'));
  if (id === undefined || blob?.spec.type !== 'base64') return undefined;
  const content = requireRow(sobject, id, call.api.org, call.actor)[blob.spec.name];
  return { status: 200, raw: Buffer.from(String(content ?? ''), 'base64') };
}

function getByKey(call: Call): ApiAnswer {
  const sobject = sobjectInUrl(call);
  const blob = blobOf(call, sobject);
  if (blob) return blob;
  const { spec } = keyField(sobject, param(call, 'field'));
  const rows = rowsByKey(call, sobject, spec, param(call, 'value'));
  const [row] = rows;
  if (!row) throw notFound();
  return rows.length > 1 ? several(call, sobject, rows) : showRow(call, row, sobject);
}

function upsertRow(call: Call): ApiAnswer {
  const sobject = sobjectInUrl(call);
  const { spec } = keyField(sobject, param(call, 'field'));
  const { org } = call.api;
  const rows = rowsByKey(call, sobject, spec, param(call, 'value'));
  const [row] = rows;
  if (rows.length > 1) return several(call, sobject, rows);
  const key = { field: spec.name, value: spec.name === 'Id' ? null : coerce(spec, param(call, 'value'), org) };
  if (!row) {
    if (spec.name === 'Id' || call.query.get('updateOnly') === 'true') throw notFound();
    return createdAnswer(call, sobject, insertRecord(sobject, bodyMap(call), org, call.actor, { key }), true);
  }
  checkPreconditions(call, row, sobject.spec.name);
  updateRecord(sobject, row, bodyMap(call), org, call.actor, { key });
  if (versionNumber(call) < 46) return { status: 204 };
  return { status: 200, body: { id: row['Id'], success: true, errors: [], created: false } };
}

function deleteByKey(call: Call): ApiAnswer {
  const sobject = sobjectInUrl(call);
  const rows = rowsByKey(call, sobject, keyField(sobject, param(call, 'field')).spec, param(call, 'value'));
  const [row] = rows;
  if (!row) throw notFound();
  if (rows.length > 1) return several(call, sobject, rows);
  deleteRecord(sobject, row, call.api.org, call.actor);
  return { status: 204 };
}

function postToId(call: Call): ApiAnswer {
  if (param(call, 'id').toLowerCase() !== 'id')
    throw refuseWith(405, 'METHOD_NOT_ALLOWED', "HTTP Method 'POST' not allowed. Allowed are DELETE,GET,HEAD,PATCH");
  return createRow(call);
}

const EVERYWHERE = ['composite', 'graph', 'batch'] as const;
const ROW = 'sobjects/:sobject/:id';
const BY_KEY = 'sobjects/:sobject/:field/:value';

/** Records by id and by external id. Order matters to nobody here: methods and shapes differ. */
export const ROW_RESOURCES: readonly Resource[] = [
  {
    operation: 'create-row',
    kind: 'write',
    method: 'POST',
    pattern: 'sobjects/:sobject',
    partOf: EVERYWHERE,
    answer: createRow,
  },
  { operation: 'create-row', kind: 'write', method: 'POST', pattern: ROW, partOf: EVERYWHERE, answer: postToId },
  { operation: 'get-row', kind: 'read', method: 'GET', pattern: ROW, partOf: EVERYWHERE, answer: getRow },
  { operation: 'update-row', kind: 'write', method: 'PATCH', pattern: ROW, partOf: EVERYWHERE, answer: patchRow },
  { operation: 'delete-row', kind: 'write', method: 'DELETE', pattern: ROW, partOf: EVERYWHERE, answer: deleteRow },
  { operation: 'get-row-by-key', kind: 'read', method: 'GET', pattern: BY_KEY, partOf: EVERYWHERE, answer: getByKey },
  { operation: 'upsert-row', kind: 'write', method: 'PATCH', pattern: BY_KEY, partOf: EVERYWHERE, answer: upsertRow },
  {
    operation: 'delete-row-by-key',
    kind: 'write',
    method: 'DELETE',
    pattern: BY_KEY,
    partOf: EVERYWHERE,
    answer: deleteByKey,
  },
];
