import type { Refusal } from '../core/model/refusal.ts';
import type { DealRegistration } from '../core/model/registration.ts';
import { registering, registrationGaps } from '../core/reconcile/registration.ts';
import type { EngineDeps } from '../engine/deps.ts';
import type { StoredLink } from '../engine/ports.ts';

/** Why a deal could not be registered; empty when it was. */
export type RegistrationOutcome = readonly Refusal[];

/**
 * Registers a won deal at Microsoft with what a person has entered, and follows its review from then on. The referral is read afresh, so that the
 * rules are checked against what Partner Center knows now.
 */
export async function registerDeal(
  deps: EngineDeps,
  { link }: StoredLink,
  registration: DealRegistration,
  signal: AbortSignal,
): Promise<RegistrationOutcome> {
  const group = deps.sides['partner-center'];
  const [referral] = link.referralId ? await group.read([link.referralId], { signal }) : [];
  if (!referral) throw new RangeError(`The link ${link.id} has no referral`);
  const complete = { ...registration, currency: registration.currency ?? referral.deal.currency ?? null };
  const today = new Date(deps.clock.nowMs()).toISOString().slice(0, 10);
  const gaps = registrationGaps(complete, referral, today);
  if (gaps.length > 0) return gaps;
  const result = await group
    .memberFor({ 'partner-center': referral })
    .update(registering(referral, complete), { signal });
  if (result.kind === 'refused') return result.refusals;
  // The link of a won deal rests; now there is a review to be followed and told on the record.
  await deps.store.transaction(async (tx) => {
    await tx.links.save({ ...link, state: 'active' }, 0);
  });
  return [];
}
