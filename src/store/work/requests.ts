import type { WorkRequest } from '../../engine/ports.ts';
import { MAX_WAIT_PER_DEBOUNCE } from './options.ts';

/** A request as the store applies it: relative waits resolved, JSON-safe. */
export interface PreparedRequest {
  key: string;
  lane: string;
  priority: number;
  debounceMs: number;
  maxWaitMs: number;
  /** Null: wanted as soon as the debounce allows. */
  notBeforeMs: number | null;
  /** 1: a key that fails, or is parked, is left as it is. A number, because the databases read booleans out of JSON in different ways. */
  unlessFailing: 0 | 1;
}

export function prepareRequest(request: WorkRequest): PreparedRequest {
  const debounceMs = Math.max(0, Math.round(request.debounceMs ?? 0));
  const maxWaitMs = Math.max(0, Math.round(request.maxWaitMs ?? debounceMs * MAX_WAIT_PER_DEBOUNCE));
  return {
    key: request.key,
    lane: request.lane,
    priority: request.priority,
    debounceMs: Math.min(debounceMs, maxWaitMs),
    maxWaitMs: debounceMs === 0 ? 0 : maxWaitMs,
    notBeforeMs: request.notBeforeMs === undefined ? null : Math.round(request.notBeforeMs),
    unlessFailing: request.unlessFailing ? 1 : 0,
  };
}

/**
 * Splits a batch so that no part names a key twice, keeping the order per key: one statement cannot touch a row twice.
 * Equal requests count once; each part is in key order, so that concurrent transactions lock rows in the same order.
 */
export function partsWithoutRepeats(requests: readonly WorkRequest[]): PreparedRequest[][] {
  const parts: PreparedRequest[][] = [];
  const last = new Map<string, { part: number; text: string }>();
  for (const request of requests.map(prepareRequest)) {
    const text = JSON.stringify(request);
    const earlier = last.get(request.key);
    if (earlier?.text === text) continue;
    const part = earlier === undefined ? 0 : earlier.part + 1;
    last.set(request.key, { part, text });
    if (part === parts.length) parts.push([]);
    parts[part]?.push(request);
  }
  for (const part of parts) part.sort((a, b) => (a.key < b.key ? -1 : 1));
  return parts;
}
