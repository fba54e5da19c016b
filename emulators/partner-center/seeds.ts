import { randomUUID } from 'node:crypto';
import { completeReferral, type DeepPartial, overlay } from './documents.ts';
import { scheduleExpiry } from './lifecycle.ts';
import { MICROSOFT, type Referral } from './referral.ts';
import { expiryOf, formatMs } from './stamps.ts';
import { linksOf, type Tenant } from './tenant.ts';
import type { ReferralSeed } from './world-schema.ts';

const DAY_MS = 86_400_000;

/** The dates that a document of this status has, unless the seed gives others. */
function datesOf(tenant: Tenant, seed: ReferralSeed): DeepPartial<Referral> {
  const ageMs = (seed.createdDaysAgo ?? 0) * DAY_MS;
  const createdDateTime = seed.createdDateTime ?? formatMs(tenant.kit.clock.now() - ageMs);
  const updatedDateTime =
    seed.updatedDateTime ?? (seed.createdDaysAgo === undefined ? tenant.stamps.next() : createdDateTime);
  const status = seed.status ?? 'New';
  const expires = status === 'New' ? expiryOf(createdDateTime, tenant.kit.switches.number('expiry-days')) : null;
  return {
    createdDateTime,
    updatedDateTime,
    expirationDateTime: seed.expirationDateTime === undefined ? expires : seed.expirationDateTime,
    acceptedDateTime: status === 'New' || seed.substatus === 'Declined' ? null : createdDateTime,
    closedDateTime: status === 'Closed' ? updatedDateTime : null,
    eTag: seed.eTag ?? tenant.stamps.eTag(updatedDateTime),
  };
}

/** Puts a document into the tenant as if it had long been there: no event is raised. Returns it as stored. */
export function plant(tenant: Tenant, seed: ReferralSeed): Referral {
  const { createdDaysAgo: _age, microsoft, ...given } = seed;
  const { organization } = tenant.world;
  const ids = { id: (given.id ?? randomUUID()).toLowerCase(), engagementId: given.engagementId ?? randomUUID() };
  const foreign = given.organizationId !== undefined && given.organizationId !== organization.id;
  const owner: DeepPartial<Referral> = foreign
    ? {}
    : { organizationId: organization.id, organizationName: organization.name };
  const referral = completeReferral(
    overlay<DeepPartial<Referral>>(
      { mpnId: organization.mpnId, ...owner, ...datesOf(tenant, seed), links: linksOf(tenant, ids) },
      { ...given, ...ids },
    ),
  );
  tenant.store.put(referral);
  scheduleExpiry(tenant, referral);
  if (microsoft) plantMicrosoftHalf(tenant, referral, { createdDaysAgo: seed.createdDaysAgo ?? 0, ...microsoft });
  return referral;
}

/** The document that Microsoft holds in the engagement of `own`: the same deal, with Microsoft's own answer and ids. */
export function plantMicrosoftHalf(tenant: Tenant, own: Referral, given: ReferralSeed): Referral {
  const { name, type, qualification, mpnId, customerProfile, consent, details } = own;
  return plant(tenant, {
    ...overlay<ReferralSeed>(
      {
        organizationName: 'Microsoft',
        name,
        type,
        qualification,
        mpnId,
        customerProfile,
        consent,
        details,
        direction: own.inviteContext.invitedBy.organizationId === MICROSOFT ? 'Outgoing' : 'Incoming',
        target: [{ type: 'BusinessProfileLocation', id: MICROSOFT }],
        inviteContext: own.inviteContext,
      },
      given,
    ),
    engagementId: own.engagementId,
    organizationId: MICROSOFT,
  });
}

/** Empties the tenant and plants the referrals of its world. */
export function plantWorld(tenant: Tenant): void {
  for (const cancel of tenant.pending) cancel();
  tenant.pending.clear();
  tenant.store.clear();
  tenant.kit.switches.set(tenant.world.switches);
  for (const seed of tenant.world.referrals) plant(tenant, seed);
}
