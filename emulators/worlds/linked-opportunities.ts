import type { ReferralSeed } from '../partner-center/world-schema.ts';
import type { SeedRecord } from '../salesforce/world-schema.ts';
import { worldCustomers } from './customers.ts';

type Seed = Partial<SeedRecord> & Pick<SeedRecord, 'sobject' | 'fields'>;

/** Stages of deals that nobody moves by hand: where the connector would have put them. */
function stageOf({ status, substatus }: ReferralSeed): string {
  if (status === 'New') return 'Partner Review';
  if (status === 'Active') return 'Qualification';
  return substatus === 'Won' ? 'Closed Won' : 'Closed Lost';
}

/** The help of the default world's deals, as Microsoft's package calls it. */
export const HELP_LABELS: Readonly<Record<string, string>> = {
  QuotesOrLicensing: 'Quotes or Licensing',
  CustomerTechnicalArchitecture: 'Customer Technical Architecture',
  ProofOfConceptOrDemo: 'Proof Of Concept or Demo',
};

function helpOf({ microsoft }: ReferralSeed): string | null {
  return HELP_LABELS[microsoft?.inviteContext?.assistanceRequestCode ?? ''] ?? null;
}

/** The opportunity that a linked referral of the default world names: equal in every value, as if it had been in step for long. */
export function linkedOpportunity(referral: ReferralSeed, by: string): readonly Seed[] {
  const { id, name, details, consent, trackingInfo, microsoft } = referral;
  const at = worldCustomers.findIndex((customer) => customer.name === referral.customerProfile?.name);
  const createdDaysAgo = referral.createdDaysAgo ?? 1;
  const solutions = (details?.requirements?.solutions ?? []).flatMap((solution) => (solution?.id ? [solution.id] : []));
  return [
    {
      sobject: 'Opportunity',
      ref: `deal-${id}`,
      id: referral.externalReferenceId ?? undefined,
      by,
      createdDaysAgo,
      fields: {
        Name: `✔ ${name}`,
        AccountId: `@account-${at}`,
        StageName: stageOf(referral),
        Amount: details?.dealValue,
        CurrencyIsoCode: details?.currency,
        CloseDate: details?.closingDateTime?.slice(0, 10),
        Description: details?.notes,
        Sync_With_Partner_Center__c: true,
        Referral_Identifier__c: id,
        Referral_Link__c: `https://partner.microsoft.com/referrals/v2/inbox?id=${id}`,
        Referral_visible_to_Microsoft_sellers__c: consent?.consentToShareReferralWithMicrosoftSellers,
        How_can_Microsoft_help__c: helpOf(referral),
        Microsoft_CRM_Identifier__c: trackingInfo?.microsoftMsxId ?? microsoft?.trackingInfo?.microsoftMsxId ?? null,
        Customer_purchase_intent__c: 'HaveNotDecided',
        Audit__c: '2026-10-01 09:00 - Partner Center Referral to CRM sync success.',
      },
    },
    {
      sobject: 'OpportunityContactRole',
      by,
      createdDaysAgo,
      fields: { OpportunityId: `@deal-${id}`, ContactId: `@contact-${at}`, IsPrimary: true },
    },
    ...solutions.map((solution) => ({
      sobject: 'Microsoft_Solutions__c',
      by,
      createdDaysAgo,
      fields: { Opportunity__c: `@deal-${id}`, Solution__c: `@${solution}` },
    })),
  ];
}
