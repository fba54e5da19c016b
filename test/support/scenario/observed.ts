import assert from 'node:assert/strict';
import type { Referral } from '../../../emulators/partner-center/referral.ts';
import type { PartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import type { SalesforceEmulator } from '../../../emulators/salesforce/start.ts';

/** A row of the CRM as stored, whatever the connector thinks of it. */
export type Row = Readonly<Record<string, unknown>>;

/** What Salesforce holds, deleted records left out. */
export interface SalesforceObserved {
  rows(sobject: string): Row[];
  row(sobject: string, id: unknown): Row;
  /** The one opportunity that carries the referral's id. Throws when there is none, or more than one. */
  dealOf(referralId: string): Row;
  /** The one lead that carries the referral's id. Throws when there is none, or more than one. */
  leadOf(referralId: string): Row;
  deal(id: string): Row;
  /** Contacts of the opportunity by its roles, the primary one first. */
  contactsOf(dealId: unknown): Row[];
  /** Identifiers of the opportunity's solutions. */
  solutionsOf(dealId: unknown): unknown[];
  /** The audit field, a line each. */
  auditOf(dealId: string): string[];
}

export function observeSalesforce({ admin }: SalesforceEmulator): SalesforceObserved {
  const rows = (sobject: string): Row[] => {
    const { records } = admin.snapshot() as { records: Record<string, Row[]> };
    return (records[sobject] ?? []).filter((row) => row['IsDeleted'] !== true);
  };
  const row = (sobject: string, id: unknown) =>
    theOnly(
      rows(sobject).filter(({ Id }) => Id === id),
      `${sobject} ${id}`,
    );
  const deal = (id: string) => row('Opportunity', id);
  return {
    rows,
    row,
    deal,
    dealOf: (referralId) =>
      theOnly(
        rows('Opportunity').filter((each) => each['Referral_Identifier__c'] === referralId),
        `opportunity of the referral ${referralId}`,
      ),
    leadOf: (referralId) =>
      theOnly(
        rows('Lead').filter((each) => each['Referral_Identifier__c'] === referralId),
        `lead of the referral ${referralId}`,
      ),
    contactsOf: (dealId) =>
      rows('OpportunityContactRole')
        .filter((role) => role['OpportunityId'] === dealId)
        .sort((left, right) => Number(right['IsPrimary']) - Number(left['IsPrimary']))
        .map((role) => ({ ...row('Contact', role['ContactId']), IsPrimary: role['IsPrimary'] })),
    solutionsOf: (dealId) =>
      rows('Microsoft_Solutions__c')
        .filter((line) => line['Opportunity__c'] === dealId)
        .map((line) => row('Microsoft_Solution_Detail__c', line['Solution__c'])['Solution_Identifier__c']),
    auditOf: (dealId) =>
      String(deal(dealId)['Audit__c'] ?? '')
        .split('\n')
        .filter(Boolean),
  };
}

/** What Partner Center holds. */
export interface PartnerCenterObserved {
  referrals(): Referral[];
  referral(id: string): Referral;
  /** The one own document that names the CRM record. Throws when there is none, or more than one. */
  referralOf(dealId: string): Referral;
  /** Own documents that name the CRM record; none while nothing was shared. */
  referralsOf(dealId: string): Referral[];
  /** Microsoft's document in the same engagement. */
  halfOf(own: Referral): Referral;
}

const MICROSOFT = 'msft';

export function observePartnerCenter({ admin }: PartnerCenterEmulator): PartnerCenterObserved {
  const referrals = () => (admin.snapshot() as { referrals: Referral[] }).referrals;
  const own = () => referrals().filter(({ organizationId }) => organizationId !== MICROSOFT);
  const referralsOf = (dealId: string) => own().filter((referral) => referral.externalReferenceId === dealId);
  return {
    referrals,
    referralsOf,
    referral: (id) =>
      theOnly(
        referrals().filter((referral) => referral.id === id),
        `referral ${id}`,
      ),
    referralOf: (dealId) => theOnly(referralsOf(dealId), `referral of the opportunity ${dealId}`),
    halfOf: ({ engagementId }) =>
      theOnly(
        referrals().filter((each) => each.engagementId === engagementId && each.organizationId === MICROSOFT),
        `Microsoft's document in ${engagementId}`,
      ),
  };
}

/** The only one of a list: "exactly once" is what every scenario is about. */
export function theOnly<Found>(found: readonly Found[], what: string): Found {
  assert.equal(found.length, 1, `expected exactly one ${what}, found ${found.length}`);
  return found[0] as Found;
}
