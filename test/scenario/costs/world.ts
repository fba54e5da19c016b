import assert from 'node:assert/strict';
import type { SettingsInput } from '../../../src/config/schema.ts';
import { type DisturbedPlace, disturbedBeside } from '../../support/disturbed-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { type CallMeter, callMeter } from '../../support/scenario/call-costs.ts';
import { CRM_KINDS, type CrmName } from '../../support/scenario/crm/kinds.ts';
import type { Crm, CrmObserved, CrmSeller, NewDeal } from '../../support/scenario/crm/words.ts';
import { type Microsoft, microsoftIn } from '../../support/scenario/microsoft.ts';
import { observePartnerCenter, type PartnerCenterObserved } from '../../support/scenario/observed.ts';

/** A running connector whose calls are counted, and deals that are linked already. */
export interface CostWorld<Started extends Crm = Crm> {
  place: DisturbedPlace<Started>;
  meter: CallMeter;
  seller: CrmSeller;
  microsoft: Microsoft;
  inPartnerCenter: PartnerCenterObserved;
  inCrm: CrmObserved;
  /** A deal that nobody has used yet. */
  deal(kind: keyof typeof PREPARED): LinkedDeal;
}

export interface LinkedDeal {
  dealId: string;
  referralId: string;
}

export const HELP: NewDeal = { help: 'QuotesOrLicensing' };

/** Notices come this long after the change: later than the pass that made it, as over the internet. */
const NOTICE_MS = 700;

/** How many deals of each kind are linked when the counting begins. */
const PREPARED = {
  private: { count: 10, deal: {} },
  coSell: { count: 1, deal: HELP },
  invitation: { count: 2, deal: null },
} as const satisfies Record<string, { count: number; deal: NewDeal | null }>;

/** Starts it beside a CRM without deals, whose clock is best some time in the past: what was done before then counts as long done. */
export async function startCostWorld<Started extends Crm>(
  name: CrmName,
  crm: Started,
  adjust: (settings: SettingsInput) => void = () => {},
): Promise<CostWorld<Started>> {
  const place = await disturbedBeside(name, crm, {
    partnerCenterWorld: { ...CRM_KINDS[name].partnerCenterWorld, referrals: [] },
    // Referrals are told by notices alone; frequent looks at the CRM tell what sellers did.
    adjust: (settings) => {
      settings.sweep = { partnerCenterEvery: '1h', crmEvery: '250ms', overlap: '1s' };
      adjust(settings);
    },
  });
  const { admin } = place.partnerCenter;
  await eventually(() => assert.ok(admin.webhooks.registration(), 'notices are sent'));
  admin.webhooks.addFault({ kind: 'late', delayMs: NOTICE_MS, times: 1_000_000 });
  const sides = {
    seller: crm.seller,
    microsoft: microsoftIn(place.partnerCenter),
    inPartnerCenter: observePartnerCenter(place.partnerCenter),
    inCrm: crm.observed,
  };
  const meter = callMeter(name, place);
  const unused = await prepare(sides);
  await meter.settled();
  return {
    place,
    meter,
    ...sides,
    deal(kind) {
      const found = unused[kind].shift();
      if (!found) throw new Error(`Every ${kind} deal has been used`);
      return found;
    },
  };
}

type Sides = Pick<CostWorld, 'seller' | 'microsoft' | 'inPartnerCenter' | 'inCrm'>;

async function prepare({ seller, microsoft, inPartnerCenter, inCrm }: Sides) {
  const made = Object.entries(PREPARED).flatMap(([kind, { count, deal }]) =>
    Array.from({ length: count }, () => {
      if (!deal) {
        const { id } = microsoft.invites();
        return { kind, find: () => inCrm.dealOf(id).id };
      }
      const id = seller.opens({ ...deal, ticked: true });
      return { kind, find: () => id };
    }),
  );
  const unused: Record<keyof typeof PREPARED, LinkedDeal[]> = { private: [], coSell: [], invitation: [] };
  for (const { kind, find } of made) {
    const dealId = await eventually(find);
    const { id: referralId } = await eventually(() => inPartnerCenter.referralOf(dealId));
    unused[kind as keyof typeof PREPARED].push({ dealId, referralId });
  }
  return unused;
}
