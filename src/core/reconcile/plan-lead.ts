import type { DealView } from '../model/deal.ts';
import type { ConvertChange, FieldDecision } from '../model/plan.ts';
import { type Refusal, refusal } from '../model/refusal.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isEmpty } from './equality.ts';

/** What a deal is in the CRM: a lead until somebody has accepted it, an opportunity from then on (R42). */
export function kindFor(referral: Snapshot): 'opportunity' | 'lead' {
  return referral.referral?.category === 'lead' && referral.deal.status === 'invited' ? 'lead' : 'opportunity';
}

/** Leads come from Partner Center only: what a partner shares there is a deal (contract/partner-center.md §6). */
export function leadNotShareable(): Refusal {
  return refusal('lead-not-shareable', null, {});
}

/**
 * Whether the lead must become an opportunity: its referral was accepted, or even won, in Partner Center (R44). A lead that its seller works
 * on is accepted as well, but stays a lead until he converts it himself.
 */
export function becomesOpportunity(record: Snapshot, decisions: readonly FieldDecision[]): boolean {
  if (record.record?.kind !== 'lead') return false;
  const told = decisions.find(({ field }) => field === 'status')?.write.crm;
  return told === 'active' || told === 'won';
}

/** The lead's way into an opportunity: everything the referral tells, and what the seller has changed on the lead. */
export function conversion(
  record: Snapshot,
  referral: Snapshot,
  starting: DealView,
  decisions: readonly FieldDecision[],
): ConvertChange {
  const own = decisions.filter(({ field, winner }) => winner === 'crm' && !isEmpty(record.deal[field]));
  return {
    kind: 'convert',
    side: 'crm',
    id: record.id,
    expectedVersion: record.version,
    fields: { ...starting, ...Object.fromEntries(own.map(({ field }) => [field, record.deal[field]])) },
    counterpartId: referral.id,
    optedIn: record.record?.optedIn ?? false,
    irreversible: [],
  };
}
