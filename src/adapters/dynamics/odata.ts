/** Texts of queries: addresses below the API root, percent-encoded. */

export interface Select {
  select: readonly string[];
  /** Single-valued references: name → columns. */
  expand?: Readonly<Record<string, readonly string[]>>;
  filter?: string;
  orderBy?: string;
  count?: boolean;
}

export function query(set: string, { select, expand = {}, filter, orderBy, count }: Select): string {
  const expanded = Object.entries(expand).map(([name, columns]) => `${name}($select=${columns.join(',')})`);
  const parts = [
    `$select=${[...new Set(select)].join(',')}`,
    ...(expanded.length === 0 ? [] : [`$expand=${expanded.join(',')}`]),
    ...(filter === undefined ? [] : [`$filter=${encodeURIComponent(filter)}`]),
    ...(orderBy === undefined ? [] : [`$orderby=${encodeURIComponent(orderBy)}`]),
    ...(count ? ['$count=true'] : []),
  ];
  return `${set}?${parts.join('&')}`;
}

/** Text as a value of a filter. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** That a column has one of these texts. */
export function isOneOf(column: string, texts: readonly string[]): string {
  return any(texts.map((text) => `${column} eq ${literal(text)}`));
}

/** That a column has one of these row ids. */
export function isOneOfIds(column: string, ids: readonly string[]): string {
  return any(ids.map((id) => `${column} eq ${id}`));
}

export function any(conditions: readonly string[]): string {
  return conditions.length === 1 ? String(conditions[0]) : `(${conditions.join(' or ')})`;
}

/** The column of a row in which the id behind a lookup stands. */
export function idColumn(lookup: string): string {
  return `_${lookup}_value`;
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A row id as answers have it; null when the text can be none: one such text would fail a whole query. */
export function rowId(text: string): string | null {
  const bare = text.trim().replace(/^\{(.*)\}$/, '$1');
  return GUID.test(bare) ? bare.toLowerCase() : null;
}

export function isSameRow(left: string | null, right: string | null): boolean {
  return left !== null && left.toLowerCase() === right?.toLowerCase();
}
