import { guidOf } from '../dynamics/schema/columns.ts';
import type { DynamicsWorldInput } from '../dynamics/world-schema.ts';
import type { PartnerCenterWorldInput, ReferralSeed } from '../partner-center/world-schema.ts';
import { SOLUTIONS } from './catalogue.ts';
import { type WorldCustomer, worldCustomers } from './customers.ts';
import { LOCAL_DEALS, type LocalDeal } from './opportunities.ts';
import { partnerCenterWorldBeside } from './partner-center.ts';

type Records = NonNullable<DynamicsWorldInput['records']>;
type Values = Readonly<Record<string, unknown>>;

const SELLERS = { sam: 'sam.seller@lakeshore.example', marta: 'marta.lind@lakeshore.example' } as const;

const CURRENCIES: NonNullable<DynamicsWorldInput['currencies']> = [
  { code: 'USD', name: 'US Dollar', symbol: '$', rate: 1 },
  { code: 'EUR', name: 'Euro', symbol: '€', rate: 0.92 },
  { code: 'GBP', name: 'Pound Sterling', symbol: '£', rate: 0.79 },
  { code: 'CHF', name: 'Swiss Franc', symbol: 'CHF', rate: 0.88 },
  { code: 'CAD', name: 'Canadian Dollar', symbol: 'CA$', rate: 1.36 },
  { code: 'NOK', name: 'Norwegian Krone', symbol: 'kr', rate: 10.7 },
];

const IN_PROGRESS = { statecode: 0, statuscode: 1 };
const ON_HOLD = { statecode: 0, statuscode: 2 };
const WON = { statecode: 1, statuscode: 3 };
const CANCELED = { statecode: 2, statuscode: 4 };

/** The help of the default world's deals, as the connector's package calls it. */
const HELP_LABELS: Readonly<Record<string, string>> = {
  QuotesOrLicensing: 'Quotes or Licensing',
  CustomerTechnicalArchitecture: 'Customer Technical Architecture',
  ProofOfConceptOrDemo: 'Proof Of Concept or Demo',
};

const INTENT_LABELS = { Yes: 'Yes', No: 'No', HaveNotDecided: 'Have not decided' } as const;

function accountAndContact({ contact, ...customer }: WorldCustomer, at: number): Records {
  return [
    {
      table: 'account',
      ref: `account-${at}`,
      createdDaysAgo: 200,
      values: {
        name: customer.name,
        address1_line1: customer.street,
        address1_city: customer.city,
        address1_stateorprovince: customer.state,
        address1_postalcode: customer.postalCode,
        address1_country: customer.country,
      },
    },
    {
      table: 'contact',
      ref: `contact-${at}`,
      createdDaysAgo: 200,
      values: {
        parentcustomerid: `@account-${at}`,
        firstname: contact.firstName,
        lastname: contact.lastName,
        emailaddress1: contact.email,
        telephone1: contact.phone,
      },
    },
  ];
}

/** What the connector's package keeps lists of, and an account that lacks its country. */
const CATALOGUES: Records = [
  ...SOLUTIONS.map(({ id, name, publisherName, solutionType }) => ({
    table: 'csl_microsoftsolutiondetail',
    ref: id,
    createdDaysAgo: 200,
    values: {
      csl_name: name,
      csl_solutionidentifier: id,
      csl_solutiontype: solutionType,
      csl_publishername: publisherName,
    },
  })),
  { table: 'csl_solutionarea', ref: 'area-data', values: { csl_name: 'Data & AI' } },
  {
    table: 'csl_solutionplay',
    ref: 'play-fabric',
    values: { csl_name: 'Unify your data platform', csl_solutionareaid: '@area-data' },
  },
  { table: 'csl_partnerrole', ref: 'role-services', values: { csl_name: 'Services' } },
  {
    table: 'account',
    ref: 'account-tailwind',
    createdDaysAgo: 20,
    values: { name: 'Tailwind Traders', address1_city: 'Redmond' },
  },
];

function solutionLine(deal: string, solution: string): Records[number] {
  const named = SOLUTIONS.find(({ id }) => id === solution)?.name ?? solution;
  return {
    table: 'csl_microsoftsolution',
    values: { csl_name: named, csl_opportunityid: `@${deal}`, csl_solutiondetailid: `@${solution}` },
  };
}

/** Currencies are rows of the organisation itself, so their ids follow from their codes. */
const currencyOf = (code: string | null | undefined): Values =>
  code ? { transactioncurrencyid: guidOf(`currency:${code}`) } : {};

const CLOSED_STAGES: Readonly<Record<string, Values>> = { 'Closed Won': WON, 'Closed Lost': CANCELED };

function customerOf(customer: LocalDeal['customer']): Values {
  if (customer === undefined) return {};
  return { customerid: typeof customer === 'number' ? `@account-${customer}` : `@${customer}` };
}

function referralValues({ help, visible, intent, services, ticked }: LocalDeal): Values {
  return {
    ...(help ? { csl_microsofthelp: HELP_LABELS[help] } : {}),
    ...(visible ? { csl_referralvisibility: true } : {}),
    ...(intent ? { csl_purchaseintent: INTENT_LABELS[intent] } : {}),
    ...(ticked ? { csl_syncwithpartnercenter: true } : {}),
    ...(services
      ? {
          csl_coselltype: 'Services Co-sell',
          csl_solutionareaid: '@area-data',
          csl_solutionplayid: '@play-fabric',
          csl_partnerroleid: '@role-services',
        }
      : {}),
  };
}

function localOpportunity(deal: LocalDeal, at: number): Records {
  const ref = `local-${at}`;
  const solution = deal.solution === undefined ? undefined : SOLUTIONS[deal.solution];
  const by = SELLERS[deal.by];
  return [
    {
      table: 'opportunity',
      ref,
      by,
      createdDaysAgo: 2 + at,
      values: {
        name: deal.name,
        ...customerOf(deal.customer),
        ...(deal.withContact ? { parentcontactid: `@contact-${deal.customer}` } : {}),
        ...(CLOSED_STAGES[deal.stage] ?? { ...IN_PROGRESS, stepname: deal.stage }),
        estimatedvalue: deal.amount,
        ...currencyOf(deal.currency ?? 'USD'),
        estimatedclosedate: '2027-03-31',
        description: `${deal.name}: first call held, budget to be confirmed.`,
        ...referralValues(deal),
      },
    },
    ...(solution ? [{ ...solutionLine(ref, solution.id), by }] : []),
  ];
}

function statusOf({ status, substatus }: ReferralSeed): Values {
  if (status === 'New') return ON_HOLD;
  if (status === 'Active') return IN_PROGRESS;
  return substatus === 'Won' ? WON : CANCELED;
}

/** The opportunity that a linked referral of the default world names: equal in every value, as if it had been in step for long. */
function linkedOpportunity(referral: ReferralSeed, by: string): Records {
  const { id, name, details, consent, trackingInfo, microsoft } = referral;
  const at = worldCustomers.findIndex((customer) => customer.name === referral.customerProfile?.name);
  const createdDaysAgo = referral.createdDaysAgo ?? 1;
  const ref = `deal-${id}`;
  const solutions = (details?.requirements?.solutions ?? []).flatMap((solution) => (solution?.id ? [solution.id] : []));
  const help = HELP_LABELS[microsoft?.inviteContext?.assistanceRequestCode ?? ''];
  return [
    {
      table: 'opportunity',
      ref,
      ...(referral.externalReferenceId ? { id: referral.externalReferenceId } : {}),
      by,
      createdDaysAgo,
      values: {
        name: `✔ ${name}`,
        customerid: `@account-${at}`,
        parentcontactid: `@contact-${at}`,
        ...statusOf(referral),
        estimatedvalue: details?.dealValue,
        ...currencyOf(details?.currency),
        estimatedclosedate: details?.closingDateTime?.slice(0, 10),
        description: details?.notes,
        csl_syncwithpartnercenter: true,
        csl_referralid: id,
        csl_referrallink: `https://partner.microsoft.com/referrals/v2/inbox?id=${id}`,
        csl_referralvisibility: consent?.consentToShareReferralWithMicrosoftSellers,
        ...(help ? { csl_microsofthelp: help } : {}),
        csl_microsoftcrmid: trackingInfo?.microsoftMsxId ?? microsoft?.trackingInfo?.microsoftMsxId ?? null,
        csl_purchaseintent: INTENT_LABELS.HaveNotDecided,
        csl_audit: '2026-10-01 09:00 - Partner Center Referral to CRM sync success.',
      },
    },
    ...solutions.map((solution) => ({ ...solutionLine(ref, solution), by, createdDaysAgo })),
  ];
}

const GUID = /^[\da-f]{8}-/;

/**
 * The Dynamics 365 section of the default world: the customers and deals of the Salesforce one, in an organisation that has the connector's
 * own columns.
 */
export function dynamicsWorldWith({ referrals = [] }: PartnerCenterWorldInput): DynamicsWorldInput {
  const linked = referrals.filter(({ externalReferenceId }) => GUID.test(externalReferenceId ?? ''));
  return {
    currencies: CURRENCIES,
    records: [
      ...CATALOGUES,
      ...worldCustomers.flatMap(accountAndContact),
      ...linked.flatMap((referral, at) => linkedOpportunity(referral, at % 2 === 0 ? SELLERS.sam : SELLERS.marta)),
      ...LOCAL_DEALS.flatMap(localOpportunity),
    ],
  };
}

export const defaultDynamicsWorld = dynamicsWorldWith(partnerCenterWorldBeside(['dynamics']));
