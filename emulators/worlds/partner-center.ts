import type { DeepPartial } from '../partner-center/documents.ts';
import { MICROSOFT, type Referral } from '../partner-center/referral.ts';
import type { PartnerCenterWorldInput, ReferralSeed } from '../partner-center/world-schema.ts';
import { SOLUTIONS, solutionOf } from './catalogue.ts';
import { type WorldCustomer, worldCustomers } from './customers.ts';
import { type Deal, INVITATIONS, LEADS, PRIVATE_DEALS, SHARED_DEALS, statusOf } from './deals.ts';
import { recordIds, type WorldCrm } from './ids.ts';

/** Stable ids, so that people and other worlds can name a referral of the default world. */
const guid = (family: string, number: number) => `${family}-0000-4000-8000-${String(number).padStart(12, '0')}`;

const ORGANIZATION = {
  organizationId: '3f1b6a52-9c77-4f0e-8d0b-5b0d2c8e7a41',
  organizationName: 'Lakeshore Data Works',
};

const SELLER = {
  firstName: 'Ines',
  lastName: 'Moreau',
  phoneNumber: '+4989555044',
  email: 'ines.moreau@microsoft.example',
  title: null,
};
const PARTNER_SELLER = {
  firstName: 'Marta',
  lastName: 'Lind',
  phoneNumber: '+12065550177',
  email: 'marta.lind@lakeshore.example',
  title: null,
};

function profileOf({ name, street, city, state, postalCode, country, contact }: WorldCustomer): DeepPartial<Referral> {
  const { firstName, lastName, email, phone } = contact;
  return {
    customerProfile: {
      name,
      size: '251to1000employees',
      isMatchingComplete: true,
      address: { addressLine1: street, addressLine2: null, city, state, postalCode, country, region: null },
      team: [{ firstName, lastName, phoneNumber: phone, email, title: null }],
    },
  };
}

const consent = (shared: boolean) => ({
  consentToToShareInfoWithOthers: true,
  consentToContact: true,
  consentToShareReferralWithMicrosoftSellers: shared,
});

function documentOf(deal: Deal, index: number): ReferralSeed {
  const customer = worldCustomers[deal.customer];
  const solution = solutionOf(index);
  return {
    id: guid('b0000000', index + 1),
    engagementId: guid('e0000000', index + 1),
    name: deal.name,
    createdDaysAgo: deal.daysOld,
    ...statusOf(deal.state),
    qualification: 'SalesQualified',
    ...(customer ? profileOf(customer) : {}),
    details: {
      notes: `${deal.name}: notes of the first call.`,
      dealValue: deal.value,
      currency: deal.currency ?? 'USD',
      closingDateTime: '2027-06-30T00:00:00Z',
      requirements: {
        solutions: solution ? [{ ...solution, type: 'Name' }] : [],
        additionalRequirements: { attributes: [{ type: 'CustomerMarketplaceIntent', id: 'HaveNotDecided' }] },
      },
    },
    target: solution ? [{ type: 'SolutionProfile', id: solution.id }] : [],
  };
}

/** Invited by a Microsoft seller, who has a document of his own. */
function invited(deal: Deal, index: number): ReferralSeed {
  const microsoftMsxId = `7-WORLD${String(index + 1).padStart(4, '0')}`;
  return {
    ...documentOf(deal, index),
    type: 'Shared',
    direction: 'Incoming',
    consent: consent(true),
    team: [SELLER],
    inviteContext: {
      notes: 'Could you qualify this together with us?',
      invitedMpnId: '6000123',
      invitedBy: { organizationId: MICROSOFT, organizationName: 'Microsoft' },
    },
    trackingInfo: { microsoftMsxId },
    microsoft: {
      id: guid('c0000000', index + 1),
      status: 'Active',
      substatus: 'Accepted',
      trackingInfo: { microsoftMsxId },
    },
    ...deal.more,
  };
}

/** Created by the partner; `microsoft` says that help was asked for, and what became of it. */
function own(shared: boolean) {
  return (deal: Deal, index: number): ReferralSeed => ({
    ...documentOf(deal, index),
    type: shared ? 'Shared' : 'Independent',
    direction: 'Outgoing',
    consent: consent(shared),
    team: [PARTNER_SELLER],
    inviteContext: { invitedMpnId: '6000123', invitedBy: ORGANIZATION },
    ...deal.more,
    ...(deal.microsoft
      ? {
          microsoft: {
            id: guid('c0000000', index + 1),
            team: [SELLER],
            inviteContext: {
              assistanceRequestCode: 'QuotesOrLicensing',
              notes: 'Please help.',
              invitedBy: ORGANIZATION,
            },
            ...deal.microsoft,
          },
        }
      : {}),
  });
}

function lead(deal: Deal, index: number): ReferralSeed {
  const document = documentOf(deal, index);
  return {
    ...document,
    type: 'Independent',
    qualification: 'Direct',
    direction: 'Incoming',
    referralSource: 'AzureMarketplace',
    callToAction: 'ContactMe',
    consent: consent(false),
    target: [{ type: 'BusinessProfileLocation', id: guid('d0000000', 1) }],
    details: { notes: 'Please call us.', customerRequestedContact: true },
    ...deal.more,
  };
}

const GROUPS: [make: (deal: Deal, index: number) => ReferralSeed, deals: readonly Deal[]][] = [
  [invited, INVITATIONS],
  [own(true), SHARED_DEALS],
  [own(false), PRIVATE_DEALS],
  [lead, LEADS],
];

/** The deals of each group are counted from here on, so that no two have the same number. */
const GROUP_SIZE = 20;

/**
 * The Partner Center section of the default world: every kind of deal in every state it can have. The linked ones name records of the CRMs,
 * of each in turn.
 */
export function partnerCenterWorldBeside(crms: readonly WorldCrm[]): PartnerCenterWorldInput {
  const recordId = (number: number) => recordIds[crms[number % crms.length] ?? 'salesforce'](number);
  const referrals = GROUPS.flatMap(([make, deals], group) =>
    deals.map((deal, at) => {
      const number = group * GROUP_SIZE + at;
      return { ...make(deal, number), externalReferenceId: deal.linked ? recordId(number) : null };
    }),
  );
  return { solutions: SOLUTIONS, referrals };
}

export const defaultPartnerCenterWorld = partnerCenterWorldBeside(['salesforce']);
