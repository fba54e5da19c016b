import { randomUUID } from 'node:crypto';
import type { SalesforceEmulator } from '../../../emulators/salesforce/start.ts';
import type { SeedRecord } from '../../../emulators/salesforce/world-schema.ts';

/** A deal as a seller opens it; complete for sharing unless something is taken away with null. */
export interface OpenedDeal {
  name?: string;
  /** Name of a new account; null: no account at all. */
  customer?: string | null;
  country?: string | null;
  amount?: number | null;
  currency?: string;
  closeDate?: string;
  notes?: string;
  contact?: ContactFields | null;
  solution?: string | null;
  ticked?: boolean;
  fields?: Readonly<Record<string, unknown>>;
}

type ContactFields = Readonly<{ FirstName: string; LastName: string; Email: string; Phone: string }>;

/** What sellers do in Salesforce. */
export interface Seller {
  opens(deal?: OpenedDeal): string;
  edits(id: string, fields: Readonly<Record<string, unknown>>): void;
  moves(id: string, stage: string): void;
  ticks(id: string): void;
  addsContact(id: string, contact?: ContactFields): void;
  addsSolution(id: string, solution?: string): void;
}

const SELLER = 'sam.seller@lakeshore.example';

/** Refs in the default world's own words. */
const SOLUTIONS: Readonly<Record<string, string>> = {
  'SOL-41877-KDT': 'Lakeshore Fabric Accelerator',
  'SOL-52210-MQP': 'Lakeshore Copilot Readiness',
};
const FIRST_SOLUTION = 'SOL-41877-KDT';

/** The stage of the default world in which invitations wait. */
export const ON_HOLD = 'Partner Review';

export const ACTIVE_STAGE = 'Qualification';

/** People who exist once, so that no two deals meet by accident. */
function somebody(): ContactFields {
  const tag = randomUUID().slice(0, 8);
  return { FirstName: 'Kim', LastName: `Tester ${tag}`, Email: `kim.${tag}@customer.example`, Phone: '+12065550100' };
}

export function sellerIn({ admin }: SalesforceEmulator): Seller {
  const { people } = admin;
  const idOfSolution = (identifier: string): string => {
    const { records } = admin.snapshot() as { records: Record<string, Record<string, unknown>[]> };
    const known = records['Microsoft_Solution_Detail__c']?.find((row) => row['Solution_Identifier__c'] === identifier);
    if (known) return String(known['Id']);
    const fields = { Name: SOLUTIONS[identifier] ?? identifier, Solution_Identifier__c: identifier, Type__c: '3P' };
    return String(people.create({ by: SELLER, sobject: 'Microsoft_Solution_Detail__c', fields })['Id']);
  };
  const edits: Seller['edits'] = (id, fields) => void people.edit({ by: SELLER, id, fields });
  const seller: Seller = {
    opens(deal = {}) {
      const solution = deal.solution === undefined ? FIRST_SOLUTION : deal.solution;
      const { ids } = people.seed({ records: recordsOf(deal, solution && idOfSolution(solution)) });
      const id = String(ids['deal']);
      if (deal.ticked) seller.ticks(id);
      return id;
    },
    edits,
    moves: (id, stage) => edits(id, { StageName: stage }),
    ticks: (id) => edits(id, { Sync_With_Partner_Center__c: true }),
    addsContact(id, contact = somebody()) {
      const made = people.create({ by: SELLER, sobject: 'Contact', fields: { ...contact } });
      const fields = { OpportunityId: id, ContactId: made['Id'] };
      people.create({ by: SELLER, sobject: 'OpportunityContactRole', fields });
    },
    addsSolution(id, solution = FIRST_SOLUTION) {
      const fields = { Opportunity__c: id, Solution__c: idOfSolution(solution) };
      people.create({ by: SELLER, sobject: 'Microsoft_Solutions__c', fields });
    },
  };
  return seller;
}

function recordsOf(deal: OpenedDeal, solutionId: string | null): SeedRecord[] {
  const { customer = `Customer ${randomUUID().slice(0, 8)}`, country = 'US', contact = somebody() } = deal;
  const { amount = 50_000, currency = 'USD', closeDate = '2027-05-31' } = deal;
  const record = (sobject: string, ref: string, fields: SeedRecord['fields']): SeedRecord => ({
    sobject,
    ref,
    by: SELLER,
    fields,
  });
  const address = { BillingStreet: '1 Main St', BillingCity: 'Springfield', BillingPostalCode: '62701' };
  const account = { Name: customer, ...address, BillingCountryCode: country };
  return [
    ...(customer === null ? [] : [record('Account', 'account', account)]),
    record('Opportunity', 'deal', {
      Name: deal.name ?? `Deal ${randomUUID().slice(0, 8)}`,
      AccountId: customer === null ? null : '@account',
      StageName: ACTIVE_STAGE,
      Amount: amount,
      CurrencyIsoCode: currency,
      CloseDate: closeDate,
      Description: deal.notes ?? 'First call held.',
      Customer_purchase_intent__c: 'Yes',
      ...deal.fields,
    }),
    ...(contact === null
      ? []
      : [
          record('Contact', 'contact', { ...contact, ...(customer === null ? {} : { AccountId: '@account' }) }),
          record('OpportunityContactRole', 'role', { OpportunityId: '@deal', ContactId: '@contact', IsPrimary: true }),
        ]),
    ...(solutionId === null
      ? []
      : [record('Microsoft_Solutions__c', 'line', { Opportunity__c: '@deal', Solution__c: solutionId })]),
  ];
}
