import type { Column, Table } from '../schema/types.ts';
import { unknownProperty } from './paths.ts';
import { columnOf } from './table-shape.ts';

const CURRENCY = 'transactioncurrencyid';

/**
 * The columns that a `$select` names, in its order; null stands for all. The primary key is presented in any case, and
 * a money column brings its currency along (SEL). Refuses unknown names, and those of navigation properties.
 */
export function selectedColumns(table: Table, names: readonly string[] | undefined): Column[] | null {
  if (names === undefined || names.includes('*')) return null;
  const edmType = `Microsoft.Dynamics.CRM.${table.logicalName}`;
  const columns: Column[] = [];
  for (const name of names) {
    const column = columnOf(table, name);
    if (!column) throw unknownProperty(name, { edmType });
    if (!columns.includes(column)) columns.push(column);
  }
  const currency = table.columns.get(CURRENCY);
  if (currency && columns.some(({ type }) => type === 'money') && !columns.includes(currency)) columns.push(currency);
  return columns;
}
