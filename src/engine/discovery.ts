import { SIDES, type Side } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { type EngineDeps, LINKS_LANE } from './deps.ts';
import { linkKey } from './link-job.ts';
import { offer } from './linker.ts';
import type { Claim, Hint, LinkReader, StoredLink, StoreTransaction } from './ports.ts';

export const REFERRAL_PREFIX = 'referral:';
export const RECORD_PREFIX = 'record:';

const PREFIXES: Record<Side, string> = { 'partner-center': REFERRAL_PREFIX, crm: RECORD_PREFIX };

/** A record that no link knows yet (a referral may also be Microsoft's half of an engagement): read it, then find or make its link. */
export async function runDiscoveryJob(deps: EngineDeps, claim: Claim, signal: AbortSignal): Promise<void> {
  const { side, id } = recordOf(claim.key) as Named;
  let snapshots: readonly Snapshot[] = [];
  let failure: unknown = null;
  try {
    snapshots = await deps.sides[side].read([id], { signal });
  } catch (thrown) {
    failure = thrown;
  }
  await deps.store.transaction(async (tx) => {
    // A link that has come up meanwhile takes the matter over: its own key tells people what is wrong, and with which deal.
    if (failure && !(await linkOf(tx.links, side, id))) throw failure;
    if (failure) await askAgain(tx, side, [id]);
    await offer(deps, tx, snapshots, 1);
    await tx.work.settle(claim, { kind: 'done' });
  });
}

interface Named {
  side: Side;
  id: string;
}

/** The record that a key of this kind names; null for other keys. */
function recordOf(key: string): Named | null {
  const side = SIDES.find((candidate) => key.startsWith(PREFIXES[candidate]));
  return side ? { side, id: key.slice(PREFIXES[side].length) } : null;
}

/** Records that were parked before any link knew them and have found one since are looked at once more, so that nobody has to do it. */
export async function wakeFound({ store }: Pick<EngineDeps, 'store'>): Promise<void> {
  for (const { key } of await store.work.parked(WOKEN_AT_ONCE)) {
    const named = recordOf(key);
    if (named && (await linkOf(store.links, named.side, named.id))) await store.work.unpark(key);
  }
}

const WOKEN_AT_ONCE = 100;

/** The link that a record's id belongs to; a referral may be either half of its engagement. */
export async function linkOf(links: Pick<LinkReader, 'find'>, side: Side, id: string): Promise<StoredLink | null> {
  if (side === 'crm') return links.find({ recordId: id });
  return (await links.find({ referralId: id })) ?? links.find({ microsoftReferralId: id });
}

interface Asked extends Named {
  hint?: Hint;
  /** By a listing, which repeats itself: a key that fails already is on its way to being parked with its reason. */
  listed?: true;
}

/** Has the record read, through its link if there is one. */
export async function askToRead(
  tx: StoreTransaction,
  stored: StoredLink | null,
  { side, id, hint = { kind: 'read' }, listed }: Asked,
): Promise<void> {
  if (stored) await tx.links.hint(stored.link.id, side, hint);
  const key = stored ? linkKey(stored.link.id) : PREFIXES[side] + id;
  await tx.work.enqueue([{ key, lane: LINKS_LANE, priority: 1, ...(listed ? { unlessFailing: true } : {}) }]);
}

/** Records that a listing could not make sense of: a read of each alone says why, and parks with that reason if it stays so. */
export async function askAgain(tx: StoreTransaction, side: Side, ids: readonly string[] = []): Promise<void> {
  for (const id of ids) {
    const stored = await linkOf(tx.links, side, id);
    // Asked before and still unread: it waits, or is parked, and a listing that repeats it is no news.
    const isAsked = stored?.hints[side]?.kind === 'read';
    const isOver = stored?.link.state === 'closed' || stored?.link.state === 'halted';
    if (isAsked || isOver) continue;
    await askToRead(tx, stored, stored ? { side, id } : { side, id, listed: true });
  }
}

/** Records that a listing calls deleted: only those of a deal that goes on are worth a look, which the next pass takes. */
export async function askAfter(tx: StoreTransaction, side: Side, ids: readonly string[] = []): Promise<void> {
  for (const id of ids) {
    const stored = await linkOf(tx.links, side, id);
    if (stored?.link.state === 'active') await askToRead(tx, stored, { side, id });
  }
}
