import type { Actor, Org } from '../org.ts';
import { deleted, notFound, refuse } from '../refusal.ts';
import { alignAddresses } from '../rules/addresses.ts';
import { checkDuplicates } from '../rules/duplicates.ts';
import { checkLookupFilters } from '../rules/lookup-filters.ts';
import { recountSummaries } from '../rules/summaries.ts';
import { RECORD_RULES } from '../rules/table.ts';
import type { WriteScope } from '../rules/types.ts';
import { checkValidationRules } from '../rules/validation.ts';
import type { SObjectView } from '../schema/catalogue.ts';
import type { Row, Value } from '../schema/types.ts';
import { toStamp } from '../stamps.ts';
import { deleteWithChildren } from './deletion.ts';
import { type Assignments, checkRequired, readDraft } from './draft.ts';

type Body = Readonly<Record<string, unknown>>;

export interface WriteOptions {
  /** The external id field of an upsert's URL; its value is set by the URL, not by the body. */
  key?: { field: string; value: Value };
  /** Id of a planted record; made up when absent. */
  id?: string;
}

function scopeOf(org: Org, actor: Actor): WriteScope {
  const scope: WriteScope = {
    org,
    actor,
    stamp: toStamp(org.kit.clock.now()),
    insert: (sobject, fields) =>
      storeNew(org.fullView.sobject(sobject) as SObjectView, new Map(Object.entries(fields)), scope),
    update(sobject, id, fields) {
      const view = org.fullView.sobject(sobject) as SObjectView;
      return storeChanged(view, org.store.table(sobject).get(id) as Row, new Map(Object.entries(fields)), scope);
    },
  };
  return scope;
}

/** Runs a write; when it is refused, everything it did (triggers included) is undone. */
function atomically<T>(org: Org, write: () => T): T {
  const savepoint = org.store.savepoint();
  try {
    return write();
  } catch (error) {
    org.store.rollback(savepoint);
    throw error;
  }
}

function checkLocks(org: Org, ids: readonly (Value | undefined)[]): void {
  const locked = ids.find((id) => typeof id === 'string' && org.locks.take(id, org.kit.clock.now()));
  if (locked === undefined) return;
  throw refuse(
    'UNABLE_TO_LOCK_ROW',
    `unable to obtain exclusive access to this record or 1 records: ${String(locked)}`,
    [],
  );
}

function checkUnique(draft: Row, sobject: SObjectView, org: Org): void {
  const table = org.store.table(sobject.spec.name);
  for (const { spec } of sobject.fields) {
    const value = draft[spec.name];
    if (!spec.unique || typeof value !== 'string') continue;
    for (const row of table.pick(table.idsWith(spec.name, value) ?? [])) {
      if (row['Id'] === draft['Id'] || row['IsDeleted'] === true) continue;
      const message = `duplicate value found: ${spec.name} duplicates value on record with id: ${String(row['Id']).slice(0, 15)}`;
      throw refuse('DUPLICATE_VALUE', message, []);
    }
  }
}

/** Everything that can refuse a draft before it is stored. */
function judge(draft: Row, before: Row | undefined, sobject: SObjectView, given: Assignments, scope: WriteScope): void {
  const { org, actor } = scope;
  const table = org.store.table(sobject.spec.name);
  const keys = new Set(given.keys());
  if (org.features.statePicklists) alignAddresses(draft, keys, sobject.spec);
  checkLookupFilters(sobject.spec.fields, draft, keys, scope);
  checkUnique(draft, sobject, org);
  checkValidationRules(org.validationRules.values(), sobject.spec.name, draft, before);
  checkDuplicates(org.duplicateRules, draft, table, actor.allowDuplicates);
}

function storeNew(sobject: SObjectView, given: Assignments, scope: WriteScope, id?: string): Row {
  const { org, actor, stamp } = scope;
  const { spec } = sobject;
  const draft: Row = { ...org.blankRow(spec), Id: id ?? org.nextId(spec.name) };
  for (const [name, value] of given) draft[name] = value ?? draft[name] ?? null;
  if ('OwnerId' in draft) draft['OwnerId'] ??= actor.userId;
  for (const date of ['CreatedDate', 'LastModifiedDate', 'SystemModstamp']) if (date in draft) draft[date] = stamp;
  for (const by of ['CreatedById', 'LastModifiedById']) if (by in draft) draft[by] = actor.userId;
  const name = spec.fields.find((field) => field.nameField);
  if (name?.autoNumber && spec.autoNumberFormat)
    draft[name.name] = spec.autoNumberFormat(org.kit.clock.date(), org.nextNumber(spec.name));
  // A custom record without a name is called by its id (recorded).
  else if (name && spec.name.endsWith('__c')) draft[name.name] ??= String(draft['Id']).slice(0, 15);
  const rules = RECORD_RULES[spec.name];
  rules?.beforeInsert?.(draft, new Set(given.keys()), scope);
  judge(draft, undefined, sobject, given, scope);
  org.store.table(spec.name).put(draft);
  rules?.afterInsert?.(draft, scope);
  recountSummaries(spec, draft, scope);
  return org.store.table(spec.name).get(String(draft['Id'])) ?? draft;
}

function isNoChange(draft: Row, before: Row, given: Assignments): boolean {
  return [...given.keys()].every((name) => draft[name] === before[name]);
}

function storeChanged(sobject: SObjectView, before: Row, given: Assignments, scope: WriteScope): Row {
  const { org, actor, stamp } = scope;
  const draft: Row = { ...before };
  for (const [name, value] of given) draft[name] = value;
  const rules = RECORD_RULES[sobject.spec.name];
  rules?.beforeUpdate?.(draft, before, new Set(given.keys()), scope);
  judge(draft, before, sobject, given, scope);
  if (isNoChange(draft, before, given) && !org.kit.switches.flag('no-op-update-moves-stamps')) return before;
  if ('LastModifiedDate' in draft) draft['LastModifiedDate'] = stamp;
  if ('LastModifiedById' in draft) draft['LastModifiedById'] = actor.userId;
  if ('SystemModstamp' in draft) draft['SystemModstamp'] = stamp;
  org.store.table(sobject.spec.name).put(draft);
  rules?.afterUpdate?.(draft, before, scope);
  return org.store.table(sobject.spec.name).get(String(draft['Id'])) ?? draft;
}

/** The row an id names for this user; throws 404 with the vendor's words when it is missing, hidden or deleted. */
export function requireRow(sobject: SObjectView, id: string, org: Org, actor: Actor): Row {
  const row = org.store.table(sobject.spec.name).get(id);
  if (!row || !actor.isVisible(row)) throw notFound();
  if (row['IsDeleted'] === true) throw deleted();
  return row;
}

/** Creates a record; returns it as stored. */
export function insertRecord(
  sobject: SObjectView,
  body: Body,
  org: Org,
  actor: Actor,
  options: WriteOptions = {},
): Row {
  if (!sobject.createable) {
    throw refuse('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be inserted: ${sobject.spec.label}`, []);
  }
  const { key } = options;
  const given = readDraft(body, { sobject, purpose: 'create', ...(key ? { keyField: key.field } : {}) }, org);
  if (key) given.set(key.field, key.value);
  checkRequired(sobject, given, 'create');
  checkLocks(org, [given.get('AccountId')]);
  return atomically(org, () => storeNew(sobject, given, scopeOf(org, actor), options.id));
}

/** Changes the fields named in the body; null clears, absence leaves alone. */
export function updateRecord(
  sobject: SObjectView,
  before: Row,
  body: Body,
  org: Org,
  actor: Actor,
  options: WriteOptions = {},
): Row {
  if (!sobject.updateable) {
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', []);
  }
  const { key } = options;
  const given = readDraft(body, { sobject, purpose: 'update', ...(key ? { keyField: key.field } : {}) }, org);
  checkRequired(sobject, given, 'update');
  checkLocks(org, [before['Id'], before['AccountId']]);
  if (org.approvals.has(String(before['Id']))) {
    throw refuse('ENTITY_IS_LOCKED', 'the entity is locked for editing', []);
  }
  return atomically(org, () => storeChanged(sobject, before, given, scopeOf(org, actor)));
}

/** Puts a record and what depends on it into the recycle bin. */
export function deleteRecord(sobject: SObjectView, before: Row, org: Org, actor: Actor): void {
  if (!sobject.deletable) {
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', []);
  }
  checkLocks(org, [before['Id'], before['AccountId']]);
  atomically(org, () => deleteWithChildren(sobject.spec, before, scopeOf(org, actor)));
}
