import type { PartnerCenterWorldInput } from '../partner-center/world-schema.ts';
import { DEFAULT_STAGES } from '../salesforce/schema/picklists.ts';
import type { SalesforceWorldInput } from '../salesforce/world-schema.ts';
import { SOLUTIONS } from './catalogue.ts';
import { type WorldCustomer, worldCustomers } from './customers.ts';
import { HELP_LABELS, linkedOpportunity } from './linked-opportunities.ts';
import { LOCAL_DEALS, type LocalDeal } from './opportunities.ts';
import { defaultPartnerCenterWorld } from './partner-center.ts';

type Records = NonNullable<SalesforceWorldInput['records']>;

const INTEGRATION_SET = 'CoSell_Connector_Integration';

const SELLERS = { sam: 'sam.seller@lakeshore.example', marta: 'marta.lind@lakeshore.example' } as const;

/** The connector's own user first; the others work in the screens. */
const USERS: NonNullable<SalesforceWorldInput['users']> = [
  {
    username: 'integration@lakeshore.example',
    firstName: 'Cosell',
    lastName: 'Integration',
    email: 'integration@lakeshore.example',
    permissionSets: [INTEGRATION_SET],
    modifyMetadata: true,
  },
  {
    username: SELLERS.sam,
    firstName: 'Sam',
    lastName: 'Seller',
    email: SELLERS.sam,
    phone: '+12065550170',
    title: 'Account Executive',
  },
  {
    username: SELLERS.marta,
    firstName: 'Marta',
    lastName: 'Lind',
    email: SELLERS.marta,
    phone: '+12065550177',
    title: 'Partner Manager',
  },
  {
    username: 'ana.admin@lakeshore.example',
    firstName: 'Ana',
    lastName: 'Admin',
    email: 'ana.admin@lakeshore.example',
    title: 'CRM Administrator',
    modifyMetadata: true,
  },
];

/** Where invitations wait for the seller's answer: a stage of its own, before all others. */
const ON_HOLD = { name: 'Partner Review', probability: 5 };

function accountAndContact({ contact, ...customer }: WorldCustomer, at: number): Records {
  const { firstName, lastName, email, phone } = contact;
  return [
    {
      sobject: 'Account',
      ref: `account-${at}`,
      createdDaysAgo: 200,
      fields: {
        Name: customer.name,
        BillingStreet: customer.street,
        BillingCity: customer.city,
        BillingPostalCode: customer.postalCode,
        BillingCountryCode: customer.country,
        ...(customer.state ? { BillingStateCode: customer.state } : {}),
      },
    },
    {
      sobject: 'Contact',
      ref: `contact-${at}`,
      createdDaysAgo: 200,
      fields: { AccountId: `@account-${at}`, FirstName: firstName, LastName: lastName, Email: email, Phone: phone },
    },
  ];
}

/** What Microsoft's package keeps lists of, and an account that lacks its country. */
const CATALOGUES: Records = [
  ...SOLUTIONS.map(({ id, name, publisherName, solutionType }) => ({
    sobject: 'Microsoft_Solution_Detail__c',
    ref: id,
    createdDaysAgo: 200,
    fields: { Name: name, Solution_Identifier__c: id, Type__c: solutionType, Publisher_Name__c: publisherName },
  })),
  { sobject: 'Solution_Area__c', ref: 'area-data', fields: { Name: 'Data & AI', Active__c: true } },
  {
    sobject: 'Solution_Play__c',
    ref: 'play-fabric',
    fields: { Name: 'Unify your data platform', Active__c: true, Solution_Area__c: '@area-data' },
  },
  { sobject: 'Partner_Role__c', ref: 'role-services', fields: { Name: 'Services', Active__c: true } },
  {
    sobject: 'Account',
    ref: 'account-tailwind',
    createdDaysAgo: 20,
    fields: { Name: 'Tailwind Traders', BillingCity: 'Redmond' },
  },
];

function accountRef(customer: LocalDeal['customer']): string | null {
  if (customer === undefined) return null;
  return typeof customer === 'number' ? `@account-${customer}` : `@${customer}`;
}

function referralFields({ help, visible, intent, services, ticked }: LocalDeal): Readonly<Record<string, unknown>> {
  return {
    ...(help ? { How_can_Microsoft_help__c: HELP_LABELS[help] } : {}),
    ...(visible ? { Referral_visible_to_Microsoft_sellers__c: true } : {}),
    ...(intent ? { Customer_purchase_intent__c: intent } : {}),
    ...(ticked ? { Sync_With_Partner_Center__c: true } : {}),
    ...(services
      ? {
          Co_sell_Type__c: 'Services Co-sell',
          Solution_Area__c: '@area-data',
          Solution_Play__c: '@play-fabric',
          Partner_Role__c: '@role-services',
        }
      : {}),
  };
}

function localOpportunity(deal: LocalDeal, at: number): Records {
  const ref = `local-${at}`;
  const contact = deal.withContact
    ? [{ OpportunityId: `@${ref}`, ContactId: `@contact-${deal.customer}`, IsPrimary: true }]
    : [];
  const solution = deal.solution === undefined ? undefined : SOLUTIONS[deal.solution];
  const by = SELLERS[deal.by];
  return [
    {
      sobject: 'Opportunity',
      ref,
      by,
      createdDaysAgo: 2 + at,
      fields: {
        Name: deal.name,
        AccountId: accountRef(deal.customer),
        StageName: deal.stage,
        Amount: deal.amount,
        CurrencyIsoCode: deal.currency ?? 'USD',
        CloseDate: '2027-03-31',
        Description: `${deal.name}: first call held, budget to be confirmed.`,
        ...referralFields(deal),
      },
    },
    ...contact.map((fields) => ({ sobject: 'OpportunityContactRole', by, fields })),
    ...(solution
      ? [
          {
            sobject: 'Microsoft_Solutions__c',
            by,
            fields: { Opportunity__c: `@${ref}`, Solution__c: `@${solution.id}` },
          },
        ]
      : []),
  ];
}

/** Ids of opportunities begin so. */
const OPPORTUNITY = '006';

/**
 * The Salesforce section of the default world: opportunities that are in step with their referrals, others that nobody has shared, complete
 * and incomplete ones. An international partner, hence several currencies.
 */
export function salesforceWorldWith({ referrals = [] }: PartnerCenterWorldInput): SalesforceWorldInput {
  const linked = referrals.filter(({ externalReferenceId }) => externalReferenceId?.startsWith(OPPORTUNITY));
  return {
    organization: { multiCurrency: true, currencies: ['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'NOK'] },
    users: USERS,
    stages: [ON_HOLD, ...DEFAULT_STAGES.map((stage) => ({ ...stage }))] as NonNullable<SalesforceWorldInput['stages']>,
    records: [
      ...CATALOGUES,
      ...worldCustomers.flatMap(accountAndContact),
      ...linked.flatMap((referral, at) => linkedOpportunity(referral, at % 2 === 0 ? SELLERS.sam : SELLERS.marta)),
      ...LOCAL_DEALS.flatMap(localOpportunity),
    ],
  };
}

export const defaultSalesforceWorld = salesforceWorldWith(defaultPartnerCenterWorld);
