import type { Snapshot } from '../core/model/snapshot.ts';
import { compareStamps } from '../core/model/stamp.ts';
import { sameValue } from '../core/reconcile/equality.ts';
import type { Hint, StoredLink } from './ports.ts';

/**
 * What a listed snapshot means for its link: a newer state, a doubt that a fresh read must settle, or nothing new (our own write's echo, a
 * repeated page), which wakes nobody (invariant 7).
 *
 * A listing may have been taken before our own last write, and a version may say less than the record: Salesforce stamps whole seconds and
 * does not stamp a deal whose contacts or solutions change; Microsoft's half of a deal has stamps of its own. So a snapshot that is no newer
 * but different is neither an echo nor the truth.
 */
export function newsOf(stored: StoredLink, snapshot: Snapshot): Hint | null {
  const hint = stored.hints[snapshot.side];
  const known = hint?.kind === 'snapshot' ? hint.snapshot : stored.link.seen[snapshot.side];
  if (!known || known.id !== snapshot.id || known.version === null) return { kind: 'snapshot', snapshot };
  if (compareStamps(snapshot.modifiedAt, known.modifiedAt) > 0) return { kind: 'snapshot', snapshot };
  return sameValue(contentOf(known), contentOf(snapshot)) ? null : { kind: 'read' };
}

/** What a plan is made of. A listing may know more of an engagement's documents than a read does; that alone is no change. */
function contentOf({ deal, counterpartId, record }: Snapshot): object {
  return { deal, counterpartId, record };
}
