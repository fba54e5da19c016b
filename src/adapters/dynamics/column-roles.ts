import type { Lack } from '../crm/lack.ts';
import { type ColumnRole, OPPORTUNITY_ROLES } from './column-names.ts';
import { type ColumnShape, columnOf, type TableShape } from './describe.ts';
import type { DynamicsSettings } from './settings.ts';

export type ColumnFor = (role: ColumnRole) => string | null;

/** The column behind a role: as set, else the first of the packages' names that the table has, else the last of them. */
export function roleColumns({ fields, columns }: DynamicsSettings, table: TableShape): ColumnFor {
  return (role) => {
    const set = fields[role];
    if (set !== undefined) return set;
    const names = OPPORTUNITY_ROLES[role].filter((name) => columns === 'auto' || !name.startsWith('msft_'));
    return names.find((name) => table.columns.has(name)) ?? (role === 'products' ? null : (names.at(-1) ?? null));
  };
}

/** A column that the environment must have and our user must be able to write. */
export function needed(table: TableShape, name: string, lacks: Lack[]): ColumnShape | null {
  const column = columnOf(table, name);
  if (!column) lacks.push({ object: table.name, column: name, reason: 'absent' });
  else if (!column.updateable) lacks.push({ object: table.name, column: column.name, reason: 'read-only' });
  return column;
}
