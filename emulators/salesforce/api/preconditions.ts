import { createHash } from 'node:crypto';
import { refuse, refuseWith } from '../refusal.ts';
import type { Row } from '../schema/types.ts';
import { httpDate, stampMs } from '../stamps.ts';
import type { ApiAnswer, Call } from './call.ts';

function headerDate(call: Call, name: string): number | undefined {
  const text = call.header(name);
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  // Ignored on reads, refused on writes (contract/salesforce.md §1.8); the wording is ours.
  if (call.method === 'GET') return undefined;
  throw refuse('INVALID_HEADER', `The ${name} header must be an HTTP date: ${text}`);
}

/** Headers that tell the version of a record. Only accounts have an ETag. */
export function versionHeaders(row: Row, sobject: string): Record<string, string> {
  const stamp = row['LastModifiedDate'];
  const headers: Record<string, string> = {};
  if (typeof stamp === 'string') headers['Last-Modified'] = httpDate(stamp);
  if (sobject === 'Account') {
    const digest = createHash('sha256').update(`${row['Id']} ${row['SystemModstamp']}`).digest('base64');
    headers['ETag'] = `"${digest}"`;
  }
  return headers;
}

const failed = () =>
  refuseWith(412, 'PRECONDITION_FAILED', 'The record does not satisfy the preconditions of the request');

function matches(list: string, etag: string | undefined): boolean {
  return etag !== undefined && list.split(',').some((entry) => entry.trim() === '*' || entry.trim() === etag);
}

/** The 304 a read deserves, or undefined; throws 412. Moments are compared in whole seconds. */
export function checkPreconditions(call: Call, row: Row, sobject: string): ApiAnswer | undefined {
  const headers = versionHeaders(row, sobject);
  const stamp = row['LastModifiedDate'];
  const modifiedMs = typeof stamp === 'string' ? stampMs(stamp) : undefined;
  const unmodifiedSince = headerDate(call, 'If-Unmodified-Since');
  const modifiedSince = headerDate(call, 'If-Modified-Since');
  const ifMatch = call.header('If-Match');
  const ifNoneMatch = call.header('If-None-Match');
  if (unmodifiedSince !== undefined && modifiedMs !== undefined && modifiedMs > unmodifiedSince) throw failed();
  if (ifMatch !== undefined && sobject === 'Account' && !matches(ifMatch, headers['ETag'])) throw failed();
  const isRead = call.method === 'GET';
  const isUnchanged = modifiedSince !== undefined && modifiedMs !== undefined && modifiedMs <= modifiedSince;
  const isSame = ifNoneMatch !== undefined && sobject === 'Account' && matches(ifNoneMatch, headers['ETag']);
  if (!isUnchanged && !isSame) return undefined;
  if (!isRead) throw failed();
  return { status: 304, headers };
}
