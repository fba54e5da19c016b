import type { ReferralSeed } from '../emulators/partner-center/world-schema.ts';
import type { Installation } from './installation.ts';
import { CLOSE_DATE, type PlantedDeal, plantedDeal, plantedGuid, SOLUTION } from './planted.ts';
import { pause } from './trace-log.ts';

/** A referral and an opportunity that name each other and agree in every value. */
export interface Pair {
  referralId: string;
  recordId: string;
}

const OURS = { organizationId: '3f1b6a52-9c77-4f0e-8d0b-5b0d2c8e7a41', organizationName: 'Lakeshore Data Works' };
const MICROSOFT = { organizationId: 'msft', organizationName: 'Microsoft' };

const PAIRS_PER_REQUEST = 200;
/** Longer than the overlap of the benches' sweeps. */
const PLANTED_REST_MS = 4000;

/** Plants `count` pairs, the youngest a month old. */
export async function plantPairs(
  { partnerCenter, crm, crmEmulator }: Installation,
  count: number,
): Promise<readonly Pair[]> {
  const recordsOf = await crm.planting(crmEmulator);
  const deals = Array.from({ length: count }, (_, number) => plantedDeal(number));
  for (let from = 0; from < count; from += PAIRS_PER_REQUEST) {
    const part = deals.slice(from, from + PAIRS_PER_REQUEST);
    await Promise.all([
      partnerCenter.person('seed', { referrals: part.map((deal) => referralOf(deal, crm.recordIdOf(deal.number))) }),
      crmEmulator.person('seed', { records: part.flatMap(recordsOf) }),
    ]);
  }
  // Planting what belongs to opportunities touches them: they must not look as if they had just been edited.
  await pause(PLANTED_REST_MS);
  return deals.map(({ number, referralId }) => ({ referralId, recordId: crm.recordIdOf(number) }));
}

function referralOf(deal: PlantedDeal, recordId: string): ReferralSeed {
  const { kind, customer } = deal;
  const { firstName, lastName, email, phone } = customer.contact;
  const { street, city, postalCode, country } = customer;
  return {
    id: deal.referralId,
    engagementId: deal.engagementId,
    name: deal.name,
    createdDaysAgo: deal.daysOld,
    status: 'Active',
    substatus: 'Accepted',
    externalReferenceId: recordId,
    qualification: 'SalesQualified',
    type: kind === 'private' ? 'Independent' : 'Shared',
    direction: kind === 'invited' ? 'Incoming' : 'Outgoing',
    consent: {
      consentToToShareInfoWithOthers: true,
      consentToContact: true,
      consentToShareReferralWithMicrosoftSellers: kind !== 'private',
    },
    customerProfile: {
      name: customer.name,
      address: { addressLine1: street, addressLine2: null, city, postalCode, country, state: null, region: null },
      team: [{ firstName, lastName, email, phoneNumber: phone, title: null }],
    },
    details: {
      notes: deal.notes,
      dealValue: deal.value,
      currency: 'USD',
      closingDateTime: `${CLOSE_DATE}T00:00:00Z`,
      requirements: {
        solutions: [{ ...SOLUTION, type: 'Name' }],
        additionalRequirements: { attributes: [{ type: 'CustomerMarketplaceIntent', id: 'HaveNotDecided' }] },
      },
    },
    target: [{ type: 'SolutionProfile', id: SOLUTION.id }],
    inviteContext: { invitedMpnId: '6000123', invitedBy: kind === 'invited' ? MICROSOFT : OURS },
    ...(kind === 'private' ? {} : { microsoft: microsoftHalf(deal) }),
  };
}

function microsoftHalf({ number, kind, microsoftCrmId }: PlantedDeal): NonNullable<ReferralSeed['microsoft']> {
  return {
    id: plantedGuid('c0000000', number),
    status: 'Active',
    substatus: 'Accepted',
    trackingInfo: { microsoftMsxId: microsoftCrmId },
    ...(kind === 'shared'
      ? { inviteContext: { assistanceRequestCode: 'QuotesOrLicensing', notes: 'Please help.', invitedBy: OURS } }
      : {}),
  };
}
