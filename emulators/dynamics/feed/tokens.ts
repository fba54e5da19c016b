import { malformed } from '../refusal.ts';

/** Up to where a caller has read the changes of a table, and since when he knows. */
export interface DeltaToken {
  version: number;
  atMs: number;
}

const two = (number: number) => String(number).padStart(2, '0');

/** `919042!05/06/2026 10:00:00`: opaque to callers, whatever it looks like (CT). */
export function writeToken({ version, atMs }: DeltaToken): string {
  const at = new Date(atMs);
  const day = `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${at.getUTCFullYear()}`;
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return encodeURIComponent(`${version}!${day} ${time}`);
}

const TOKEN = /^(\d+)!(\d{2})\/(\d{2})\/(\d{4}) (\d{2}:\d{2}:\d{2})$/;

/** Reads a token, decoded once as part of its address. */
export function readToken(text: string): DeltaToken {
  const [, version, month, day, year, time] = TOKEN.exec(text) ?? [];
  if (version === undefined) throw malformed('The delta token is not valid.');
  return { version: Number(version), atMs: Date.parse(`${year}-${month}-${day}T${time}Z`) };
}

/** Where a reading of many pages stands: nothing after `until` belongs to it. */
export interface DeltaPage {
  since: number;
  until: number;
  /** Version of the last row and of the last deletion that were answered. */
  afterRow: number;
  afterDeletion: number;
  page: number;
}

/** The `$skiptoken` of the next page. */
export function writePage({ since, until, afterRow, afterDeletion, page }: DeltaPage): string {
  const place = [since, until, afterRow, afterDeletion].join('.');
  return encodeURIComponent(`<cookie pagenumber="${page}" pagingcookie="${place}" istracking="True" />`);
}

const PAGE = /^<cookie pagenumber="(\d+)" pagingcookie="([-\d.]+)" istracking="True" \/>$/;

export function readPage(text: string): DeltaPage {
  const [, page, place] = PAGE.exec(text) ?? [];
  const [since, until, afterRow, afterDeletion] = (place ?? '').split('.').map(Number);
  if (since === undefined || until === undefined || afterRow === undefined || afterDeletion === undefined) {
    throw malformed('The paging cookie does not belong to this query, or was changed.');
  }
  return { page: Number(page), since, until, afterRow, afterDeletion };
}
