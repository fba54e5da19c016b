import type { Condition, Operand } from '../odata/expression.ts';
import { parseFilter } from '../odata/parse-filter.ts';
import type { QueryOptions } from '../odata/query-options.ts';
import type { RowSource } from '../odata/source.ts';
import { columnOf } from '../odata/table-shape.ts';
import type { Organisation } from '../organisation.ts';
import type { Row } from '../records/store.ts';
import type { Table } from '../schema/types.ts';

/** Where an index may stand in for looking through all rows: few rows have the same value. */
const SELECTIVE = new Set(['string', 'lookup', 'customer', 'owner', 'uniqueidentifier']);

interface Equality {
  column: string;
  value: string;
}

function equalityOf(table: Table, left: Operand, right: Operand): Equality | undefined {
  if (left.kind !== 'path' || right.kind !== 'literal') return undefined;
  const [name = '', ...deeper] = left.steps;
  const column = deeper.length === 0 ? columnOf(table, name) : undefined;
  if (!column || !SELECTIVE.has(column.type) || typeof right.value !== 'string') return undefined;
  // Wildcards are for the filter itself.
  return /[%_[]/.test(right.value) ? undefined : { column: column.logicalName, value: right.value };
}

/** Equalities of which at least one must hold; undefined when the condition promises none. */
function equalitiesIn(table: Table, condition: Condition): Equality[] | undefined {
  if (condition.kind === 'and') return equalitiesIn(table, condition.left) ?? equalitiesIn(table, condition.right);
  if (condition.kind === 'or') {
    const left = equalitiesIn(table, condition.left);
    const right = left && equalitiesIn(table, condition.right);
    return left && right ? [...left, ...right] : undefined;
  }
  if (condition.kind !== 'comparison' || condition.operator !== 'eq') return undefined;
  const found =
    equalityOf(table, condition.left, condition.right) ?? equalityOf(table, condition.right, condition.left);
  return found && [found];
}

/** Rows among which those of a query are: all of them, or the few that an index finds. The filter still decides. */
export function candidates(
  org: Organisation,
  source: RowSource<Row>,
  table: Table,
  { filter, aliases }: QueryOptions,
): Iterable<Row> {
  const equalities = filter === undefined ? undefined : equalitiesIn(table, parseFilter(filter, aliases));
  if (!equalities) return source.rows(table.logicalName);
  const ids = new Set<string>();
  for (const { column, value } of equalities) {
    if (column === table.primaryId) ids.add(value.toLowerCase());
    else for (const row of org.store.having(table.logicalName, column, value)) ids.add(row.id);
  }
  return [...ids].flatMap((id) => source.row(table.logicalName, id) ?? []);
}
