import type { DeepPartial } from '../partner-center/documents.ts';
import { MICROSOFT, type Referral } from '../partner-center/referral.ts';
import type { PartnerCenterWorldInput, ReferralSeed } from '../partner-center/world-schema.ts';
import { type WorldCustomer, worldCustomers } from './customers.ts';

/** Stable ids, so that people and other worlds can name a referral of the default world. */
const guid = (family: string, number: number) => `${family}-0000-4000-8000-${String(number).padStart(12, '0')}`;

const SOLUTIONS = [
  { id: 'SOL-41877-KDT', name: 'Lakeshore Fabric Accelerator' },
  { id: 'SOL-52210-MQP', name: 'Lakeshore Copilot Readiness' },
  { id: 'SOL-60934-RWB', name: 'Lakeshore Security Watch' },
].map((solution) => ({ ...solution, publisherName: 'Lakeshore Data Works', solutionType: '3P' }));

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

interface Deal {
  /** Index into the customers. */
  customer: number;
  name: string;
  /** `New/Pending` and the like. */
  state: string;
  daysOld: number;
  value: number;
  currency?: string;
  more?: DeepPartial<Referral>;
  microsoft?: DeepPartial<Referral>;
}

const consent = (shared: boolean) => ({
  consentToToShareInfoWithOthers: true,
  consentToContact: true,
  consentToShareReferralWithMicrosoftSellers: shared,
});

function statusOf(state: string): { status: string; substatus: string } {
  const [status = '', substatus = ''] = state.split('/');
  return { status, substatus };
}

function documentOf(deal: Deal, index: number): ReferralSeed {
  const customer = worldCustomers[deal.customer];
  const solution = SOLUTIONS[index % SOLUTIONS.length];
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

const accepted = (microsoftMsxId: string) => ({ ...statusOf('Active/Accepted'), trackingInfo: { microsoftMsxId } });

const INVITATIONS: Deal[] = [
  {
    customer: 0,
    name: 'Adatum ERP analytics modernisation',
    state: 'New/Pending',
    daysOld: 1,
    value: 180_000,
    currency: 'EUR',
  },
  { customer: 5, name: 'Northwind demand forecasting', state: 'New/Pending', daysOld: 3, value: 95_000 },
  { customer: 9, name: 'Woodgrove fraud analytics', state: 'New/Pending', daysOld: 12, value: 400_000 },
  {
    customer: 16,
    name: 'City Power grid twin',
    state: 'New/Received',
    daysOld: 2,
    value: 250_000,
    more: { salesStage: '10' },
  },
  {
    customer: 7,
    name: 'Litware trial platform',
    state: 'Active/Accepted',
    daysOld: 20,
    value: 310_000,
    currency: 'CHF',
  },
  { customer: 15, name: 'Blue Yonder control tower', state: 'Active/Accepted', daysOld: 35, value: 140_000 },
  {
    customer: 10,
    name: 'Humongous claims automation',
    state: 'Closed/Won',
    daysOld: 90,
    value: 220_000,
    currency: 'CAD',
  },
  {
    customer: 12,
    name: 'Trey genome pipeline',
    state: 'Closed/Lost',
    daysOld: 80,
    value: 75_000,
    more: { statusReason: 'Customer chose another vendor' },
  },
  {
    customer: 18,
    name: 'Messenger route planning',
    state: 'Closed/Declined',
    daysOld: 60,
    value: 30_000,
    more: { statusReason: 'Customer budget not adequate' },
  },
  { customer: 19, name: 'Design Institute archive', state: 'Closed/Expired', daysOld: 40, value: 45_000 },
];

const SHARED_DEALS: Deal[] = [
  {
    customer: 1,
    name: 'Fourth Coffee store telemetry',
    state: 'Active/Accepted',
    daysOld: 5,
    value: 95_000,
    microsoft: {},
  },
  {
    customer: 3,
    name: 'Coho warehouse forecasting',
    state: 'Active/Accepted',
    daysOld: 25,
    value: 60_000,
    microsoft: accepted('7-WORLD1001'),
  },
  {
    customer: 6,
    name: 'Tailspin maintenance records',
    state: 'Active/Accepted',
    daysOld: 30,
    value: 20_000,
    currency: 'EUR',
    microsoft: statusOf('Closed/Declined'),
  },
  {
    customer: 8,
    name: 'Proseware turbine insight',
    state: 'Active/Accepted',
    daysOld: 45,
    value: 500_000,
    currency: 'NOK',
    microsoft: statusOf('Closed/Expired'),
  },
  { customer: 17, name: 'Southridge media catalogue', state: 'Active/Accepted', daysOld: 15, value: 85_000 },
  {
    customer: 11,
    name: 'Alpine booking engine',
    state: 'Closed/Won',
    daysOld: 70,
    value: 130_000,
    currency: 'CHF',
    microsoft: { ...statusOf('Closed/Won'), trackingInfo: { microsoftMsxId: '7-WORLD1002' } },
  },
  {
    customer: 13,
    name: 'Margie Travel chat',
    state: 'Closed/Error',
    daysOld: 50,
    value: 1,
    more: { statusReason: 'Test referral' },
  },
];

const PRIVATE_DEALS: Deal[] = [
  {
    customer: 14,
    name: 'Lucerne content search',
    state: 'Active/Accepted',
    daysOld: 10,
    value: 40_000,
    currency: 'EUR',
  },
  {
    customer: 4,
    name: 'Relecloud cost review',
    state: 'Closed/Lost',
    daysOld: 65,
    value: 15_000,
    currency: 'GBP',
    more: { statusReason: 'Customer did not respond' },
  },
];

const LEADS: Deal[] = [
  { customer: 2, name: 'Fabric Accelerator: contact me', state: 'New/Pending', daysOld: 1, value: 0 },
  {
    customer: 11,
    name: 'Security Watch: free trial',
    state: 'New/Received',
    daysOld: 4,
    value: 0,
    more: { callToAction: 'FreeTrial' },
  },
  {
    customer: 16,
    name: 'Copilot Readiness: contact me',
    state: 'Active/Accepted',
    daysOld: 8,
    value: 0,
    more: { quality: 'High' },
  },
  // Expired leads show no contact; the name is escaped as real ones are.
  {
    customer: 5,
    name: 'Fabric &amp; Copilot: test drive',
    state: 'Closed/Expired',
    daysOld: 33,
    value: 0,
    more: { customerProfile: { name: 'Northwind &amp; Sons', address: { country: 'US', state: null, region: 'MA' } } },
  },
];

const GROUPS: [make: (deal: Deal, index: number) => ReferralSeed, deals: Deal[]][] = [
  [invited, INVITATIONS],
  [own(true), SHARED_DEALS],
  [own(false), PRIVATE_DEALS],
  [lead, LEADS],
];

/** The Partner Center section of the default world: every kind of deal in every state it can have. */
export const defaultPartnerCenterWorld: PartnerCenterWorldInput = {
  solutions: SOLUTIONS,
  referrals: GROUPS.flatMap(([make, deals], group) => deals.map((deal, index) => make(deal, group * 20 + index))),
};
