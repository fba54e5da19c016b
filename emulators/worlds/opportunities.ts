/** One line of the default world: an opportunity that Partner Center does not know (yet), whatever the CRM. */
export interface LocalDeal {
  name: string;
  /** Index into the customers, or the ref of another account; absent: the seller has not chosen one. */
  customer?: number | string;
  /** As Salesforce calls it by default. */
  stage: string;
  amount: number | null;
  currency?: string;
  /** Username of the seller who owns it. */
  by: 'sam' | 'marta';
  /** Index into the solutions; absent: none. */
  solution?: number;
  withContact?: boolean;
  /** Assistance code of Partner Center. */
  help?: string;
  visible?: true;
  intent?: 'Yes' | 'No' | 'HaveNotDecided';
  /** A services co-sell, in the one role, area and play of the default world. */
  services?: true;
  ticked?: true;
}

/** Complete: a tick on Sync shares them. */
const READY: readonly LocalDeal[] = [
  {
    name: 'Wingtip loyalty analytics',
    customer: 2,
    stage: 'Needs Analysis',
    amount: 72_000,
    currency: 'GBP',
    by: 'sam',
    solution: 0,
    withContact: true,
    help: 'QuotesOrLicensing',
    intent: 'Yes',
  },
  {
    name: 'Northwind shelf pricing',
    customer: 5,
    stage: 'Value Proposition',
    amount: 58_000,
    by: 'marta',
    solution: 1,
    withContact: true,
    visible: true,
    intent: 'HaveNotDecided',
  },
  {
    name: 'Relecloud data estate review',
    customer: 4,
    stage: 'Qualification',
    amount: 18_500.5,
    currency: 'GBP',
    by: 'sam',
    solution: 2,
    withContact: true,
    intent: 'No',
  },
  {
    name: 'Humongous cloud operating model',
    customer: 10,
    stage: 'Proposal/Price Quote',
    amount: 210_000,
    currency: 'CAD',
    by: 'marta',
    withContact: true,
    help: 'CustomerTechnicalArchitecture',
    services: true,
  },
];

/** Something is missing: a tick on Sync is refused with the remedy. */
const INCOMPLETE: readonly LocalDeal[] = [
  {
    name: 'Woodgrove branch insights',
    customer: 9,
    stage: 'Prospecting',
    amount: 33_000,
    by: 'sam',
    withContact: true,
  },
  {
    name: 'Trey sample tracking',
    customer: 12,
    stage: 'Qualification',
    amount: 64_000,
    by: 'marta',
    solution: 1,
    help: 'ProofOfConceptOrDemo',
  },
  {
    name: 'Tailwind storefront',
    customer: 'account-tailwind',
    stage: 'Prospecting',
    amount: 27_000,
    by: 'sam',
    solution: 0,
  },
  { name: 'Referred at the trade fair', stage: 'Prospecting', amount: null, by: 'marta', solution: 2 },
  {
    name: 'Messenger parcel lockers',
    customer: 18,
    stage: 'Qualification',
    amount: 41_000,
    currency: 'EUR',
    by: 'sam',
    withContact: true,
    // Ticked all the same: the connector marks it and says what to do.
    ticked: true,
  },
];

/** The organisation's own business, never ticked. */
const INTERNAL: readonly LocalDeal[] = [
  { name: 'Margie support renewal', customer: 13, stage: 'Negotiation/Review', amount: 12_000, by: 'marta' },
  {
    name: 'Design Institute training',
    customer: 19,
    stage: 'Perception Analysis',
    amount: 6400,
    currency: 'EUR',
    by: 'sam',
  },
  { name: 'Blue Yonder pilot', customer: 15, stage: 'Closed Won', amount: 9000, by: 'sam' },
  { name: 'City Power licences', customer: 16, stage: 'Closed Lost', amount: 150_000, by: 'marta' },
];

export const LOCAL_DEALS: readonly LocalDeal[] = [...READY, ...INCOMPLETE, ...INTERNAL];
