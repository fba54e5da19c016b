import type { ReferralSeed } from '../emulators/partner-center/world-schema.ts';
import { makeId } from '../emulators/salesforce/ids.ts';
import type { SeedRecord } from '../emulators/salesforce/world-schema.ts';
import type { Emulator } from './emulators.ts';
import { pause } from './trace-log.ts';

/** A referral and an opportunity that name each other and agree in every value. */
export interface Pair {
  referralId: string;
  recordId: string;
}

type Seed = Partial<SeedRecord> & Pick<SeedRecord, 'sobject' | 'fields'>;

const SOLUTION = { id: 'SOL-41877-KDT', name: 'Lakeshore Fabric Accelerator' };
const PUBLISHED = { publisherName: 'Lakeshore Data Works', solutionType: '3P' };
const OURS = { organizationId: '3f1b6a52-9c77-4f0e-8d0b-5b0d2c8e7a41', organizationName: 'Lakeshore Data Works' };
const MICROSOFT = { organizationId: 'msft', organizationName: 'Microsoft' };

/** Deals of one customer; saving one locks the account of all. */
const DEALS_PER_ACCOUNT = 10;
/** Far above what an emulated organisation counts up to by itself. */
const FIRST_ID = 700_000_000;
const YOUNGEST_DAYS = 30;
const PAIRS_PER_REQUEST = 200;
/** Longer than the overlap of the benches' sweeps. */
const PLANTED_REST_MS = 4000;

const guid = (family: string, number: number) => `${family}-0000-4000-8000-${String(number).padStart(12, '0')}`;
const recordIdOf = (number: number) => makeId('006', FIRST_ID + number);
const accountIdOf = (number: number) => makeId('001', FIRST_ID + Math.floor(number / DEALS_PER_ACCOUNT));
const contactIdOf = (number: number) => makeId('003', FIRST_ID + Math.floor(number / DEALS_PER_ACCOUNT));

/**
 * Plants `count` pairs, the youngest a month old: a third invitations and a third shared deals, both with Microsoft's own document beside ours,
 * and a third private deals.
 */
export async function plantPairs(
  { partnerCenter, salesforce }: { partnerCenter: Emulator; salesforce: Emulator },
  count: number,
): Promise<readonly Pair[]> {
  const solution = await plantSolution(salesforce);
  const numbers = Array.from({ length: count }, (_, at) => at);
  for (let from = 0; from < count; from += PAIRS_PER_REQUEST) {
    const part = numbers.slice(from, from + PAIRS_PER_REQUEST);
    await Promise.all([
      partnerCenter.person('seed', { referrals: part.map(referralOf) }),
      salesforce.person('seed', { records: part.flatMap((number) => recordsOf(number, solution)) }),
    ]);
  }
  // Planting lines and roles touches the opportunities: they must not look as if they had just been edited.
  await pause(PLANTED_REST_MS);
  return numbers.map((number) => ({ referralId: guid('b0000000', number), recordId: recordIdOf(number) }));
}

async function plantSolution(salesforce: Emulator): Promise<string> {
  const fields = {
    Name: SOLUTION.name,
    Solution_Identifier__c: SOLUTION.id,
    Type__c: PUBLISHED.solutionType,
    Publisher_Name__c: PUBLISHED.publisherName,
  };
  const { ids } = await salesforce.person('seed', {
    records: [{ sobject: 'Microsoft_Solution_Detail__c', ref: 'solution', fields }],
  });
  return String((ids as Record<string, string>)['solution']);
}

const dealValueOf = (number: number) => 10_000 + number;
/** One deal every quarter of an hour, as if they had come in over months. */
const daysOld = (number: number) => YOUNGEST_DAYS + number / 100;
const nameOf = (number: number) => `Modernisation ${number}`;
const notesOf = (number: number) => `Deal ${number}: first call held, budget to be confirmed.`;

function customerOf(number: number) {
  const account = Math.floor(number / DEALS_PER_ACCOUNT);
  return {
    name: `Customer ${account} Ltd`,
    addressLine1: `${account} Harbour Road`,
    city: 'Bristol',
    postalCode: `BS1 ${account}`,
    country: 'GB',
    contact: {
      firstName: 'Imani',
      lastName: `Clarke ${account}`,
      email: `imani.${account}@customer.example`,
      phoneNumber: '+441174960123',
    },
  };
}

type Kind = 'invited' | 'shared' | 'private';
const KINDS: readonly Kind[] = ['invited', 'shared', 'private'];
const kindOf = (number: number): Kind => KINDS[number % KINDS.length] ?? 'private';

function referralOf(number: number): ReferralSeed {
  const { name, contact, ...address } = customerOf(number);
  const kind = kindOf(number);
  return {
    id: guid('b0000000', number),
    engagementId: guid('e0000000', number),
    name: nameOf(number),
    createdDaysAgo: daysOld(number),
    status: 'Active',
    substatus: 'Accepted',
    externalReferenceId: recordIdOf(number),
    qualification: 'SalesQualified',
    type: kind === 'private' ? 'Independent' : 'Shared',
    direction: kind === 'invited' ? 'Incoming' : 'Outgoing',
    consent: {
      consentToToShareInfoWithOthers: true,
      consentToContact: true,
      consentToShareReferralWithMicrosoftSellers: kind !== 'private',
    },
    customerProfile: {
      name,
      address: { ...address, addressLine2: null, state: null, region: null },
      team: [{ ...contact, title: null }],
    },
    details: {
      notes: notesOf(number),
      dealValue: dealValueOf(number),
      currency: 'USD',
      closingDateTime: '2027-06-30T00:00:00Z',
      requirements: {
        solutions: [{ ...SOLUTION, ...PUBLISHED, type: 'Name' }],
        additionalRequirements: { attributes: [{ type: 'CustomerMarketplaceIntent', id: 'HaveNotDecided' }] },
      },
    },
    target: [{ type: 'SolutionProfile', id: SOLUTION.id }],
    inviteContext: { invitedMpnId: '6000123', invitedBy: kind === 'invited' ? MICROSOFT : OURS },
    ...(kind === 'private' ? {} : { microsoft: microsoftHalf(number, kind) }),
  };
}

function microsoftHalf(number: number, kind: Kind): NonNullable<ReferralSeed['microsoft']> {
  return {
    id: guid('c0000000', number),
    status: 'Active',
    substatus: 'Accepted',
    trackingInfo: { microsoftMsxId: msxIdOf(number) },
    ...(kind === 'shared'
      ? { inviteContext: { assistanceRequestCode: 'QuotesOrLicensing', notes: 'Please help.', invitedBy: OURS } }
      : {}),
  };
}

const msxIdOf = (number: number) => `7-BENCH${number}`;

function recordsOf(number: number, solution: string): readonly Seed[] {
  const kind = kindOf(number);
  const referralId = guid('b0000000', number);
  const aged = { createdDaysAgo: daysOld(number) };
  return [
    ...(number % DEALS_PER_ACCOUNT === 0 ? customerRecords(number) : []),
    {
      sobject: 'Opportunity',
      id: recordIdOf(number),
      ...aged,
      fields: {
        Name: `✔ ${nameOf(number)}`,
        AccountId: accountIdOf(number),
        StageName: 'Qualification',
        Amount: dealValueOf(number),
        CurrencyIsoCode: 'USD',
        CloseDate: '2027-06-30',
        Description: notesOf(number),
        Sync_With_Partner_Center__c: true,
        Referral_Identifier__c: referralId,
        Referral_Link__c: `https://partner.microsoft.com/referrals/v2/inbox?id=${referralId}`,
        Referral_visible_to_Microsoft_sellers__c: kind !== 'private',
        How_can_Microsoft_help__c: kind === 'shared' ? 'Quotes or Licensing' : null,
        Microsoft_CRM_Identifier__c: kind === 'private' ? null : msxIdOf(number),
        Customer_purchase_intent__c: 'HaveNotDecided',
        Audit__c: '2026-10-01 09:00 - Partner Center Referral to CRM sync success.',
      },
    },
    {
      sobject: 'OpportunityContactRole',
      ...aged,
      fields: { OpportunityId: recordIdOf(number), ContactId: contactIdOf(number), IsPrimary: true },
    },
    {
      sobject: 'Microsoft_Solutions__c',
      ...aged,
      fields: { Opportunity__c: recordIdOf(number), Solution__c: solution },
    },
  ];
}

function customerRecords(number: number): readonly Seed[] {
  const { name, addressLine1, city, postalCode, country, contact } = customerOf(number);
  return [
    {
      sobject: 'Account',
      id: accountIdOf(number),
      createdDaysAgo: daysOld(number),
      fields: {
        Name: name,
        BillingStreet: addressLine1,
        BillingCity: city,
        BillingPostalCode: postalCode,
        BillingCountryCode: country,
      },
    },
    {
      sobject: 'Contact',
      id: contactIdOf(number),
      createdDaysAgo: daysOld(number),
      fields: {
        AccountId: accountIdOf(number),
        FirstName: contact.firstName,
        LastName: contact.lastName,
        Email: contact.email,
        Phone: contact.phoneNumber,
      },
    },
  ];
}
