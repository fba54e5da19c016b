/** What a column can be given. */
export type ColumnValue = string | number | boolean | null;

/** Values of a row to be written. */
export type Columns = Record<string, ColumnValue>;

/** Without what is empty: new rows take the CRM's own defaults there. */
export function filled(columns: Columns): Columns {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null));
}
