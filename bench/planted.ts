/** What the two records of a planted pair hold alike, by the number of the pair. */
export interface PlantedDeal {
  number: number;
  kind: DealKind;
  referralId: string;
  engagementId: string;
  name: string;
  value: number;
  notes: string;
  /** Null for deals that Microsoft does not see. */
  microsoftCrmId: string | null;
  daysOld: number;
  customer: PlantedCustomer;
}

/** A customer shared by some deals; saving one of them may lock the account of all. */
export interface PlantedCustomer {
  number: number;
  /** Whether this deal is the first of the customer, hence brings it along. */
  isNew: boolean;
  name: string;
  street: string;
  city: string;
  postalCode: string;
  country: string;
  contact: { firstName: string; lastName: string; email: string; phone: string };
}

/** A third each: invitations and shared deals, which Microsoft has a document of as well, and private deals. */
export const DEAL_KINDS = ['invited', 'shared', 'private'] as const;
export type DealKind = (typeof DEAL_KINDS)[number];

export const SOLUTION = {
  id: 'SOL-41877-KDT',
  name: 'Lakeshore Fabric Accelerator',
  publisherName: 'Lakeshore Data Works',
  solutionType: '3P',
};

export const CLOSE_DATE = '2027-06-30';
export const AUDIT = '2026-10-01 09:00 - Partner Center Referral to CRM sync success.';
export const linkOf = (referralId: string) => `https://partner.microsoft.com/referrals/v2/inbox?id=${referralId}`;

const DEALS_PER_CUSTOMER = 10;
const YOUNGEST_DAYS = 30;

/** An id that tells which planted record it is. */
export function plantedGuid(family: string, number: number): string {
  return `${family}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function plantedDeal(number: number): PlantedDeal {
  const kind = DEAL_KINDS[number % DEAL_KINDS.length] ?? 'private';
  return {
    number,
    kind,
    referralId: plantedGuid('b0000000', number),
    engagementId: plantedGuid('e0000000', number),
    name: `Modernisation ${number}`,
    value: 10_000 + number,
    notes: `Deal ${number}: first call held, budget to be confirmed.`,
    microsoftCrmId: kind === 'private' ? null : `7-BENCH${number}`,
    // One deal every quarter of an hour, as if they had come in over months.
    daysOld: YOUNGEST_DAYS + number / 100,
    customer: plantedCustomer(number),
  };
}

function plantedCustomer(dealNumber: number): PlantedCustomer {
  const number = Math.floor(dealNumber / DEALS_PER_CUSTOMER);
  return {
    number,
    isNew: dealNumber % DEALS_PER_CUSTOMER === 0,
    name: `Customer ${number} Ltd`,
    street: `${number} Harbour Road`,
    city: 'Bristol',
    postalCode: `BS1 ${number}`,
    country: 'GB',
    contact: {
      firstName: 'Imani',
      lastName: `Clarke ${number}`,
      email: `imani.${number}@customer.example`,
      phone: '+441174960123',
    },
  };
}
