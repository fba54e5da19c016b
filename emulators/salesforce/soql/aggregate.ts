import type { FieldFunctionExpression, FieldType, Query } from '@jetstreamapp/soql-parser-js';
import { unsupported } from '../../kit/unsupported.ts';
import type { Presented } from '../records/present.ts';
import type { Row, Value } from '../schema/types.ts';
import type { Scope } from './filter.ts';
import { refuseAt } from './parse.ts';
import { type Path, resolvePath } from './paths.ts';

type Fold = (rows: readonly Row[]) => Value;

const isCall = (field: FieldType): field is FieldFunctionExpression => field.type === 'FieldFunctionExpression';

/** Whether the statement is `SELECT COUNT() FROM …`, which answers a number and no records. */
export function isPlainCount(query: Query): boolean {
  const [field] = query.fields ?? [];
  return (
    query.fields?.length === 1 &&
    field !== undefined &&
    isCall(field) &&
    /^count$/i.test(field.functionName) &&
    field.parameters.length === 0 &&
    field.alias === undefined
  );
}

export const isAggregate = (query: Query): boolean =>
  query.groupBy !== undefined || (query.fields ?? []).some((field) => isCall(field) && field.isAggregateFn === true);

function held(rows: readonly Row[], path: Path): NonNullable<Value>[] {
  return rows.map(path.read).filter((value) => value !== null);
}

const sum = (values: readonly NonNullable<Value>[]): number =>
  values.reduce<number>((total, value) => total + Number(value), 0);

const FOLDS: Readonly<Record<string, (values: NonNullable<Value>[]) => Value>> = {
  COUNT: (values) => values.length,
  COUNT_DISTINCT: (values) => new Set(values).size,
  SUM: (values) => (values.length === 0 ? null : sum(values)),
  AVG: (values) => (values.length === 0 ? null : sum(values) / values.length),
  MIN: (values) => values.reduce<Value>((least, value) => (least === null || value < least ? value : least), null),
  MAX: (values) => values.reduce<Value>((most, value) => (most === null || value > most ? value : most), null),
};

function foldOf(call: FieldFunctionExpression, scope: Scope): Fold {
  const fold = FOLDS[call.functionName.toUpperCase()];
  const [parameter] = call.parameters;
  if (!fold) throw unsupported(`the function ${call.functionName}() in an aggregate query`);
  if (parameter === undefined) return (rows) => rows.length;
  if (typeof parameter !== 'string') throw unsupported('nested functions in an aggregate query');
  const path = resolvePath(parameter, scope.sobject, scope.alias, scope.context);
  return (rows) => fold(held(rows, path));
}

function groupsOf(rows: readonly Row[], paths: readonly Path[]): Row[][] {
  if (paths.length === 0) return [[...rows]];
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(paths.map((path) => path.read(row)));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

/** The records of an aggregate query: one per group, `expr0` and so on where no alias is given. */
export function aggregate(query: Query, rows: readonly Row[], scope: Scope): Presented[] {
  if (query.having || query.orderBy) throw unsupported('HAVING and ORDER BY in aggregate queries');
  const clauses = query.groupBy === undefined ? [] : Array.isArray(query.groupBy) ? query.groupBy : [query.groupBy];
  const grouped = new Map<string, Path>();
  for (const clause of clauses) {
    if (!('field' in clause)) throw unsupported('functions in GROUP BY');
    grouped.set(clause.field.toLowerCase(), resolvePath(clause.field, scope.sobject, scope.alias, scope.context));
  }
  let unnamed = 0;
  const columns = (query.fields ?? []).map((field): [string, Fold] => {
    if (isCall(field)) {
      const name = field.alias ?? `expr${unnamed++}`;
      return [name, foldOf(field, scope)];
    }
    const written =
      field.type === 'Field' ? field.field : field.type === 'FieldRelationship' ? field.rawValue : undefined;
    const path = written === undefined ? undefined : grouped.get(written.toLowerCase());
    if (!path || written === undefined) {
      throw refuseAt(
        'MALFORMED_QUERY',
        scope.context.soql,
        written ?? '',
        `Field must be grouped or aggregated: ${written}`,
      );
    }
    return [path.field.spec.name, ([first]) => (first ? path.read(first) : null)];
  });
  return groupsOf(rows, [...grouped.values()]).map((group) => {
    const shown: Presented = { attributes: { type: 'AggregateResult' } };
    for (const [name, fold] of columns) shown[name] = fold(group);
    return shown;
  });
}
