import type { Solution } from '../model/deal.ts';
import type { Plan, UpdateChange } from '../model/plan.ts';
import { type Refusal, refusal } from '../model/refusal.ts';
import type { DealRegistration } from '../model/registration.ts';
import type { Snapshot } from '../model/snapshot.ts';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365.25;
const SMALLEST_USD = 25_000;
/** A perpetual contract counts as spread over so many years. */
const PERPETUAL_YEARS = 6;
const SIGNED_WITHIN_DAYS = 60;
const STARTED_WITHIN_DAYS = 90;
const RIPENS_MS = 72 * 3_600_000;

/**
 * What stands in the way of registering a deal, checked before any call (contract/partner-center.md §4.6, §3.1). Whether the solution is eligible and
 * the customer managed by Microsoft, only Microsoft knows.
 */
export function registrationGaps(
  registration: DealRegistration,
  referral: Snapshot,
  today: string,
): readonly Refusal[] {
  return [
    ...dealGaps(referral),
    ...(solutionOf(registration, referral) ? [] : [refusal('registration-solution', 'solutions', {})]),
    ...valueGaps(registration),
    ...signatureGaps(registration, referral, today),
    ...termGaps(registration, today),
  ];
}

/** The solution that is registered: the one that is named, else the first of the partner's own. Microsoft's do not count. */
export function solutionOf({ solutionId }: DealRegistration, { deal }: Pick<Snapshot, 'deal'>): Solution | null {
  const own = (deal.solutions ?? []).filter(({ kind }) => kind?.toUpperCase() !== '1P');
  const named = own.find(({ id }) => id.toLowerCase() === solutionId?.toLowerCase());
  return (solutionId === null ? own[0] : named) ?? null;
}

/** Registers a won deal once, when the seller has asked for it on the record. */
export function askedRegistration(
  referral: Snapshot,
  record: Snapshot,
  today: string,
): Pick<Plan, 'changes' | 'refusals'> {
  const registration = record.record?.optedIn ? record.record.registration : null;
  // Before the deal is won, asking for it is no fault yet.
  if (!registration || referral.deal.status !== 'won' || referral.deal.registrationStatus)
    return { changes: [], refusals: [] };
  const refusals = registrationGaps(registration, referral, today);
  return refusals.length > 0 ? { changes: [], refusals } : { changes: [registering(referral, registration)], refusals };
}

/** The write that registers a deal. A closed referral takes nothing beside it. */
export function registering(referral: Snapshot, registration: DealRegistration): UpdateChange {
  return {
    kind: 'update',
    side: 'partner-center',
    id: referral.id,
    expectedVersion: referral.version,
    fields: {},
    previous: referral.deal,
    irreversible: ['registered'],
    registration,
  };
}

function dealGaps({ deal, referral }: Snapshot): readonly Refusal[] {
  if (deal.status !== 'won') return [refusal('registration-not-won', 'status', {})];
  if (!deal.visibleToMicrosoft) return [refusal('registration-private', 'visibleToMicrosoft', {})];
  const [bornMs, wonMs] = [Date.parse(referral?.createdAt ?? ''), Date.parse(referral?.closedAt ?? '')];
  return wonMs - bornMs < RIPENS_MS ? [refusal('registration-early', 'status', {})] : [];
}

/** The value a year; amounts in other currencies are left to Microsoft, which converts them. */
function valueGaps(registration: DealRegistration): readonly Refusal[] {
  const { value, currency, perpetual, startsOn, endsOn } = registration;
  const amount = Number(value ?? 0);
  if (amount <= 0) return [refusal('registration-value', 'value', {})];
  if (currency !== null && currency !== 'USD') return [];
  const days = daysBetween(startsOn ?? '', endsOn ?? '');
  const years = perpetual ? PERPETUAL_YEARS : Math.max(1, days / YEAR_DAYS || 1);
  return amount / years < SMALLEST_USD ? [refusal('registration-value', 'value', {})] : [];
}

function signatureGaps({ signedOn }: DealRegistration, { referral }: Snapshot, today: string): readonly Refusal[] {
  const isMissing = signedOn === null || signedOn > today || daysBetween(signedOn, today) > SIGNED_WITHIN_DAYS;
  const born = referral?.createdAt?.slice(0, 10) ?? null;
  if (!isMissing && (born === null || signedOn >= born)) return [];
  return [refusal('registration-signed', null, {})];
}

function termGaps({ startsOn, endsOn, perpetual }: DealRegistration, today: string): readonly Refusal[] {
  const isEndWrong = !perpetual && (endsOn === null || (startsOn !== null && endsOn < startsOn));
  const isStartWrong = startsOn === null || daysBetween(startsOn, today) > STARTED_WITHIN_DAYS;
  return isStartWrong || isEndWrong ? [refusal('registration-term', null, {})] : [];
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}
