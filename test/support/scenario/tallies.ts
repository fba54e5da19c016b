import type { PartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import type { SalesforceEmulator } from '../../../emulators/salesforce/start.ts';
import type { PartnerCenterObserved, SalesforceObserved } from './observed.ts';

/** Calls of the connector as both emulators have counted them. */
export interface Calls {
  partnerCenter: number;
  salesforce: number;
}

interface Emulators {
  partnerCenter: PartnerCenterEmulator;
  salesforce: SalesforceEmulator;
}

export function callsOf({ partnerCenter, salesforce }: Emulators): Calls {
  const all = ({ read, write, token }: { read: number; write: number; token: number }) => read + write + token;
  return { partnerCenter: all(partnerCenter.admin.calls()), salesforce: all(salesforce.admin.calls()) };
}

export function writesOf({ partnerCenter, salesforce }: Emulators): Calls {
  return { partnerCenter: partnerCenter.admin.calls().write, salesforce: salesforce.admin.calls().write };
}

export function callsSince(before: Calls, now: Calls): Calls {
  return { partnerCenter: now.partnerCenter - before.partnerCenter, salesforce: now.salesforce - before.salesforce };
}

/** Reads that have reached each side: every sweep is one at least. */
export function readsOf({ partnerCenter, salesforce }: Emulators): Calls {
  return { partnerCenter: partnerCenter.admin.calls().read, salesforce: salesforce.admin.calls().read };
}

interface Observed {
  inPartnerCenter: PartnerCenterObserved;
  inSalesforce: SalesforceObserved;
}

/**
 * Deals that exist twice: referral ids that more than one opportunity carries, and opportunities that more than one own referral names.
 * Counted in the emulators' state, whatever the connector believes.
 */
export function countDoubled({ inPartnerCenter, inSalesforce }: Observed): number {
  const identifiers = inSalesforce.rows('Opportunity').map((row) => row['Referral_Identifier__c']);
  const own = inPartnerCenter.referrals().filter(({ organizationId }) => organizationId !== 'msft');
  return repeated(identifiers) + repeated(own.map(({ externalReferenceId }) => externalReferenceId));
}

function repeated(ids: readonly unknown[]): number {
  const known = ids.filter((id) => id !== null && id !== '');
  return known.length - new Set(known).size;
}

/**
 * Changes that have not arrived: open shared pairs that hold different values, referrals without their record, and ticked records that
 * should have a referral. What must wait or never travels by rule (invitations on hold, empty amounts, marked failures) does not count.
 */
export function countLost({ inPartnerCenter, inSalesforce }: Observed): number {
  const deals = inSalesforce.rows('Opportunity');
  const byReferral = new Map(deals.map((row) => [row['Referral_Identifier__c'], row]));
  const open = inPartnerCenter
    .referrals()
    .filter(({ organizationId, status, type }) => organizationId !== 'msft' && status !== 'Closed' && type !== 'Lead')
    .filter(({ qualification }) => qualification !== 'Direct');
  const apart = open.filter((referral) => {
    const deal = byReferral.get(referral.id);
    if (!deal) return true;
    if (referral.status === 'New' || deal['Sync_With_Partner_Center__c'] !== true) return false;
    const { dealValue, currency, closingDateTime, notes } = referral.details;
    const values: [unknown, unknown][] = [
      [deal['Amount'] || dealValue, dealValue],
      [deal['CurrencyIsoCode'], currency],
      [deal['CloseDate'], closingDateTime?.slice(0, 10)],
      [deal['Description'] ?? null, notes],
      [deal['IsClosed'], false],
    ];
    return values.some(([left, right]) => left !== right);
  });
  const unshared = deals.filter(
    (row) =>
      row['Sync_With_Partner_Center__c'] === true &&
      row['Referral_Identifier__c'] === null &&
      row['IsClosed'] === false &&
      !String(row['Name']).startsWith('✘'),
  );
  return apart.length + unshared.length;
}
