import { randomUUID } from 'node:crypto';
import { type Caller, requireRight } from '../access.ts';
import type { Organisation, RowChange } from '../organisation.ts';
import { refuse } from '../refusal.ts';
import { settleMoney } from '../rules/money.ts';
import { settleState } from '../rules/states.ts';
import { ROW_RULES } from '../rules/table.ts';
import type { Values, WriteScope } from '../rules/types.ts';
import { checkDuplicates, checkId, checkKeys } from '../rules/uniqueness.ts';
import { askPlugins } from '../rules/validation.ts';
import type { Table } from '../schema/types.ts';
import { deleteWithChildren } from './deletion.ts';
import { type Body, type Draft, readDraft } from './draft.ts';
import type { KeyValues } from './lookup.ts';
import type { Reference, Row } from './store.ts';

export interface WriteOptions {
  /** The id that the address or a world gives; a new one when absent. */
  id?: string;
  /** Values of the alternate key in the address, which a creation takes where the body has none. */
  key?: KeyValues;
  tag?: string;
  bypassedSteps?: readonly string[];
  detectDuplicates?: boolean;
  /** A person or the platform itself writes. */
  isPlatform?: boolean;
}

function requireTable(org: Organisation, name: string): Table {
  const table = org.schema.tables.get(name);
  if (!table) throw new RangeError(`There is no table ${name}.`);
  return table;
}

/** What one write brings along. */
export function scopeOf(org: Organisation, caller: Caller, options: WriteOptions = {}): WriteScope {
  const scope: WriteScope = {
    org,
    caller,
    stamp: org.stamp(),
    isPlatform: options.isPlatform ?? false,
    tag: options.tag ?? null,
    bypassedSteps: options.bypassedSteps ?? [],
    detectDuplicates: options.detectDuplicates ?? false,
    insert: (name, values) =>
      storeNew(requireTable(org, name), new Map(Object.entries(values)), { ...scope, isPlatform: true }),
    update: (row, values) =>
      storeChanged(requireTable(org, row.table), row, new Map(Object.entries(values)), { ...scope, isPlatform: true }),
  };
  return scope;
}

function tell(
  scope: WriteScope,
  message: RowChange['message'],
  given: Iterable<string>,
  rows: Pick<RowChange, 'before' | 'after'>,
) {
  const row = rows.after ?? rows.before;
  if (!row) return;
  const { org, caller, tag, bypassedSteps } = scope;
  org.pending.push({ message, table: row.table, id: row.id, columns: [...given], ...rows, caller, tag, bypassedSteps });
}

const user = (id: string | null): Reference | null => (id === null ? null : { table: 'systemuser', id });

function setOwner(values: Values, scope: WriteScope): void {
  if (!values.has('ownerid')) return;
  const owner = (values.get('ownerid') as Reference | null) ?? user(scope.caller.userId);
  values.set('ownerid', owner);
  values.set('owninguser', owner?.table === 'systemuser' ? owner : null);
  values.set('owningteam', owner?.table === 'team' ? owner : null);
  values.set('owningbusinessunit', { table: 'businessunit', id: scope.org.businessUnitId });
}

function setAudit(values: Values, kind: 'created' | 'modified', scope: WriteScope): void {
  const { userId, onBehalfBy } = scope.caller;
  if (values.has(`${kind}on`)) values.set(`${kind}on`, scope.stamp);
  if (values.has(`${kind}by`)) values.set(`${kind}by`, user(userId));
  if (values.has(`${kind}onbehalfby`)) values.set(`${kind}onbehalfby`, user(onBehalfBy));
}

function checkRequired(table: Table, values: Values): void {
  for (const column of table.columns.values()) {
    if (column.required !== 'system' || values.get(column.logicalName) !== null) continue;
    throw refuse(
      400,
      '0x80040203',
      `Attribute '${column.logicalName}' of entity '${table.logicalName}' is system required and cannot be NULL.`,
    );
  }
}

function storeNew(table: Table, given: Values, scope: WriteScope, id: string = randomUUID()): Row {
  const { org } = scope;
  const values: Values = new Map(org.blank(table));
  for (const [name, value] of given) values.set(name, value ?? values.get(name) ?? null);
  const chosen = String(values.get(table.primaryId) ?? id);
  values.set(table.primaryId, chosen);
  checkId(table, chosen, scope);
  setOwner(values, scope);
  setAudit(values, 'created', scope);
  setAudit(values, 'modified', scope);
  const dated = values.get('overriddencreatedon');
  if (typeof dated === 'string') values.set('createdon', dated);
  const names = new Set(given.keys());
  const rules = ROW_RULES[table.logicalName];
  rules?.beforeCreate?.(values, names, scope);
  settleMoney(org, table, values, names);
  settleState(table, values, names);
  checkRequired(table, values);
  askPlugins(table, values, names, true, scope);
  checkKeys(table, values, scope);
  checkDuplicates(table, values, scope);
  const row = org.store.put({ id: chosen, table: table.logicalName, values });
  tell(scope, 'Create', names, { before: undefined, after: row });
  rules?.afterCreate?.(row, scope);
  return org.store.get(table.logicalName, chosen) ?? row;
}

function storeChanged(table: Table, before: Row, given: Values, scope: WriteScope): Row {
  const { org } = scope;
  const values: Values = new Map(before.values);
  for (const [name, value] of given) values.set(name, value);
  const names = new Set(given.keys());
  if (names.has('ownerid')) setOwner(values, scope);
  ROW_RULES[table.logicalName]?.beforeUpdate?.(values, before, names, scope);
  settleMoney(org, table, values, names);
  settleState(table, values, names);
  checkRequired(table, values);
  askPlugins(table, values, names, false, scope);
  checkKeys(table, values, scope);
  checkDuplicates(table, values, scope);
  // Even a write that changes nothing moves the version (contract/dataverse.md §7 nr 17).
  setAudit(values, 'modified', scope);
  const row = org.store.put({ id: before.id, table: before.table, values });
  tell(scope, 'Update', names, { before, after: row });
  return row;
}

/** Creates what the body nests: rows that lookups lead to, before the row itself. */
function createParents(org: Organisation, draft: Draft, caller: Caller, options: WriteOptions): void {
  for (const { column, table, body } of draft.parents) {
    const { id } = createRow(org, caller, requireTable(org, table), body, inherited(options));
    draft.values.set(column.logicalName, { table, id });
  }
}

/** What nested rows take over from the request. */
const inherited = ({ id: _, key: __, ...rest }: WriteOptions): WriteOptions => rest;

function createChildren(org: Organisation, draft: Draft, row: Row, caller: Caller, options: WriteOptions): void {
  const back = { table: row.table, id: row.id };
  for (const { relationship, body } of draft.children) {
    const table = requireTable(org, relationship.referencingTable);
    const nested = readDraft(org, body, { table, purpose: 'create', caller });
    nested.values.set(relationship.referencingColumn, back);
    createDrafted(org, caller, table, nested, inherited(options));
  }
  const scope = scopeOf(org, caller, options);
  for (const { relationship, row: reference } of draft.joined) {
    const joined = org.store.get(reference.table, reference.id);
    if (joined) scope.update(joined, { [relationship.referencingColumn]: back });
  }
}

function createDrafted(org: Organisation, caller: Caller, table: Table, draft: Draft, options: WriteOptions): Row {
  requireRight(caller, 'create', table);
  createParents(org, draft, caller, options);
  for (const [name, value] of options.key ?? []) {
    if (!draft.values.has(name)) draft.values.set(name, value);
  }
  const row = storeNew(table, draft.values, scopeOf(org, caller, options), options.id);
  createChildren(org, draft, row, caller, options);
  return org.store.get(row.table, row.id) ?? row;
}

/** Creates a row with whatever its body nests; returns it as stored. Throws a Refusal; nothing is kept then. */
export function createRow(
  org: Organisation,
  caller: Caller,
  table: Table,
  body: Body,
  options: WriteOptions = {},
): Row {
  return org.atomically(() => {
    const draft = readDraft(org, body, { table, purpose: 'create', caller });
    return createDrafted(org, caller, table, draft, options);
  });
}

/** Changes the columns that the body names; null clears, absence leaves alone. */
export function updateRow(org: Organisation, caller: Caller, before: Row, body: Body, options: WriteOptions = {}): Row {
  const table = requireTable(org, before.table);
  return org.atomically(() => {
    requireRight(caller, 'write', table, before);
    const draft = readDraft(org, body, { table, purpose: 'update', caller });
    if (draft.values.has('ownerid')) requireRight(caller, 'assign', table, before);
    return storeChanged(table, before, draft.values, scopeOf(org, caller, options));
  });
}

/** Deletes a row and what its relationships take along. */
export function deleteRow(org: Organisation, caller: Caller, before: Row, options: WriteOptions = {}): void {
  const table = requireTable(org, before.table);
  org.atomically(() => {
    requireRight(caller, 'delete', table, before);
    const scope = scopeOf(org, caller, options);
    deleteWithChildren(before, scope, (row) => tell(scope, 'Delete', [], { before: row, after: undefined }));
  });
}

/** Creates a row from stored values, as the platform and people at a screen do. */
export function createAsPerson(
  org: Organisation,
  caller: Caller,
  table: Table,
  values: Readonly<Record<string, unknown>>,
  id?: string,
): Row {
  const scope = scopeOf(org, caller, { isPlatform: true });
  return org.atomically(() => storeNew(table, new Map(Object.entries(values)), scope, id));
}

/** Changes a row likewise. */
export function changeAsPerson(
  org: Organisation,
  caller: Caller,
  row: Row,
  values: Readonly<Record<string, unknown>>,
): Row {
  const table = requireTable(org, row.table);
  const scope = scopeOf(org, caller, { isPlatform: true });
  return org.atomically(() => storeChanged(table, row, new Map(Object.entries(values)), scope));
}
