import type { SeedRecord } from '../../emulators/dynamics/world-schema.ts';
import {
  AUDIT,
  CLOSE_DATE,
  linkOf,
  type PlantedCustomer,
  type PlantedDeal,
  plantedGuid,
  SOLUTION,
} from '../planted.ts';

/** State and status reason In Progress. */
const ACTIVE = { statecode: 0, statuscode: 1 };

export const recordIdOf = (number: number) => plantedGuid('d0000000', number);
const accountIdOf = ({ number }: PlantedCustomer) => plantedGuid('a0000000', number);
const contactIdOf = ({ number }: PlantedCustomer) => plantedGuid('a1000000', number);

/** What the deals refer to. */
export interface Shared {
  solution: string;
  currency: string;
}

export function recordsOf(deal: PlantedDeal, { solution, currency }: Shared): readonly SeedRecord[] {
  const { number, kind, referralId, customer, daysOld: createdDaysAgo } = deal;
  const id = recordIdOf(number);
  return [
    ...(customer.isNew ? customerRecords(customer, createdDaysAgo) : []),
    {
      table: 'opportunity',
      id,
      createdDaysAgo,
      values: {
        name: `✔ ${deal.name}`,
        customerid: accountIdOf(customer),
        parentcontactid: contactIdOf(customer),
        ...ACTIVE,
        estimatedvalue: deal.value,
        transactioncurrencyid: currency,
        estimatedclosedate: CLOSE_DATE,
        description: deal.notes,
        csl_syncwithpartnercenter: true,
        csl_referralid: referralId,
        csl_referrallink: linkOf(referralId),
        csl_referralvisibility: kind !== 'private',
        ...(kind === 'shared' ? { csl_microsofthelp: 'Quotes or Licensing' } : {}),
        csl_microsoftcrmid: deal.microsoftCrmId,
        csl_purchaseintent: 'Have not decided',
        csl_audit: AUDIT,
      },
    },
    {
      table: 'csl_microsoftsolution',
      createdDaysAgo,
      values: { csl_name: SOLUTION.name, csl_opportunityid: id, csl_solutiondetailid: solution },
    },
  ];
}

function customerRecords(customer: PlantedCustomer, createdDaysAgo: number): readonly SeedRecord[] {
  const { firstName, lastName, email, phone } = customer.contact;
  return [
    {
      table: 'account',
      id: accountIdOf(customer),
      createdDaysAgo,
      values: {
        name: customer.name,
        address1_line1: customer.street,
        address1_city: customer.city,
        address1_postalcode: customer.postalCode,
        address1_country: customer.country,
      },
    },
    {
      table: 'contact',
      id: contactIdOf(customer),
      createdDaysAgo,
      values: {
        parentcustomerid: accountIdOf(customer),
        firstname: firstName,
        lastname: lastName,
        emailaddress1: email,
        telephone1: phone,
      },
    },
  ];
}
