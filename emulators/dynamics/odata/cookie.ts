import { malformed } from '../refusal.ts';
import type { Scalar } from './expression.ts';
import type { SortKey } from './order.ts';

/** Where a page ended: what the rows of the next one come after. */
export interface PageEnd {
  /** Number of the page to read, from 2. */
  page: number;
  /** The last row's values, one for each sort key. */
  last: readonly Scalar[];
}

const escapeXml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
const unescapeXml = (text: string) => text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

/** Element names of a cookie; a path through a navigation property goes with a dot. */
const elementName = (key: SortKey) => key.name.replaceAll('/', '.');

const written = (key: SortKey, value: Scalar) =>
  key.property.kind === 'guid' && !key.property.order ? `{${String(value).toUpperCase()}}` : escapeXml(String(value));

function bound(which: 'last' | 'first', key: SortKey, value: Scalar): string {
  return value === null ? `${which}null="1"` : `${which}="${written(key, value)}"`;
}

const lowerCaseEscapes = (text: string) =>
  encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (escaped) => escaped.toLowerCase());

/** The `$skiptoken` for the page after one, ready for an address (PAGE: XML in XML, percent-encoded twice). */
export function writeCookie(
  keys: readonly SortKey[],
  page: number,
  first: readonly Scalar[],
  last: readonly Scalar[],
): string {
  const bounds = keys.map((key, at) => {
    const name = elementName(key);
    return `<${name} ${bound('last', key, last[at] ?? null)} ${bound('first', key, first[at] ?? null)} />`;
  });
  const inner = lowerCaseEscapes(`<cookie page="${page}">${bounds.join('')}</cookie>`);
  const outer = `<cookie pagenumber="${page + 1}" pagingcookie="${inner}" istracking="False" />`;
  return encodeURIComponent(outer).replaceAll('%3D', '=').replaceAll('%2F', '/');
}

function restored(key: SortKey, text: string): Scalar {
  const plain = unescapeXml(text);
  if (key.property.order) return plain;
  switch (key.property.kind) {
    case 'number':
    case 'datetime':
      return Number(plain);
    case 'boolean':
      return plain === 'true';
    case 'guid':
      return plain.replace(/[{}]/g, '').toLowerCase();
    default:
      return plain;
  }
}

/** Reads a `$skiptoken`, decoded once as part of its address; refuses one that belongs to another query. */
export function readCookie(keys: readonly SortKey[], token: string): PageEnd {
  const bad = () => malformed('The paging cookie does not belong to this query, or was changed.');
  const [, page, encoded] = /^<cookie pagenumber="(\d+)" pagingcookie="([^"]*)"/.exec(token) ?? [];
  if (page === undefined || encoded === undefined) throw bad();
  const inner = decodeURIComponent(encoded);
  const last = keys.map((key) => {
    const name = elementName(key).replaceAll('.', '\\.');
    const [, isNull, text] = new RegExp(`<${name} (?:lastnull="(1)"|last="([^"]*)")`).exec(inner) ?? [];
    if (isNull === undefined && text === undefined) throw bad();
    return text === undefined ? null : restored(key, text);
  });
  return { page: Number(page), last };
}
