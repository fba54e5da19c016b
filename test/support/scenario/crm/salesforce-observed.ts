import type { SalesforceEmulator } from '../../../../emulators/salesforce/start.ts';
import { observeSalesforce, type Row } from '../observed.ts';
import { ON_HOLD } from '../seller.ts';
import { FIELDS, HELP_CHOICES, type LISTED, TYPES } from './salesforce-values.ts';
import type { CrmCustomer, CrmDeal, CrmLead, CrmObserved, DealStage, HelpCode, Intent } from './words.ts';

export function salesforceObserved(emulator: SalesforceEmulator): CrmObserved {
  const { userId } = emulator.credentials;
  const observed = observeSalesforce(emulator);
  const emailOf = (user: unknown) => String(observed.row('User', user)['Email']);
  const listed = (key: (typeof LISTED)[number], row: Row) => {
    const id = row[FIELDS[key]];
    return id ? text(observed.row(FIELDS[key], id)['Name']) : null;
  };
  const dealIn = (row: Row): CrmDeal => ({
    id: String(row['Id']),
    name: String(row[FIELDS.name]),
    stage: stageOf(row),
    isClosed: row['IsClosed'] === true,
    value: row[FIELDS.value] as number | null,
    currency: String(row[FIELDS.currency]),
    closeDate: text(row[FIELDS.closeDate]),
    notes: text(row[FIELDS.notes]),
    ticked: row[FIELDS.ticked] === true,
    visible: row[FIELDS.visible] === true,
    help: helpOf(row[FIELDS.help]),
    referralId: text(row[FIELDS.referralId]),
    intent: row[FIELDS.intent] as Intent | null,
    type: row[FIELDS.type] === TYPES.services ? 'services' : 'ip',
    area: listed('area', row),
    play: listed('play', row),
    role: listed('role', row),
    referralLink: text(row[FIELDS.referralLink]),
    audit: text(row[FIELDS.audit]),
    microsoftCrmId: text(row['Microsoft_CRM_Identifier__c']),
    program: text(row['Referral_Program__c']),
    customerId: text(row['AccountId']),
    changedByConnector: row['LastModifiedById'] === userId,
  });
  return {
    deals: () => observed.rows('Opportunity').map(dealIn),
    deal: (id) => dealIn(observed.deal(id)),
    dealOf: (referralId) => dealIn(observed.dealOf(referralId)),
    lead: (id) => leadIn(observed.row('Lead', id)),
    leadOf: (referralId) => leadIn(observed.leadOf(referralId)),
    customers: () => observed.rows('Account').map(customerIn),
    customerOf: (dealId) => customerIn(observed.row('Account', observed.deal(dealId)['AccountId'])),
    contactsOf: (dealId) =>
      observed.contactsOf(dealId).map((row) => ({
        id: String(row['Id']),
        firstName: String(row['FirstName']),
        lastName: String(row['LastName']),
        email: String(row['Email']),
        phone: String(row['Phone']),
        isPrimary: row['IsPrimary'] === true,
      })),
    solutionsOf: (dealId) => observed.solutionsOf(dealId).map(String),
    solutionRowsOf: (dealId) =>
      observed
        .rows('Microsoft_Solutions__c')
        .filter((line) => line['Opportunity__c'] === dealId)
        .map((line) => ({
          id: String(line['Id']),
          solution: String(observed.row('Microsoft_Solution_Detail__c', line['Solution__c'])['Solution_Identifier__c']),
          price: line['Price__c'] as number | null,
          quantity: line['Quantity__c'] as number | null,
        })),
    teamOf: (dealId) =>
      observed
        .rows('OpportunityTeamMember')
        .filter((member) => member['OpportunityId'] === dealId)
        .map((member) => emailOf(member['UserId'])),
    ownerOf: (dealId) => emailOf(observed.deal(dealId)['OwnerId']),
    auditOf: observed.auditOf,
  };
}

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

function leadIn(row: Row): CrmLead {
  return {
    id: String(row['Id']),
    company: String(row['Company']),
    lastName: String(row['LastName']),
    email: text(row['Email']),
    ticked: row[FIELDS.ticked] === true,
    dealId: text(row['ConvertedOpportunityId']),
  };
}

function customerIn(row: Row): CrmCustomer {
  return {
    id: String(row['Id']),
    name: String(row['Name']),
    country: text(row['BillingCountryCode']),
    postalCode: text(row['BillingPostalCode']),
  };
}

function stageOf(row: Row): DealStage {
  if (row['IsWon']) return 'won';
  if (row['IsClosed']) return 'lost';
  return row['StageName'] === ON_HOLD ? 'on-hold' : 'active';
}

function helpOf(choice: unknown): HelpCode | null {
  const [code = null] = Object.entries(HELP_CHOICES).find(([, label]) => label === choice) ?? [];
  return code as HelpCode | null;
}
