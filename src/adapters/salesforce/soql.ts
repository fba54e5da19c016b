import { stampMs } from '../../core/model/stamp.ts';

/** Building SOQL text. Values always pass through `quoted` or `timeLiteral`; names come from the org's own describe. */

/** A string literal. */
export function quoted(text: string): string {
  const escaped = text.replace(/['"\\\n\r\t\b\f]/g, (character) => ESCAPES[character] ?? character);
  return `'${escaped}'`;
}

const ESCAPES: Record<string, string> = {
  "'": "\\'",
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

export function inList(texts: readonly string[]): string {
  return `(${texts.map(quoted).join(',')})`;
}

/** A date-time literal, which is written without quotes; null when the text is no time stamp. */
export function timeLiteral(stamp: string): string | null {
  const atMs = stampMs(stamp);
  return Number.isNaN(atMs) ? null : new Date(atMs).toISOString();
}

/** A stamp as an HTTP date, for `If-Unmodified-Since`. */
export function httpDate(stamp: string): string | null {
  const atMs = stampMs(stamp);
  return Number.isNaN(atMs) ? null : new Date(atMs).toUTCString();
}

export function select(columns: readonly string[], from: string, where: string, tail = ''): string {
  return `SELECT ${columns.join(', ')} FROM ${from} WHERE ${where}${tail ? ` ${tail}` : ''}`;
}
