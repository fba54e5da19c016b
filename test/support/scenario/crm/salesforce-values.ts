import type { SalesforceEmulator } from '../../../../emulators/salesforce/start.ts';
import { observeSalesforce, type Row, theOnly } from '../observed.ts';
import { ACTIVE_STAGE, ON_HOLD } from '../seller.ts';
import type { DealStage, DealValues, HelpCode } from './words.ts';

export const STAGES: Readonly<Record<DealStage, string>> = {
  'on-hold': ON_HOLD,
  active: ACTIVE_STAGE,
  won: 'Closed Won',
  lost: 'Closed Lost',
};

export const HELP_CHOICES: Readonly<Record<HelpCode, string>> = {
  WorkloadSpecificValueProposition: 'Workload Specific Value Proposition',
  CustomerTechnicalArchitecture: 'Customer Technical Architecture',
  ProofOfConceptOrDemo: 'Proof Of Concept or Demo',
  QuotesOrLicensing: 'Quotes or Licensing',
  PostSalesCustomerSuccess: 'Post Sales Customer Success',
  GeneralOrOther: 'General or Other',
};

export const TYPES: Readonly<Record<DealValues['type'], string>> = { ip: 'IP Co-sell', services: 'Services Co-sell' };

/** The field behind each value of a deal, under the names of Microsoft's package. */
export const FIELDS: Readonly<Record<keyof DealValues, string>> = {
  name: 'Name',
  stage: 'StageName',
  value: 'Amount',
  currency: 'CurrencyIsoCode',
  closeDate: 'CloseDate',
  notes: 'Description',
  ticked: 'Sync_With_Partner_Center__c',
  visible: 'Referral_visible_to_Microsoft_sellers__c',
  help: 'How_can_Microsoft_help__c',
  intent: 'Customer_purchase_intent__c',
  type: 'Co_sell_Type__c',
  area: 'Solution_Area__c',
  play: 'Solution_Play__c',
  role: 'Partner_Role__c',
  referralId: 'Referral_Identifier__c',
  referralLink: 'Referral_Link__c',
  audit: 'Audit__c',
};

/** Values that are rows of a list, kept by name in an object that is called like the field. */
export const LISTED = ['area', 'play', 'role'] as const;

/** What is to be written into which field. */
export function fieldsOf(emulator: SalesforceEmulator, values: Partial<DealValues>): Record<string, unknown> {
  const { stage, help, type, area, play, role, ...others } = values;
  const written = {
    ...others,
    ...(stage ? { stage: STAGES[stage] } : {}),
    ...(help === undefined ? {} : { help: help && HELP_CHOICES[help] }),
    ...(type ? { type: TYPES[type] } : {}),
    ...Object.fromEntries(
      LISTED.flatMap((key) => {
        const name = { area, play, role }[key];
        return name === undefined ? [] : [[key, name && idOfListed(emulator, key, name)]];
      }),
    ),
  };
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [FIELDS[key as keyof DealValues], value]));
}

function idOfListed(emulator: SalesforceEmulator, key: (typeof LISTED)[number], name: string): unknown {
  const rows: Row[] = observeSalesforce(emulator).rows(FIELDS[key]);
  return theOnly(
    rows.filter(({ Name }) => Name === name),
    `${key} ${name}`,
  )['Id'];
}
