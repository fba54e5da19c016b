import type { Side } from '../model/side.ts';
import { type DealStatus, isFinal, stepTowards } from '../model/status.ts';

export interface StatusInput {
  /** Partner Center's and the CRM's status now. */
  referral: DealStatus;
  record: DealStatus;
  changed: Record<Side, boolean>;
  /** No base yet: the records were just adopted. A difference is then no act of a seller. */
  adopting: boolean;
}

export type StatusOutcome =
  | { kind: 'to-crm'; status: DealStatus; rule: string }
  | { kind: 'to-partner-center'; status: DealStatus; rule: string }
  | { kind: 'unsendable'; rule: string };

/**
 * Who follows whom when the two statuses differ. A final referral cannot be changed (contract/partner-center.md §3.1), so the CRM follows;
 * otherwise the seller's move counts, one legal step at a time.
 */
export function mergeStatus(input: StatusInput): StatusOutcome {
  const { referral, record, changed, adopting } = input;
  if (isFinal(referral)) {
    if (changed['partner-center']) return { kind: 'to-crm', status: referral, rule: 'a closed referral is final' };
    return { kind: 'unsendable', rule: 'a closed referral is final' };
  }
  if (adopting) return { kind: 'unsendable', rule: 'statuses found apart at adoption are left alone' };
  if (!changed.crm) return { kind: 'to-crm', status: referral, rule: 'changed in Partner Center only' };
  const step = stepTowards(referral, record);
  if (step)
    return { kind: 'to-partner-center', status: step, rule: `stage moved by the seller: ${referral} to ${record}` };
  return { kind: 'unsendable', rule: `a referral cannot go from ${referral} to ${record}` };
}
