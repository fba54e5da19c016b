import type { Side } from '../core/model/side.ts';
import { type EngineDeps, LINKS_LANE } from './deps.ts';
import { linkKey } from './link-job.ts';
import { offer } from './linker.ts';
import type { Claim, Hint, StoredLink, StoreTransaction } from './ports.ts';

export const REFERRAL_PREFIX = 'referral:';
export const RECORD_PREFIX = 'record:';

const PREFIXES: Record<Side, string> = { 'partner-center': REFERRAL_PREFIX, crm: RECORD_PREFIX };

/** A record that no link knows yet (a referral may also be Microsoft's half of an engagement): read it, then find or make its link. */
export async function runDiscoveryJob(deps: EngineDeps, claim: Claim, signal: AbortSignal): Promise<void> {
  const side: Side = claim.key.startsWith(RECORD_PREFIX) ? 'crm' : 'partner-center';
  const snapshots = await deps.sides[side].read([claim.key.slice(PREFIXES[side].length)], { signal });
  await deps.store.transaction(async (tx) => {
    await offer(deps, tx, snapshots, 1);
    await tx.work.settle(claim, { kind: 'done' });
  });
}

/** The link that a record's id belongs to; a referral may be either half of its engagement. */
export async function linkOf(tx: StoreTransaction, side: Side, id: string): Promise<StoredLink | null> {
  if (side === 'crm') return tx.links.find({ recordId: id });
  return (await tx.links.find({ referralId: id })) ?? tx.links.find({ microsoftReferralId: id });
}

/** Has the record read, through its link if there is one. */
export async function askToRead(
  tx: StoreTransaction,
  stored: StoredLink | null,
  { side, id, hint = { kind: 'read' } }: { side: Side; id: string; hint?: Hint },
): Promise<void> {
  if (stored) await tx.links.hint(stored.link.id, side, hint);
  const key = stored ? linkKey(stored.link.id) : PREFIXES[side] + id;
  await tx.work.enqueue([{ key, lane: LINKS_LANE, priority: 1 }]);
}

/** Records that a listing could not make sense of: a read of each alone says why, and parks with that reason if it stays so. */
export async function askAgain(tx: StoreTransaction, side: Side, ids: readonly string[] = []): Promise<void> {
  for (const id of ids) {
    const stored = await linkOf(tx, side, id);
    // Asked before and still unread: it waits, or is parked, and a listing that repeats it is no news.
    const isAsked = stored?.hints[side]?.kind === 'read';
    const isOver = stored?.link.state === 'closed' || stored?.link.state === 'halted';
    if (!isAsked && !isOver) await askToRead(tx, stored, { side, id });
  }
}
