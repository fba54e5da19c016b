import { makeId } from '../../emulators/salesforce/ids.ts';
import type { SeedRecord } from '../../emulators/salesforce/world-schema.ts';
import { AUDIT, CLOSE_DATE, linkOf, type PlantedCustomer, type PlantedDeal } from '../planted.ts';

type Seed = Partial<SeedRecord> & Pick<SeedRecord, 'sobject' | 'fields'>;

/** Far above what an emulated organisation counts up to by itself. */
const FIRST_ID = 700_000_000;

export const recordIdOf = (number: number) => makeId('006', FIRST_ID + number);
const accountIdOf = ({ number }: PlantedCustomer) => makeId('001', FIRST_ID + number);
const contactIdOf = ({ number }: PlantedCustomer) => makeId('003', FIRST_ID + number);

export function recordsOf(deal: PlantedDeal, solution: string): readonly Seed[] {
  const { number, kind, referralId, customer, daysOld: createdDaysAgo } = deal;
  const id = recordIdOf(number);
  return [
    ...(customer.isNew ? customerRecords(customer, createdDaysAgo) : []),
    {
      sobject: 'Opportunity',
      id,
      createdDaysAgo,
      fields: {
        Name: `✔ ${deal.name}`,
        AccountId: accountIdOf(customer),
        StageName: 'Qualification',
        Amount: deal.value,
        CurrencyIsoCode: 'USD',
        CloseDate: CLOSE_DATE,
        Description: deal.notes,
        Sync_With_Partner_Center__c: true,
        Referral_Identifier__c: referralId,
        Referral_Link__c: linkOf(referralId),
        Referral_visible_to_Microsoft_sellers__c: kind !== 'private',
        How_can_Microsoft_help__c: kind === 'shared' ? 'Quotes or Licensing' : null,
        Microsoft_CRM_Identifier__c: deal.microsoftCrmId,
        Customer_purchase_intent__c: 'HaveNotDecided',
        Audit__c: AUDIT,
      },
    },
    {
      sobject: 'OpportunityContactRole',
      createdDaysAgo,
      fields: { OpportunityId: id, ContactId: contactIdOf(customer), IsPrimary: true },
    },
    { sobject: 'Microsoft_Solutions__c', createdDaysAgo, fields: { Opportunity__c: id, Solution__c: solution } },
  ];
}

function customerRecords(customer: PlantedCustomer, createdDaysAgo: number): readonly Seed[] {
  const { firstName, lastName, email, phone } = customer.contact;
  return [
    {
      sobject: 'Account',
      id: accountIdOf(customer),
      createdDaysAgo,
      fields: {
        Name: customer.name,
        BillingStreet: customer.street,
        BillingCity: customer.city,
        BillingPostalCode: customer.postalCode,
        BillingCountryCode: customer.country,
      },
    },
    {
      sobject: 'Contact',
      id: contactIdOf(customer),
      createdDaysAgo,
      fields: {
        AccountId: accountIdOf(customer),
        FirstName: firstName,
        LastName: lastName,
        Email: email,
        Phone: phone,
      },
    },
  ];
}
