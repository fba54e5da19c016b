import { type PerSide, SIDES, type Side } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { compareStamps, stampMs } from '../core/model/stamp.ts';
import type { EngineDeps } from './deps.ts';
import type { Hint, StoredLink } from './ports.ts';

/** Both sides as they are now; null where the link knows no record yet; `gone` where it knows one that cannot be read any more. */
export interface Look {
  now: PerSide<Snapshot | null>;
  gone: Side | null;
}

/**
 * Looks at both sides in as few calls as possible. A side is read only when something hints that it moved; otherwise the snapshot of the
 * last pass is trusted, because every write is conditional on its version: if it is stale after all, the write conflicts and the pass is
 * repeated with fresh reads.
 */
export async function lookAt(deps: EngineDeps, stored: StoredLink, signal: AbortSignal): Promise<Look> {
  const [crm, referral] = await Promise.all([
    lookAtSide(deps, stored, 'crm', signal),
    lookAtSide(deps, stored, 'partner-center', signal),
  ]);
  const now = { crm: crm.snapshot, 'partner-center': referral.snapshot };
  const known = { crm: crm.known, 'partner-center': referral.known };
  return { now, gone: SIDES.find((side) => known[side] && !now[side]) ?? null };
}

async function lookAtSide(
  deps: EngineDeps,
  stored: StoredLink,
  side: Side,
  signal: AbortSignal,
): Promise<{ snapshot: Snapshot | null; known: boolean }> {
  const hint = stored.hints[side];
  if (hint?.kind === 'snapshot') return { snapshot: hint.snapshot, known: true };
  const id = side === 'crm' ? stored.link.recordId : stored.link.referralId;
  if (!id) return { snapshot: null, known: false };
  const seen = stored.link.seen[side];
  if (seen && isTrusted(deps, side, seen, hint)) return { snapshot: seen, known: true };
  const [snapshot] = await deps.sides[side].read([id], { signal, ...(seen ? { known: [seen] } : {}) });
  return { snapshot: snapshot ?? null, known: true };
}

function isTrusted(deps: EngineDeps, side: Side, seen: Snapshot, hint: Hint | null): boolean {
  const { capabilities } = deps.sides[side].memberFor({ [side]: seen });
  if (hint && !isKnown(seen, hint)) return false;
  if (!seen.version || !capabilities.conditionalWrite) return false;
  if (capabilities.versionGranularityMs === 0) return true;
  // A coarse version misses a second change within its granularity; the next sweep shows that one. Trust only what a sweep has passed over.
  const restMs = deps.clock.nowMs() - stampMs(seen.modifiedAt);
  return restMs > capabilities.versionGranularityMs + deps.settings.sweepEveryMs[side];
}

/** Whether the snapshot is at least as new as the change a notice speaks of: our own write's echo needs no read. */
export function isKnown(seen: Snapshot, hint: Hint): boolean {
  return hint.kind === 'read' && hint.changedAt !== undefined && compareStamps(hint.changedAt, seen.modifiedAt) <= 0;
}
