import type { Link } from '../core/model/link.ts';
import { SIDES } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { holderOf } from '../core/reconcile/succession.ts';
import type { EngineDeps } from './deps.ts';
import { LINKS_LANE } from './deps.ts';
import { linkKey } from './link-job.ts';
import { newsOf } from './news.ts';
import type { LinkKey, Priority, StoredLink, StoreTransaction } from './ports.ts';
import { addSecondClaim, isSecondClaim } from './second-claim.ts';

/**
 * Brings snapshots to their links: known links get a hint, unknown records get a link of their own if they may be shared. Snapshots that
 * show nothing new (our own write's echo, a repeated page) wake nobody (invariant 7). Answers the links that were woken.
 */
export async function offer(
  deps: EngineDeps,
  tx: StoreTransaction,
  snapshots: readonly Snapshot[],
  priority: Priority,
): Promise<readonly Link[]> {
  const known = indexLinks(await tx.links.findMany(snapshots.flatMap(keysOf)));
  const woken = new Map<string, Link>();
  for (const snapshot of snapshots) {
    const key = keysOf(snapshot).find((candidate) => known.has(keyText(candidate)));
    const stored = key && known.get(keyText(key));
    if (stored && isSecondClaim(stored, snapshot, key)) {
      await addSecondClaim(tx, newLink(deps.ids.next(), snapshot), snapshot);
      continue;
    }
    const link = stored ? await wake(tx, stored, snapshot) : await propose(deps, tx, snapshot);
    if (link) woken.set(link.id, link);
  }
  const keys = [...woken.keys()];
  if (keys.length > 0) await tx.work.enqueue(keys.map((id) => ({ key: linkKey(id), lane: LINKS_LANE, priority })));
  return [...woken.values()];
}

async function wake(tx: StoreTransaction, stored: StoredLink, snapshot: Snapshot): Promise<Link | null> {
  const { link } = stored;
  if (link.state === 'closed' || link.state === 'halted') return null;
  const news = newsOf(stored, snapshot);
  if (news) await tx.links.hint(link.id, snapshot.side, news);
  return news ? link : null;
}

async function propose(deps: EngineDeps, tx: StoreTransaction, snapshot: Snapshot): Promise<Link | null> {
  if (!isShareable(deps, snapshot)) return null;
  const bare = newLink(deps.ids.next(), snapshot);
  // The identifier is taken at once: of two records with the same one, the second must not get as far as a pass.
  const link = snapshot.side === 'crm' ? { ...bare, referralId: snapshot.counterpartId } : bare;
  const hints = { crm: null, 'partner-center': null, [snapshot.side]: { kind: 'snapshot' as const, snapshot } };
  if ((await tx.links.add(link, hints)) === 'added') return link;
  if (link.recordId && link.referralId) await addSecondClaim(tx, bare, snapshot);
  return null;
}

/** Records that nobody ticked, and leads that stay in Partner Center, get no link at all. */
function isShareable(deps: EngineDeps, snapshot: Snapshot): boolean {
  if (snapshot.side === 'crm') return Boolean(snapshot.record?.optedIn || snapshot.counterpartId);
  return !(snapshot.referral?.category === 'lead' && deps.settings.coSellOnly);
}

export function newLink(id: string, snapshot: Snapshot): Link {
  const isCrm = snapshot.side === 'crm';
  return {
    id,
    state: 'proposed',
    referralId: isCrm ? null : snapshot.id,
    engagementId: snapshot.referral?.engagementId ?? null,
    microsoftReferralId: snapshot.referral?.microsoftReferralId ?? null,
    recordId: isCrm ? holderOf(snapshot) : null,
    base: { crm: {}, 'partner-center': {} },
    seen: { crm: null, 'partner-center': null },
    intent: null,
    feedback: { mark: null, pending: [], shownRefusals: [] },
    refused: [],
    released: false,
    reason: null,
  };
}

/** Every key under which a snapshot's link may be known, its own id first. */
function keysOf(snapshot: Snapshot): readonly LinkKey[] {
  if (snapshot.side === 'crm') return keysOfRecord(snapshot);
  return [
    { referralId: snapshot.id },
    ...(snapshot.referral ? [{ engagementId: snapshot.referral.engagementId }] : []),
    ...(snapshot.counterpartId ? [{ recordId: snapshot.counterpartId }] : []),
  ];
}

/** A record may be known by itself, by the lead it has taken the place of, or by the referral it names. */
export function keysOfRecord({ id, counterpartId, record }: Snapshot): readonly LinkKey[] {
  return [
    { recordId: id },
    ...(record?.replaces ? [{ recordId: record.replaces.id }] : []),
    ...(counterpartId ? [{ referralId: counterpartId }] : []),
  ];
}

function indexLinks(links: readonly StoredLink[]): ReadonlyMap<string, StoredLink> {
  const index = new Map<string, StoredLink>();
  for (const stored of links) {
    const { referralId, engagementId, recordId } = stored.link;
    if (referralId) index.set(keyText({ referralId }), stored);
    if (engagementId) index.set(keyText({ engagementId }), stored);
    if (recordId) index.set(keyText({ recordId }), stored);
  }
  return index;
}

function keyText(key: LinkKey): string {
  return Object.entries(key)[0]?.join(':') ?? '';
}

/** Marks a link to be looked at on both sides, because a person asked for it; a halted link is thereby released. */
export async function askFor(tx: StoreTransaction, stored: StoredLink): Promise<void> {
  const { link } = stored;
  const released = link.state === 'halted';
  // A person's wish also tries again what a side has refused.
  if (released || link.refused.length > 0) {
    await tx.links.save({ ...link, state: released ? 'active' : link.state, released, refused: [] }, 0);
  }
  for (const side of SIDES) await tx.links.hint(link.id, side, { kind: 'read' });
  await tx.work.enqueue([{ key: linkKey(link.id), lane: LINKS_LANE, priority: 0 }]);
}
