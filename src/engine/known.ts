import type { Side } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import type { LinkReader, ListRequest, StoredLink } from './ports.ts';

/**
 * What links last knew of a side's records, for listings that show only a part of what changed. It is complete up to the side's watermark:
 * whatever was listed before has left its trace at the link.
 */
export function lastKnown(
  store: { links: Pick<LinkReader, 'findMany'> },
  side: Side,
): NonNullable<ListRequest['known']> {
  return async (ids) => {
    const found = await store.links.findMany(ids.map((id) => (side === 'crm' ? { recordId: id } : { referralId: id })));
    return found.flatMap((stored) => knownOf(stored, side) ?? []);
  };
}

function knownOf({ link, hints }: StoredLink, side: Side): Snapshot | null {
  const hint = hints[side];
  if (hint?.kind === 'snapshot') return hint.snapshot;
  // A hint with a time stamp is about the record itself. One without may be about anything that belongs to it.
  return hint?.changedAt === undefined && hint !== null ? null : link.seen[side];
}
