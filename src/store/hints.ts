import { compareStamps } from '../core/model/stamp.ts';
import type { Hint } from '../engine/ports.ts';

/**
 * What remains to be done when a hint meets an earlier one of the same side.
 * A notice must never be lost to a snapshot that may have been taken before it: `read` gives way only to a snapshot that is
 * known to be at least as new as the change it tells of.
 */
export function combineHints(earlier: Hint | null, later: Hint): Hint {
  if (earlier === null) return later;
  if (later.kind === 'snapshot') {
    return earlier.kind === 'read' && !covers(later, earlier) ? earlier : later;
  }
  if (earlier.kind === 'snapshot') return covers(earlier, later) ? earlier : later;
  if (earlier.changedAt === undefined || later.changedAt === undefined) return { kind: 'read' };
  return compareStamps(later.changedAt, earlier.changedAt) >= 0 ? later : earlier;
}

type ReadHint = Extract<Hint, { kind: 'read' }>;
type SnapshotHint = Extract<Hint, { kind: 'snapshot' }>;

function covers({ snapshot }: SnapshotHint, { changedAt }: ReadHint): boolean {
  return changedAt !== undefined && compareStamps(snapshot.modifiedAt, changedAt) >= 0;
}
