import type { Query } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../refusal.ts';
import type { SObjectView } from '../schema/catalogue.ts';
import type { Row, Value } from '../schema/types.ts';
import { boundsOf, compileComparison, valuesOf } from './compare.ts';
import { type Comparison, type Condition, readConditions } from './conditions.ts';
import { type QueryContext, resolvePath, sobjectOf } from './paths.ts';

export type RowTest = (row: Row) => boolean;

/** What a WHERE clause is compiled against. */
export interface Scope {
  sobject: SObjectView;
  alias: string | undefined;
  context: QueryContext;
}

function compileInQuery(condition: Extract<Condition, { kind: 'in-query' }>, scope: Scope): RowTest {
  const { context } = scope;
  const path = resolvePath(condition.path, scope.sobject, scope.alias, context);
  const values = innerValues(condition.query, context);
  return (row) => values.has(path.read(row)) !== condition.negated;
}

/** The values that the single field of an inner query takes. */
function innerValues(query: Query, context: QueryContext): Set<Value> {
  const [field] = query.fields ?? [];
  if (query.fields?.length !== 1 || (field?.type !== 'Field' && field?.type !== 'FieldRelationship')) {
    throw refuse('MALFORMED_QUERY', 'The inner select must have exactly one field of type ID or reference');
  }
  const inner = { ...context, includeDeleted: context.includeDeleted && context.includeDeletedWithin };
  const scope = { sobject: sobjectOf(query.sObject ?? '', context), alias: query.sObjectAlias, context: inner };
  const written = field.type === 'Field' ? field.field : [...field.relationships, field.field].join('.');
  const path = resolvePath(written, scope.sobject, scope.alias, context);
  const values = new Set<Value>();
  for (const row of matchingRows(query, scope)) values.add(path.read(row));
  // Rows without a value match nothing, neither IN nor NOT IN.
  values.delete(null);
  return values;
}

function compile(condition: Condition, scope: Scope): RowTest {
  switch (condition.kind) {
    case 'and': {
      const tests = condition.parts.map((part) => compile(part, scope));
      return (row) => tests.every((test) => test(row));
    }
    case 'or': {
      const tests = condition.parts.map((part) => compile(part, scope));
      return (row) => tests.some((test) => test(row));
    }
    case 'not': {
      const test = compile(condition.part, scope);
      return (row) => !test(row);
    }
    case 'in-query':
      return compileInQuery(condition, scope);
    case 'compare': {
      const path = resolvePath(condition.path, scope.sobject, scope.alias, scope.context);
      const test = compileComparison(path.field.spec, condition, scope.context);
      return (row) => test(path.read(row));
    }
  }
}

const conjunctsOf = (condition: Condition): readonly Condition[] =>
  condition.kind === 'and' ? condition.parts : [condition];

/** Moments that never lie after SystemModstamp, so that its order bounds them too. */
const STAMPED = new Set(['SystemModstamp', 'LastModifiedDate', 'CreatedDate']);

function byIds(comparison: Comparison, scope: Scope): Row[] | undefined {
  const path = resolvePath(comparison.path, scope.sobject, scope.alias, scope.context);
  if (!path.own || (comparison.operator !== '=' && comparison.operator !== 'IN')) return undefined;
  const { name } = path.field.spec;
  const table = scope.context.store.table(scope.sobject.spec.name);
  if (name !== 'Id' && table.idsWith(name, '') === undefined) return undefined;
  const values = valuesOf(path.field.spec, comparison, scope.context);
  if (values.some((value) => typeof value !== 'string')) return undefined;
  const ids = new Set<string>();
  for (const value of values as string[]) {
    if (name === 'Id') ids.add(value);
    else for (const id of table.idsWith(name, value) ?? []) ids.add(id);
  }
  return table.pick(ids);
}

function byStamps(conjuncts: readonly Condition[], scope: Scope): Row[] | undefined {
  const table = scope.context.store.table(scope.sobject.spec.name);
  let from = '';
  let until = '~';
  for (const condition of conjuncts) {
    if (condition.kind !== 'compare') continue;
    const path = resolvePath(condition.path, scope.sobject, scope.alias, scope.context);
    if (!path.own || !STAMPED.has(path.field.spec.name)) continue;
    const bounds = boundsOf(path.field.spec, condition, scope.context);
    if (bounds.from !== undefined && bounds.from > from) from = bounds.from;
    const isStamp = path.field.spec.name === 'SystemModstamp';
    if (isStamp && bounds.until !== undefined && bounds.until < until) until = bounds.until;
  }
  return from === '' ? undefined : table.touchedBetween(from, until);
}

/** Rows that may match, found through an index if a part of the condition allows it. */
function candidates(condition: Condition | undefined, scope: Scope): Iterable<Row> {
  const table = scope.context.store.table(scope.sobject.spec.name);
  if (!condition) return table.rows();
  const conjuncts = conjunctsOf(condition);
  for (const conjunct of conjuncts) {
    const rows = conjunct.kind === 'compare' ? byIds(conjunct, scope) : undefined;
    if (rows) return rows;
  }
  return byStamps(conjuncts, scope) ?? table.rows();
}

function checkRequiredFilter(condition: Condition | undefined, scope: Scope): void {
  const { mustFilterBy, name } = scope.sobject.spec;
  if (!mustFilterBy) return;
  const filtered = condition ? conjunctsOf(condition) : [];
  const isFiltered = filtered.some(
    (part) =>
      part.kind === 'compare' &&
      (part.operator === '=' || part.operator === 'IN') &&
      mustFilterBy.some((field) => field.toLowerCase() === part.path.toLowerCase()),
  );
  if (isFiltered) return;
  throw refuse(
    'MALFORMED_QUERY',
    `Implementation restriction: ${name} requires a filter by a single Id on ${mustFilterBy.join(' or ')} using the equals operator or multiple Id's using the IN operator.`,
  );
}

/** Compiles a WHERE clause, with what every statement demands besides: not deleted, and visible to the user. */
export function compileWhere(query: Pick<Query, 'where'>, scope: Scope): { condition?: Condition; test: RowTest } {
  const { context } = scope;
  const seen: RowTest = (row) => (context.includeDeleted || row['IsDeleted'] !== true) && context.isVisible(row);
  if (!query.where) return { test: seen };
  const condition = readConditions(query.where, context.soql);
  const test = compile(condition, scope);
  return { condition, test: (row) => seen(row) && test(row) };
}

/** Rows of the sObject that satisfy the WHERE clause and that the user may see, in no promised order. */
export function matchingRows(query: Pick<Query, 'where'>, scope: Scope): Row[] {
  const { condition, test } = compileWhere(query, scope);
  checkRequiredFilter(condition, scope);
  const found: Row[] = [];
  for (const row of candidates(condition, scope)) if (test(row)) found.push(row);
  return found;
}
