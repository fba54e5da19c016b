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
  referralId: 'Referral_Identifier__c',
};

/** What is to be written into which field. */
export function fieldsOf({ stage, help, ...values }: Partial<DealValues>): Record<string, unknown> {
  const written = {
    ...values,
    ...(stage ? { stage: STAGES[stage] } : {}),
    ...(help === undefined ? {} : { help: help && HELP_CHOICES[help] }),
  };
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [FIELDS[key as keyof DealValues], value]));
}
