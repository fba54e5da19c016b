import { asCosellError, type CosellError } from '../core/errors.ts';
import type { Link, RefusedValue } from '../core/model/link.ts';
import type { Change, CreateChange, Note } from '../core/model/plan.ts';
import type { Refusal } from '../core/model/refusal.ts';
import type { Side } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { applyUpdate, record } from './apply-update.ts';
import type { EngineDeps } from './deps.ts';

/** What became of a plan's changes, as far as they got. Failures are values: what was achieved before must be folded first. */
export interface Applied {
  after: Partial<Record<Side, Snapshot>>;
  notes: Note[];
  refusals: Refusal[];
  /** Values that a side did not take; the other values of the same write went through. */
  refused: RefusedValue[];
  /** The CRM record after a write that carried only the news of a refusal; none of the planned fields are in it. */
  told: Snapshot | null;
  /** The side that had moved on; the pass is repeated with fresh reads. */
  conflict: Side | null;
  gone: Side | null;
  /** A create found its record already there: the link adopts it and plans anew. */
  adopted: Side | null;
  failure: CosellError | null;
}

export function nothingApplied(): Applied {
  return {
    after: {},
    notes: [],
    refusals: [],
    refused: [],
    told: null,
    conflict: null,
    gone: null,
    adopted: null,
    failure: null,
  };
}

/** Carries out one change. Remembers the intent before a create, and searches first when an earlier create may have succeeded. */
export async function applyChange(
  deps: EngineDeps,
  link: Link,
  change: Change,
  applied: Applied,
  signal: AbortSignal,
): Promise<Link> {
  try {
    if (change.kind === 'update') {
      await applyUpdate(deps.sides[change.side], change, applied, signal);
      return link;
    }
    return await createOnce(deps, link, change, applied, signal);
  } catch (thrown) {
    applied.failure = asCosellError(thrown);
    return link;
  }
}

/**
 * Invariant 6. The intent is durable before the call; with an intent at hand, the record is searched for by what it carries before
 * anything is created again. Partner Center's POST knows no idempotency key (contract/partner-center.md §4.1).
 */
async function createOnce(
  deps: EngineDeps,
  link: Link,
  change: CreateChange,
  applied: Applied,
  signal: AbortSignal,
): Promise<Link> {
  const side = deps.sides[change.side];
  if (link.intent?.side === change.side) {
    const found = await side.find(change.marker, link.intent.startedAtMs, { signal });
    if (found) {
      record(applied, change.side, { kind: 'exists', snapshot: found });
      return link;
    }
  }
  const intended: Link = {
    ...link,
    intent: {
      side: change.side,
      marker: change.marker,
      startedAtMs: link.intent?.startedAtMs ?? deps.clock.nowMs(),
    },
  };
  await deps.store.transaction(async (tx) => {
    // The hint number 0 keeps every hint: the pass is not over.
    await tx.links.save(intended, 0);
  });
  record(applied, change.side, await side.create(change, { signal }));
  return intended;
}

/** Whether later changes of the plan still make sense. A refusal by Partner Center must still be told in the CRM. */
export function mayGoOn(applied: Applied): boolean {
  return !applied.failure && !applied.conflict && !applied.gone && !applied.adopted;
}
