import { type Caller, requireColumn, requireRight } from '../access.ts';
import { isLookup } from '../odata/table-shape.ts';
import type { Organisation } from '../organisation.ts';
import { malformed, refuse } from '../refusal.ts';
import { noSuchProperty } from '../refusals.ts';
import type { Column, Relationship, Table } from '../schema/types.ts';
import { coerce } from './coerce.ts';
import { bound } from './lookup.ts';
import type { Reference } from './store.ts';

export type Body = Readonly<Record<string, unknown>>;

/** A request body as it will be stored. */
export interface Draft {
  /** By logical name of the column. */
  values: Map<string, unknown>;
  /** Rows to be created first, which a lookup then leads to. */
  parents: { column: Column; table: string; body: Body }[];
  /** Rows to be created afterwards, which lead back to this one. */
  children: { relationship: Relationship; body: Body }[];
  /** Rows that exist and shall lead to this one. */
  joined: { relationship: Relationship; row: Reference }[];
}

export interface DraftRequest {
  table: Table;
  purpose: 'create' | 'update';
  caller: Caller;
}

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The lookup column with this navigation property, and the table that the property leads to. */
export function navigationOf(table: Table, name: string): { column: Column; target: string } | undefined {
  for (const column of table.columns.values()) {
    for (const [target, navigation] of Object.entries(column.targets ?? {})) {
      if (navigation === name) return { column, target };
    }
  }
  return undefined;
}

/** `ownerid` and the customer columns lead to several tables under one name. */
function navigationsOf(table: Table, name: string): { column: Column; targets: string[] } | undefined {
  for (const column of table.columns.values()) {
    const targets = Object.entries(column.targets ?? {}).filter(([, navigation]) => navigation === name);
    if (targets.length > 0) return { column, targets: targets.map(([target]) => target) };
  }
  return undefined;
}

function isWritable(column: Column, { purpose, table }: DraftRequest): boolean {
  // A client may choose the id of a row that it creates.
  if (column.logicalName === table.primaryId) return purpose === 'create';
  return purpose === 'create' ? column.create : column.update;
}

function checkWritable(org: Organisation, column: Column, request: DraftRequest): boolean {
  if (!isWritable(column, request)) {
    if (org.kit.switches.choice('DV20') === 'ignore') return false;
    throw refuse(
      400,
      '0x80040203',
      `Attribute '${column.logicalName}' of entity '${request.table.logicalName}' cannot be set on ${request.purpose}.`,
    );
  }
  requireColumn(request.caller, request.table.logicalName, column);
  return true;
}

function readColumn(org: Organisation, draft: Draft, column: Column, input: unknown, request: DraftRequest): void {
  if (isLookup(column)) {
    throw malformed(
      'CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.',
    );
  }
  if (!checkWritable(org, column, request)) return;
  draft.values.set(column.logicalName, coerce(column, input, request.table.logicalName));
}

function readBinding(org: Organisation, draft: Draft, name: string, input: unknown, request: DraftRequest): void {
  const { table } = request;
  const navigation = navigationsOf(table, name);
  if (!navigation) {
    readJoined(org, draft, name, input, request);
    return;
  }
  const { column, targets } = navigation;
  if (!checkWritable(org, column, request)) return;
  if (input === null) {
    draft.values.set(column.logicalName, null);
    return;
  }
  const row = bound(org, input);
  if (!targets.includes(row.table)) {
    throw malformed(`The navigation property '${name}' of '${table.logicalName}' does not lead to '${row.table}'.`);
  }
  requireAppend(org, request, row);
  draft.values.set(column.logicalName, { table: row.table, id: row.id });
}

/** Attaching a row to another one needs a right on both ends. */
function requireAppend(org: Organisation, { caller, table }: DraftRequest, to: Reference): void {
  const target = org.schema.tables.get(to.table);
  requireRight(caller, 'append', table);
  if (target) requireRight(caller, 'appendto', target);
}

function collectionOf(org: Organisation, table: Table, name: string): Relationship {
  const relationship = org.schema
    .collectionsOf(table.logicalName)
    .find(({ collectionNavigation }) => collectionNavigation === name);
  if (!relationship) throw noSuchProperty(name, table.logicalName);
  return relationship;
}

function readJoined(org: Organisation, draft: Draft, name: string, input: unknown, { table, purpose }: DraftRequest) {
  const relationship = collectionOf(org, table, name);
  if (purpose === 'update' || !Array.isArray(input)) {
    throw malformed(`The navigation property '${name}' can be bound to a list of rows, and only at creation.`);
  }
  for (const text of input) {
    const { table: from, id } = bound(org, text);
    draft.joined.push({ relationship, row: { table: from, id } });
  }
}

function readNested(org: Organisation, draft: Draft, name: string, input: Body | Body[], request: DraftRequest): void {
  const { table, purpose } = request;
  if (purpose === 'update') {
    throw malformed(`Deep update of the navigation property '${name}' is not supported.`);
  }
  if (Array.isArray(input)) {
    const relationship = collectionOf(org, table, name);
    for (const body of input) draft.children.push({ relationship, body });
    return;
  }
  const navigation = navigationOf(table, name);
  if (!navigation) throw noSuchProperty(name, table.logicalName);
  if (!checkWritable(org, navigation.column, request)) return;
  draft.parents.push({ column: navigation.column, table: navigation.target, body: input });
}

/** `@odata.type` and other annotations say nothing that is stored. */
const isAnnotation = (name: string) => name.includes('@') && !name.endsWith('@odata.bind');

/**
 * Reads a request body: names as the metadata has them, every value judged by its column. Throws a Refusal for names
 * that the table does not have, for columns that cannot be written, and for whatever a value deserves.
 */
export function readDraft(org: Organisation, body: Body, request: DraftRequest): Draft {
  const draft: Draft = { values: new Map(), parents: [], children: [], joined: [] };
  const { table } = request;
  for (const [name, input] of Object.entries(body)) {
    if (isAnnotation(name)) continue;
    const column = table.columns.get(name);
    if (name.endsWith('@odata.bind')) readBinding(org, draft, name.slice(0, -'@odata.bind'.length), input, request);
    else if (isBody(input) || (Array.isArray(input) && input.every(isBody))) {
      readNested(org, draft, name, input, request);
    } else if (column) readColumn(org, draft, column, input, request);
    else throw noSuchProperty(name, table.logicalName);
  }
  return draft;
}
