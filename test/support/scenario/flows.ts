import { randomUUID } from 'node:crypto';
import type { DeepPartial } from '../../../emulators/partner-center/documents.ts';
import type { Referral } from '../../../emulators/partner-center/referral.ts';
import type { PartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import type { SalesforceEmulator } from '../../../emulators/salesforce/start.ts';
import { observeSalesforce, type Row } from './observed.ts';

/** Where Microsoft's flows are called: a trigger of Logic Apps, with the key to it. */
export const LOGIC_APP =
  'https://prod-31.westus.logic.azure.com:443/workflows/ab12/triggers/manual/paths/invoke?sp=run&sig=S3cr3tKey';

/** The account under which an administrator has set the flows up. */
const FLOWS = 'sam.seller@lakeshore.example';

/** What Microsoft's own connector does to both systems (contract/incumbent-connectors.md §1.9), one act at a time. */
export interface Flows {
  /** Shares an opportunity: the referral names it, but it does not name the referral yet. Answers the referral's id. */
  createReferral(dealId: string, parts?: DeepPartial<Referral>): string;
  /** Writes identifier, link, mark and audit line, the identifier as it likes. */
  writeBack(dealId: string, referralId: string, identifier?: string): void;
  /** Both. */
  shares(dealId: string): string;
  /** Brings a value of the opportunity to the referral. */
  patches(referralId: string, changes: DeepPartial<Referral>): void;
}

export function flowsBetween(partnerCenter: PartnerCenterEmulator, salesforce: SalesforceEmulator): Flows {
  const observed = observeSalesforce(salesforce);
  const flows: Flows = {
    createReferral(dealId, parts = {}) {
      const id = randomUUID();
      const deal = observed.deal(dealId);
      const account = observed.row('Account', deal['AccountId']);
      partnerCenter.admin.people.seed({ referrals: [{ ...documentOf(id, deal, account, observed), ...parts }] });
      return id;
    },
    writeBack(dealId, referralId, identifier = referralId) {
      const { Name, Audit__c } = observed.deal(dealId);
      const line = '2026-11-20 08:15 - CRM to Partner Center Referral sync success.';
      salesforce.admin.people.edit({
        by: FLOWS,
        id: dealId,
        fields: {
          Name: `✓ ${Name}`,
          Referral_Identifier__c: identifier,
          Referral_Link__c: `https://partner.microsoft.com/referrals/v2/inbox?id=${referralId}`,
          Audit__c: [Audit__c, line].filter(Boolean).join('\n'),
        },
      });
    },
    shares(dealId) {
      const id = flows.createReferral(dealId);
      flows.writeBack(dealId, id);
      return id;
    },
    patches: (referralId, changes) =>
      void partnerCenter.admin.people.portalEdit({ referralId, changes: changes as Record<string, unknown> }),
  };
  return flows;
}

function documentOf(id: string, deal: Row, account: Row, observed: ReturnType<typeof observeSalesforce>) {
  const [contact] = observed.contactsOf(deal['Id']);
  return {
    id,
    name: String(deal['Name']),
    externalReferenceId: String(deal['Id']),
    status: 'Active',
    substatus: 'Accepted',
    qualification: 'SalesQualified',
    customerProfile: {
      name: String(account['Name']),
      address: {
        addressLine1: String(account['BillingStreet']),
        city: String(account['BillingCity']),
        state: null,
        postalCode: String(account['BillingPostalCode']),
        country: String(account['BillingCountryCode']),
      },
      team: contact
        ? [
            {
              firstName: String(contact['FirstName']),
              lastName: String(contact['LastName']),
              phoneNumber: String(contact['Phone']),
              email: String(contact['Email']),
              title: null,
            },
          ]
        : [],
    },
    details: {
      notes: String(deal['Description']),
      dealValue: Number(deal['Amount']),
      currency: String(deal['CurrencyIsoCode']),
      closingDateTime: `${deal['CloseDate']}T00:00:00Z`,
      requirements: {
        solutions: observed
          .solutionsOf(deal['Id'])
          .map((solution) => ({ id: String(solution), name: 'Lakeshore Fabric Accelerator', type: 'Name' })),
      },
    },
  };
}
