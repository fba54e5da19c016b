import type { Org } from '../org.ts';
import { deleted, invalidReference, refuse, unknownColumn } from '../refusal.ts';
import type { FieldView, SObjectView } from '../schema/catalogue.ts';
import type { FieldSpec, Value } from '../schema/types.ts';
import { coerce } from './coerce.ts';

/** The fields of a request body as they will be stored, keyed by canonical name. */
export type Assignments = Map<string, Value>;

export interface DraftRequest {
  sobject: SObjectView;
  purpose: 'create' | 'update';
  /** The external id or other key in the URL, which the body must not repeat. */
  keyField?: string;
}

const isNested = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refuseId(purpose: 'create' | 'update'): never {
  if (purpose === 'create') {
    throw refuse('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
  }
  throw refuse('INVALID_FIELD', 'The Id field should not be specified in the sobject data.', ['Id']);
}

/** Finds the parent that `{"Account": {"External__c": "value"}}` names. */
function byForeignKey(reference: FieldView, nested: Record<string, unknown>, org: Org, sobject: SObjectView): string {
  const [[key, value] = ['', null], ...more] = Object.entries(nested).filter(([name]) => name !== 'attributes');
  const [target = ''] = reference.spec.referenceTo ?? [];
  const table = org.store.table(target);
  const field = table.spec.fields.find((spec) => spec.name.toLowerCase() === key.toLowerCase());
  if (more.length > 0 || !field || !(field.externalId || field.idLookup)) throw unknownColumn(key, target);
  const rows = table.pick(table.idsWith(field.name, String(value)) ?? []).filter((row) => row['IsDeleted'] !== true);
  const [row] = rows;
  if (!row || rows.length > 1) {
    throw refuse(
      'INVALID_FIELD',
      `Foreign key external ID: ${String(value)} not found for field ${field.name} in entity ${sobject.spec.name}`,
      [],
    );
  }
  return String(row['Id']);
}

function checkReference(field: FieldSpec, id: string, org: Org): void {
  const target = field.referenceTo?.find((name) => org.prefixOf(name) === id.slice(0, 3));
  const row = target && org.store.table(target).get(id);
  if (!row) throw invalidReference();
  if (row['IsDeleted'] === true) throw deleted();
  if (field.name === 'OwnerId' && target === 'User' && row['IsActive'] !== true) {
    const message = `operation performed with inactive user [${id}] as owner of record`;
    throw refuse('INACTIVE_OWNER_OR_USER', message, ['OwnerId']);
  }
}

function checkWritable(locked: readonly string[]): void {
  if (locked.length === 0) return;
  throw refuse(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${locked.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    [...locked],
  );
}

/** The field that a key of the body writes, whether it names the field or, with a nested record, the relationship. */
function targetOf(key: string, input: unknown, { sobject, purpose, keyField }: DraftRequest): FieldView {
  const field = sobject.field(key);
  if (field?.spec.name === 'Id') refuseId(purpose);
  if (field && field.spec.name === keyField) {
    const message = `The ${keyField} field should not be specified in the sobject data.`;
    throw refuse('INVALID_FIELD', message, [keyField]);
  }
  const target = field ?? (isNested(input) ? sobject.parent(key) : undefined);
  if (!target) throw unknownColumn(key, sobject.spec.name);
  return target;
}

function checkReferences(given: Assignments, sobject: SObjectView, org: Org): void {
  for (const [name, value] of given) {
    const spec = sobject.field(name)?.spec;
    if (spec?.type === 'reference' && typeof value === 'string') checkReference(spec, value, org);
  }
}

/**
 * Reads a request body: names in any case, every value judged by its field. Throws INVALID_FIELD for a column the user
 * cannot see, INVALID_FIELD_FOR_INSERT_UPDATE for one that cannot be written, and whatever a value deserves.
 */
export function readDraft(body: Readonly<Record<string, unknown>>, request: DraftRequest, org: Org): Assignments {
  const { sobject, purpose } = request;
  const given: Assignments = new Map();
  const locked: string[] = [];
  for (const [key, input] of Object.entries(body)) {
    if (key === 'attributes') continue;
    const target = targetOf(key, input, request);
    const { spec } = target;
    if (purpose === 'create' ? !target.createable : !target.updateable) locked.push(spec.name);
    else if (isNested(input) && spec.type === 'reference') {
      given.set(spec.name, byForeignKey(target, input, org, sobject));
    } else given.set(spec.name, coerce(spec, input, org));
  }
  checkWritable(locked);
  checkReferences(given, sobject, org);
  return given;
}

/** Throws REQUIRED_FIELD_MISSING naming every required field that stays empty. */
export function checkRequired(sobject: SObjectView, given: Assignments, purpose: 'create' | 'update'): void {
  const missing = sobject.fields
    .filter(({ spec, createable, updateable }) => {
      if (spec.nillable || spec.type === 'boolean' || !(createable || updateable)) return false;
      if (given.has(spec.name))
        return given.get(spec.name) === null && !(purpose === 'create' && spec.defaultedOnCreate);
      return purpose === 'create' && !spec.defaultedOnCreate;
    })
    .map(({ spec }) => spec.name);
  if (missing.length === 0) return;
  throw refuse('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
}
