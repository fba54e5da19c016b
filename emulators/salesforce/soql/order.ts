import type { OrderByClause, QueryBase } from '@jetstreamapp/soql-parser-js';
import { unsupported } from '../../kit/unsupported.ts';
import { refuse } from '../refusal.ts';
import { isLongText, type Row, type Value } from '../schema/types.ts';
import type { Scope } from './filter.ts';
import { refuseAt } from './parse.ts';
import { resolvePath } from './paths.ts';

const HIGHEST_OFFSET = 2000;

type Comparator = (a: Row, b: Row) => number;

const asArray = (clause: OrderByClause | OrderByClause[] | undefined): OrderByClause[] =>
  clause === undefined ? [] : Array.isArray(clause) ? clause : [clause];

const fold = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);

function compareBy(clause: OrderByClause, scope: Scope): Comparator {
  if (!('field' in clause)) throw unsupported('functions in ORDER BY');
  const path = resolvePath(clause.field, scope.sobject, scope.alias, scope.context);
  const { spec } = path.field;
  if (isLongText(spec) || spec.type === 'address' || spec.type === 'base64') {
    const reason = `field '${spec.name}' can not be sorted in a query call`;
    throw refuseAt('MALFORMED_QUERY', scope.context.soql, clause.field, reason);
  }
  const direction = clause.order === 'DESC' ? -1 : 1;
  // Nulls come first unless asked otherwise, whatever the direction.
  const nullsSide = clause.nulls === 'LAST' ? 1 : -1;
  // Ids and stamps are compared as they are: their order must agree with filters on them.
  const exact = spec.type === 'id' || spec.type === 'reference' || spec.type === 'datetime' || spec.type === 'date';
  const read = exact ? path.read : (row: Row) => fold(path.read(row));
  return (rowA, rowB) => {
    const a = read(rowA);
    const b = read(rowB);
    if (a === b) return 0;
    if (a === null) return nullsSide;
    if (b === null) return -nullsSide;
    return (a < b ? -1 : 1) * direction;
  };
}

/** Compiles ORDER BY, OFFSET and LIMIT into what sorts (in place) and cuts rows. */
export function planArrangement(query: QueryBase, scope: Scope): (rows: Row[]) => Row[] {
  const comparators = asArray(query.orderBy).map((clause) => compareBy(clause, scope));
  const offset = query.offset ?? 0;
  if (offset > HIGHEST_OFFSET) {
    throw refuse('NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${HIGHEST_OFFSET}`);
  }
  const compare: Comparator = (a, b) => {
    for (const comparator of comparators) {
      const order = comparator(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
  return (rows) => {
    if (comparators.length > 0) rows.sort(compare);
    if (offset === 0 && query.limit === undefined) return rows;
    return rows.slice(offset, query.limit === undefined ? undefined : offset + query.limit);
  };
}
