import type { WorkOutcome } from '../../engine/ports.ts';
import { ABANDONED, backoffMs, type WorkOptions } from './options.ts';
import type { PreparedRequest } from './requests.ts';

/**
 * The work list's rules as plain functions over one row: what the in-memory twin runs, and the readable form of the SQL.
 * The invariants are in `README.md`.
 */
export interface WorkRow {
  readonly key: string;
  readonly lane: string;
  readonly priority: number;
  /** Number of claims so far. */
  readonly generation: number;
  /** When it runs next; null: nothing to do (or, while leased, nothing new). */
  readonly dueAtMs: number | null;
  /** The longest wait of the unserved requests; null when there are none (clean, or only scheduled). */
  readonly latestAtMs: number | null;
  /** End of the back-off. */
  readonly heldUntilMs: number | null;
  readonly attempts: number;
  readonly leaseOwner: string | null;
  readonly leaseUntilMs: number | null;
  readonly parkedAtMs: number | null;
  readonly reason: string | null;
}

export function newRow(request: PreparedRequest, nowMs: number): WorkRow {
  const { dueAtMs, latestAtMs } = times(request, nowMs);
  return {
    key: request.key,
    lane: request.lane,
    priority: request.priority,
    generation: 0,
    dueAtMs,
    latestAtMs,
    heldUntilMs: null,
    attempts: 0,
    leaseOwner: null,
    leaseUntilMs: null,
    parkedAtMs: null,
    reason: null,
  };
}

function times(request: PreparedRequest, nowMs: number): { dueAtMs: number; latestAtMs: number | null } {
  if (request.notBeforeMs !== null && request.notBeforeMs > nowMs) {
    return { dueAtMs: request.notBeforeMs, latestAtMs: null };
  }
  return { dueAtMs: nowMs + request.debounceMs, latestAtMs: nowMs + request.maxWaitMs };
}

export function withRequest(row: WorkRow, request: PreparedRequest, nowMs: number): WorkRow {
  if (row.attempts > 0 && request.unlessFailing) return row;
  const asked = times(request, nowMs);
  const inBackoff = row.heldUntilMs !== null && row.heldUntilMs > nowMs && request.priority > 0;
  const idle = row.leaseOwner === null && row.latestAtMs === null;
  const woken = row.parkedAtMs !== null;
  return {
    ...row,
    lane: row.leaseOwner === null ? request.lane : row.lane,
    priority: idle ? request.priority : Math.min(row.priority, request.priority),
    dueAtMs: inBackoff ? row.dueAtMs : nextDue(row, asked, nowMs),
    latestAtMs: earliest(row.latestAtMs, asked.latestAtMs),
    heldUntilMs: inBackoff ? row.heldUntilMs : null,
    attempts: woken ? 0 : row.attempts,
    reason: woken ? null : row.reason,
    parkedAtMs: null,
  };
}

function nextDue(row: WorkRow, asked: { dueAtMs: number; latestAtMs: number | null }, nowMs: number): number {
  if (row.dueAtMs === null) return asked.dueAtMs;
  const unserved = row.latestAtMs !== null && asked.latestAtMs !== null;
  // The trailing debounce starts again, within every longest wait. What is due already stays due.
  if (unserved && row.dueAtMs > nowMs) return Math.min(asked.dueAtMs, row.latestAtMs);
  return Math.min(asked.dueAtMs, row.dueAtMs);
}

export function claimed(row: WorkRow, owner: string, leaseUntilMs: number): WorkRow {
  return {
    ...row,
    generation: row.generation + 1,
    dueAtMs: null,
    latestAtMs: null,
    heldUntilMs: null,
    leaseOwner: owner,
    leaseUntilMs,
  };
}

/** What an outcome means for the row, worked out once for SQL and twin alike. */
export interface Settlement {
  attempts: number;
  /** Next run after this long; null: only if something arrived meanwhile. */
  delayMs: number | null;
  /** New requests do not pull the next run forward. */
  held: boolean;
  park: boolean;
  /** The request that was claimed has been served. */
  served: boolean;
  reason: string | null;
  /** The next run is no more urgent than this, unless something arrived meanwhile. */
  priorityMin: number;
}

export function settlementOf(attempts: number, outcome: WorkOutcome, options: WorkOptions): Settlement {
  const settlement: Settlement = {
    attempts,
    delayMs: null,
    held: false,
    park: false,
    served: true,
    reason: null,
    priorityMin: 0,
  };
  if (outcome.kind === 'done') {
    // Priority 0 means that a person waits, which ends with the run.
    return { ...settlement, attempts: 0, delayMs: wholeMs(outcome.requeueAfterMs), priorityMin: 1 };
  }
  if (outcome.kind === 'released') {
    const delayMs = wholeMs(outcome.retryAfterMs) ?? 0;
    return { ...settlement, delayMs, held: delayMs > 0, served: false };
  }
  const failures = attempts + 1;
  return {
    attempts: failures,
    delayMs: wholeMs(outcome.retryAfterMs) ?? backoffMs(failures, options),
    held: true,
    park: outcome.park ?? failures >= options.maxAttempts,
    served: false,
    reason: outcome.reason,
    priorityMin: 2,
  };
}

function wholeMs(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.max(0, Math.round(ms));
}

export function settled(row: WorkRow, settlement: Settlement, nowMs: number): WorkRow {
  const free = { ...row, leaseOwner: null, leaseUntilMs: null, reason: settlement.reason };
  const dirty = row.dueAtMs !== null;
  if (settlement.park)
    return dirty ? { ...free, attempts: 0 } : parked({ ...free, attempts: settlement.attempts }, nowMs);
  const againAtMs = settlement.delayMs === null ? null : nowMs + settlement.delayMs;
  return {
    ...free,
    attempts: settlement.attempts,
    priority: dirty ? row.priority : Math.max(row.priority, settlement.priorityMin),
    dueAtMs: settlement.served ? earliest(row.dueAtMs, againAtMs) : againAtMs,
    latestAtMs: settlement.served ? row.latestAtMs : (row.latestAtMs ?? nowMs),
    heldUntilMs: settlement.held ? againAtMs : null,
  };
}

function parked(row: WorkRow, nowMs: number): WorkRow {
  return { ...row, dueAtMs: null, latestAtMs: null, heldUntilMs: null, parkedAtMs: nowMs };
}

/** The lease ran out, or its process died: counts as a failed attempt, so that a key that kills its process is parked in the end. */
export function abandoned(row: WorkRow, nowMs: number, options: WorkOptions): WorkRow {
  const attempts = row.attempts + 1;
  const free = { ...row, leaseOwner: null, leaseUntilMs: null, reason: ABANDONED };
  if (attempts >= options.maxAttempts) {
    return row.dueAtMs === null ? parked({ ...free, attempts }, nowMs) : { ...free, attempts: 0 };
  }
  return { ...free, attempts, dueAtMs: nowMs, latestAtMs: row.latestAtMs ?? nowMs };
}

/** Given back unharmed, for a clean stop. */
export function givenBack(row: WorkRow, nowMs: number): WorkRow {
  return { ...row, leaseOwner: null, leaseUntilMs: null, dueAtMs: nowMs, latestAtMs: row.latestAtMs ?? nowMs };
}

export function unparked(row: WorkRow, nowMs: number): WorkRow {
  return {
    ...row,
    priority: Math.min(row.priority, 1),
    attempts: 0,
    reason: null,
    parkedAtMs: null,
    dueAtMs: nowMs,
    latestAtMs: nowMs,
  };
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
