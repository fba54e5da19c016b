import type { PartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import type { Crm, CrmDeal, CrmObserved } from './crm/words.ts';
import type { PartnerCenterObserved } from './observed.ts';

/** Calls of the connector as both emulators have counted them. */
export interface Calls {
  partnerCenter: number;
  crm: number;
}

interface Emulators {
  partnerCenter: PartnerCenterEmulator;
  crm: Pick<Crm, 'calls' | 'readsPerLook'>;
}

export function callsOf({ partnerCenter, crm }: Emulators): Calls {
  const all = ({ read, write, token }: { read: number; write: number; token: number }) => read + write + token;
  return { partnerCenter: all(partnerCenter.admin.calls()), crm: all(crm.calls()) };
}

export function writesOf({ partnerCenter, crm }: Emulators): Calls {
  return { partnerCenter: partnerCenter.admin.calls().write, crm: crm.calls().write };
}

export function callsSince(before: Calls, now: Calls): Calls {
  return { partnerCenter: now.partnerCenter - before.partnerCenter, crm: now.crm - before.crm };
}

/** Looks for changes that each side can have had by its reads. */
export function readsOf({ partnerCenter, crm }: Emulators): Calls {
  return { partnerCenter: partnerCenter.admin.calls().read, crm: Math.floor(crm.calls().read / crm.readsPerLook) };
}

interface Observed {
  inPartnerCenter: PartnerCenterObserved;
  inCrm: CrmObserved;
}

/**
 * Deals that exist twice: referral ids that more than one record carries, and records that more than one own referral names.
 * Counted in the emulators' state, whatever the connector believes.
 */
export function countDoubled({ inPartnerCenter, inCrm }: Observed): number {
  const identifiers = inCrm.deals().map(({ referralId }) => referralId);
  const own = inPartnerCenter.referrals().filter(({ organizationId }) => organizationId !== 'msft');
  return repeated(identifiers) + repeated(own.map(({ externalReferenceId }) => externalReferenceId));
}

function repeated(ids: readonly (string | null)[]): number {
  const known = ids.filter((id) => id !== null && id !== '');
  return known.length - new Set(known).size;
}

/**
 * Changes that have not arrived: open shared pairs that hold different values, referrals without their record, and ticked records that
 * should have a referral. What must wait or never travels by rule (invitations on hold, empty amounts, marked failures) does not count.
 */
export function countLost({ inPartnerCenter, inCrm }: Observed): number {
  const deals = inCrm.deals();
  const byReferral = new Map(deals.map((deal) => [deal.referralId, deal]));
  const open = inPartnerCenter
    .referrals()
    .filter(({ organizationId, status, type }) => organizationId !== 'msft' && status !== 'Closed' && type !== 'Lead')
    .filter(({ qualification }) => qualification !== 'Direct');
  const apart = open.filter((referral) => {
    const deal = byReferral.get(referral.id);
    if (!deal) return true;
    if (referral.status === 'New' || !deal.ticked) return false;
    const { dealValue, currency, closingDateTime, notes } = referral.details;
    const values: [unknown, unknown][] = [
      [deal.value || dealValue, dealValue],
      [deal.currency, currency],
      [deal.closeDate, closingDateTime?.slice(0, 10)],
      [deal.notes, notes],
      [deal.isClosed, false],
    ];
    return values.some(([left, right]) => left !== right);
  });
  return apart.length + deals.filter(isUnshared).length;
}

const isUnshared = ({ ticked, referralId, isClosed, name }: CrmDeal) =>
  ticked && referralId === null && !isClosed && !name.startsWith('✘');
