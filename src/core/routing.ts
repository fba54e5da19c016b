import type { Snapshot } from './model/snapshot.ts';

/** Sends referrals to one of several CRMs. All conditions that are given must hold; within one, any value does. */
export interface RoutingRule {
  /** Name of the CRM. */
  to: string;
  /** PartnerIDs (locations) that own the deal. */
  partnerIds?: readonly string[] | undefined;
  /** Two-letter countries of the customer. */
  countries?: readonly string[] | undefined;
  /** Ids of solutions, one of which is in the deal. */
  solutions?: readonly string[] | undefined;
  categories?: readonly ('co-sell' | 'lead')[] | undefined;
}

/** The CRM that the first fitting rule names; null when none fits. Pure: a referral that does not change is sent to the same CRM for ever. */
export function routeOf(rules: readonly RoutingRule[], referral: Snapshot): string | null {
  return rules.find((rule) => fits(rule, referral))?.to ?? null;
}

function fits(rule: RoutingRule, { deal, referral }: Snapshot): boolean {
  return (
    among(rule.partnerIds, [referral?.partnerId]) &&
    among(rule.countries, [deal.customer?.country]) &&
    among(
      rule.solutions,
      (deal.solutions ?? []).map(({ id }) => id),
    ) &&
    among(rule.categories, [referral?.category])
  );
}

function among(wanted: readonly string[] | undefined, present: readonly (string | null | undefined)[]): boolean {
  return wanted === undefined || present.some((value) => value != null && wanted.includes(value));
}
