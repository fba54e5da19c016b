import { asCosellError } from '../core/errors.ts';
import type { Link } from '../core/model/link.ts';
import type { Change, CreateChange } from '../core/model/plan.ts';
import { type Applied, record } from './applied.ts';
import { applyUpdate } from './apply-update.ts';
import type { EngineDeps } from './deps.ts';

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
