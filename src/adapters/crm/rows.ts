import { canonicalText } from '../../core/model/text.ts';

/** The value at a dotted path such as `Account.Name`; undefined where a parent is absent. Column names keep their case. */
export function valueAt(row: object, path: string): unknown {
  // Nearly all columns are the row's own.
  if (!path.includes('.')) return (row as Record<string, unknown>)[path];
  let value: unknown = row;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** Trimmed text with `\n` line ends; null when empty. */
export function textAt(row: object, path: string): string | null {
  return cleanText(valueAt(row, path));
}

export function cleanText(value: unknown): string | null {
  if (value === null || value === undefined || typeof value === 'object') return null;
  return canonicalText(String(value));
}

export function flagAt(row: object, path: string): boolean {
  return valueAt(row, path) === true;
}
