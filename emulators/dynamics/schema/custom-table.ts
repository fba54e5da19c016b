import { ACTIVE_INACTIVE, type ColumnDraft, states, text } from './columns.ts';
import { ordinary, table } from './tables.ts';
import type { Table } from './types.ts';

export interface CustomTableDraft extends Pick<Table, 'logicalName' | 'label' | 'pluralLabel' | 'typeCode'> {
  /** Of the publisher; the name column begins with it. */
  prefix: string;
  columns: readonly ColumnDraft[];
}

/** A table that a solution package adds, with its name column. */
export function customTable({ prefix, columns, ...draft }: CustomTableDraft): Table {
  const name = `${prefix}_name`;
  const naming = text(name, draft.label, 200, { custom: true, required: 'application' });
  return table({
    ...draft,
    schemaName: draft.logicalName,
    entitySet: `${draft.logicalName}s`,
    primaryName: name,
    custom: true,
    columns: [...ordinary(), ...states(...ACTIVE_INACTIVE), naming, ...columns],
  });
}
