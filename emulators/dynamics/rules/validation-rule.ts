/** A plug-in of the partner that refuses rows in its own words. */
export interface ValidationRule {
  name: string;
  table: string;
  message: string;
  /** `written` are the columns that the request names; a creation names all. */
  refuses(values: ReadonlyMap<string, unknown>, written: ReadonlySet<string>, isNew: boolean): boolean;
}
