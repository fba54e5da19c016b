import type { Link } from '../core/model/link.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { isFinal } from '../core/model/status.ts';
import type { LinkKey, StoredLink, StoreTransaction } from './ports.ts';

/**
 * Whether a snapshot names a counterpart that belongs to another record of its side: a copied opportunity carries the identifier of the first
 * one, and Microsoft's connector has shared some opportunities twice. Were it taken for the link's own record, it would overwrite the first.
 */
export function isSecondClaim({ link, hints }: StoredLink, snapshot: Snapshot, foundBy: LinkKey): boolean {
  const isCrm = snapshot.side === 'crm';
  const isNamed = isCrm ? 'referralId' in foundBy : 'recordId' in foundBy;
  const hint = hints[snapshot.side];
  const awaited = hint?.kind === 'snapshot' ? hint.snapshot.id : null;
  const held = (isCrm ? link.recordId : link.referralId) ?? awaited;
  if (snapshot.record && isSuccession(link.seen.crm, held, snapshot)) return false;
  // While one of its own is being created, it is not known yet what it holds.
  return isNamed && held !== null && held !== snapshot.id && link.intent === null;
}

/** An opportunity that a lead has become carries the lead's referral by right. */
function isSuccession(seen: Snapshot | null, held: string | null, { record }: Snapshot): boolean {
  if (record?.replaces && record.replaces.id === held) return true;
  return record?.kind === 'opportunity' && seen?.record?.kind === 'lead' && seen.id === held;
}

/** The first keeps its counterpart; the second is shown to the administrator instead of being doubled (R58, R98). */
export async function addSecondClaim(tx: StoreTransaction, link: Link, snapshot: Snapshot): Promise<void> {
  // What has ended before we knew it is left alone.
  if (snapshot.side === 'partner-center' && isFinal(snapshot.deal.status)) return;
  const told: Link = { ...link, state: 'broken', reason: secondClaimSentence(snapshot) };
  await tx.links.add(told, { crm: null, 'partner-center': null });
}

export function secondClaimSentence({ side, counterpartId }: Pick<Snapshot, 'side' | 'counterpartId'>): string {
  return side === 'crm'
    ? `Another CRM record carries the same referral identifier ${counterpartId}. Keep one and clear the identifier of the other.`
    : `Another referral names the same CRM record ${counterpartId}. Keep one and close the other, or clear its CRM ID in Partner Center.`;
}
