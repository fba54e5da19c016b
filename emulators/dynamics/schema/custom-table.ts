import { ACTIVE_INACTIVE, type ColumnDraft, states, text } from './columns.ts';
import { ordinary, table } from './tables.ts';
import type { Table } from './types.ts';

export interface CustomTableDraft extends Pick<Table, 'schemaName' | 'label' | 'pluralLabel' | 'typeCode'> {
  /** Of the publisher; the name column begins with it. */
  prefix: string;
  /** Characters of the name column. */
  nameLength?: number;
  columns: readonly ColumnDraft[];
}

/** A table that a solution package adds, with its name column. */
export function customTable({ prefix, columns, nameLength = 200, ...draft }: CustomTableDraft): Table {
  const logicalName = draft.schemaName.toLowerCase();
  const naming = text(`${prefix}_Name`, 'Name', nameLength, { custom: true, required: 'application' });
  return table({
    ...draft,
    logicalName,
    entitySet: `${logicalName}s`,
    primaryName: naming.logicalName,
    custom: true,
    columns: [...ordinary(), ...states(...ACTIVE_INACTIVE), naming, ...columns],
  });
}
