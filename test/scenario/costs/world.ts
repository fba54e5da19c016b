import assert from 'node:assert/strict';
import { createClock } from '../../../emulators/kit/clock.ts';
import { type DisturbedInstallation, startDisturbedInstallation } from '../../support/disturbed-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { type CallMeter, callMeter } from '../../support/scenario/call-costs.ts';
import { type Microsoft, microsoftIn } from '../../support/scenario/microsoft.ts';
import {
  observePartnerCenter,
  observeSalesforce,
  type PartnerCenterObserved,
  type SalesforceObserved,
} from '../../support/scenario/observed.ts';
import { type OpenedDeal, type Seller, sellerIn } from '../../support/scenario/seller.ts';
import type { ScenarioSettings } from '../../support/scenario/settings.ts';

/** A running connector whose calls are counted, and deals that are linked already. */
export interface CostWorld {
  place: DisturbedInstallation;
  meter: CallMeter;
  seller: Seller;
  microsoft: Microsoft;
  inPartnerCenter: PartnerCenterObserved;
  inSalesforce: SalesforceObserved;
  /** A deal that nobody has used yet. */
  deal(kind: keyof typeof PREPARED): LinkedDeal;
}

export interface LinkedDeal {
  dealId: string;
  referralId: string;
}

export const HELP = { How_can_Microsoft_help__c: 'Quotes or Licensing' };

/** Notices come this long after the change: later than the pass that made it, as over the internet. */
const NOTICE_MS = 700;
const HOUR_MS = 3_600_000;

/** How many deals of each kind are linked when the counting begins. */
const PREPARED = {
  private: { count: 10, deal: {} },
  coSell: { count: 1, deal: { fields: HELP } },
  invitation: { count: 2, deal: null },
} as const satisfies Record<string, { count: number; deal: OpenedDeal | null }>;

export async function startCostWorld(adjust: (settings: ScenarioSettings) => void = () => {}): Promise<CostWorld> {
  const place = await startDisturbedInstallation({
    partnerCenter: { referrals: [] },
    salesforce: { records: [] },
    // In the past, so that what was done before counts as long done.
    salesforceClock: createClock({ startMs: Date.now() - HOUR_MS }),
    // Referrals are told by notices alone; frequent looks at Salesforce tell what sellers did.
    adjust: (settings) => {
      settings.sweep = { partnerCenterEvery: '1h', crmEvery: '250ms', overlap: '1s' };
      adjust(settings);
    },
  });
  const { admin } = place.partnerCenter;
  await eventually(() => assert.ok(admin.webhooks.registration(), 'notices are sent'));
  admin.webhooks.addFault({ kind: 'late', delayMs: NOTICE_MS, times: 1_000_000 });
  const sides = {
    seller: sellerIn(place.salesforce),
    microsoft: microsoftIn(place.partnerCenter),
    inPartnerCenter: observePartnerCenter(place.partnerCenter),
    inSalesforce: observeSalesforce(place.salesforce),
  };
  const meter = callMeter(place);
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

type Sides = Pick<CostWorld, 'seller' | 'microsoft' | 'inPartnerCenter' | 'inSalesforce'>;

async function prepare({ seller, microsoft, inPartnerCenter, inSalesforce }: Sides) {
  const made = Object.entries(PREPARED).flatMap(([kind, { count, deal }]) =>
    Array.from({ length: count }, () => {
      if (!deal) {
        const { id } = microsoft.invites();
        return { kind, find: () => inSalesforce.dealOf(id) };
      }
      const id = seller.opens({ ...deal, ticked: true });
      return { kind, find: () => inSalesforce.deal(id) };
    }),
  );
  const unused: Record<keyof typeof PREPARED, LinkedDeal[]> = { private: [], coSell: [], invitation: [] };
  for (const { kind, find } of made) {
    const dealId = String((await eventually(find))['Id']);
    const { id: referralId } = await eventually(() => inPartnerCenter.referralOf(dealId));
    unused[kind as keyof typeof PREPARED].push({ dealId, referralId });
  }
  return unused;
}
