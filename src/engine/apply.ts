import { asCosellError, type CosellError } from '../core/errors.ts';
import type { Link } from '../core/model/link.ts';
import type { Change, CreateChange } from '../core/model/plan.ts';
import type { PerSide } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { type Applied, record } from './applied.ts';
import { applyUpdate } from './apply-update.ts';
import type { EngineDeps } from './deps.ts';
import type { SidePort } from './ports.ts';

/** What one round of a pass writes is about: both sides as they were seen, and what has become of the round so far. */
export interface Round {
  now: PerSide<Snapshot | null>;
  applied: Applied;
  signal: AbortSignal;
}

/** Carries out one change. Remembers the intent before a create, and searches first when an earlier create may have succeeded. */
export async function applyChange(
  deps: EngineDeps,
  link: Link,
  change: Change,
  { now, applied, signal }: Round,
): Promise<Link> {
  const side = deps.sides[change.side].memberFor(now);
  try {
    if (change.kind === 'update') {
      await applyUpdate(side, change, applied, signal);
      return link;
    }
    if (change.kind === 'convert') {
      // Repeating it is safe, so no intent is kept: the lead itself tells whether it was converted.
      if (side.convert) record(applied, change.side, await side.convert(change, { signal }));
      return link;
    }
    return await createOnce(deps, link, change, { side, applied, signal });
  } catch (thrown) {
    applied.failure = asCosellError(thrown);
    return link;
  }
}

/** Whether the record may be there all the same, so that it must be searched for before the next attempt. */
function mayHaveHappened({ outcomeUnknown, recovery }: CosellError): boolean {
  return outcomeUnknown || recovery === 'bug' || recovery === 'bad-input';
}

/**
 * Invariant 6. The intent is durable before the call; with an intent at hand, the record is searched for by what it carries before
 * anything is created again. Partner Center's POST knows no idempotency key (contract/partner-center.md §4.1).
 */
async function createOnce(
  deps: EngineDeps,
  link: Link,
  change: CreateChange,
  { side, applied, signal }: Pick<Round, 'applied' | 'signal'> & { side: SidePort },
): Promise<Link> {
  if (link.intent?.side === change.side) {
    const found = await deps.sides[change.side].find(change.marker, link.intent.startedAtMs, { signal });
    if (found) {
      record(applied, change.side, { kind: 'exists', snapshot: found });
      return link;
    }
  }
  const intended = withIntent(deps, link, change);
  await deps.store.transaction(async (tx) => {
    // The hint number 0 keeps every hint: the pass is not over.
    await tx.links.save(intended, 0);
  });
  try {
    record(applied, change.side, await side.create(change, { signal }));
    return intended;
  } catch (thrown) {
    applied.failure = asCosellError(thrown);
    return mayHaveHappened(applied.failure) ? intended : link;
  }
}

function withIntent(deps: EngineDeps, link: Link, { side, marker, fields }: CreateChange): Link {
  const startedAtMs = link.intent?.side === side ? link.intent.startedAtMs : deps.clock.nowMs();
  return { ...link, intent: { side, marker, fields, startedAtMs } };
}
