import type { EngineDeps } from './deps.ts';
import { askToRead, linkOf } from './discovery.ts';
import { isKnown } from './look.ts';
import type { Hint, StoredLink, StoreTransaction } from './ports.ts';

/** A verified webhook notice: only a key and a time, never values. */
export interface Notice {
  event: string;
  referralId: string;
  /** The change's own time stamp, when the notice tells it. */
  changedAt: string | null;
  rawBody: string;
}

/**
 * Stores a notice and marks its link dirty, in one transaction; only then may the sender be answered (invariant 2). Repeated, late and
 * reordered notices all end in the same: one look at the present state.
 */
export async function ingest(deps: Pick<EngineDeps, 'store' | 'clock' | 'ids'>, notice: Notice): Promise<void> {
  await deps.store.transaction(async (tx) => {
    await tx.deliveries.add({
      id: deps.ids.next(),
      receivedAtMs: deps.clock.nowMs(),
      event: notice.event,
      referralId: notice.referralId,
      body: notice.rawBody,
    });
    await wake(tx, await linkOf(tx.links, 'partner-center', notice.referralId), notice);
  });
}

async function wake(tx: StoreTransaction, stored: StoredLink | null, notice: Notice): Promise<void> {
  const record = { side: 'partner-center', id: notice.referralId } as const;
  if (!stored) return askToRead(tx, null, record);
  const { link } = stored;
  if (link.state === 'closed' || link.state === 'halted') return;
  const isOwn = link.referralId === notice.referralId;
  // Microsoft's half has a time stamp of its own; only the own document's can be compared with what was seen.
  const hint: Hint =
    isOwn && notice.changedAt !== null ? { kind: 'read', changedAt: notice.changedAt } : { kind: 'read' };
  const seen = link.seen['partner-center'];
  if (seen && !stored.hints['partner-center'] && isKnown(seen, hint)) return;
  await askToRead(tx, stored, { ...record, hint });
}
