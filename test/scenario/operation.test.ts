import { afterEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../emulators/kit/faults.ts';
import { type DisturbedInstallation, startDisturbedInstallation } from '../support/disturbed-installation.ts';
import { eventually } from '../support/eventually.ts';
import { rewriting } from '../support/proxy.ts';
import { callMeter } from '../support/scenario/call-costs.ts';
import { microsoftIn } from '../support/scenario/microsoft.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';
import type { ScenarioSettings } from '../support/scenario/settings.ts';

/** What the person who runs the connector relies on, with both systems and a connector in a process of its own. */

const EMPTY = { partnerCenter: { referrals: [] }, salesforce: { records: [] } };

let place: DisturbedInstallation | undefined;
afterEach(() => place?.close());

async function started(adjust: (settings: ScenarioSettings) => void = () => undefined) {
  place = await startDisturbedInstallation({ ...EMPTY, adjust });
  const seller = sellerIn(place.salesforce);
  const inPartnerCenter = observePartnerCenter(place.partnerCenter);
  const shared = async () => {
    const dealId = seller.opens({ ticked: true });
    const { id: referralId } = await eventually(() => inPartnerCenter.referralOf(dealId));
    return { dealId, referralId };
  };
  return {
    place,
    seller,
    shared,
    inPartnerCenter,
    microsoft: microsoftIn(place.partnerCenter),
    inSalesforce: observeSalesforce(place.salesforce),
  };
}

test('R37 both sides are looked over as often as the settings say, and what no notice told is found thereby', async () => {
  const { place, shared, microsoft, inSalesforce } = await started((settings) => {
    settings.webhook = { ...settings.webhook, register: 'never' };
    settings.sweep = { partnerCenterEvery: '200ms', crmEvery: '1s', overlap: '1s' };
  });
  const { dealId, referralId } = await shared();
  const meter = callMeter('salesforce', place);
  microsoft.edits(referralId, { details: { notes: 'Nobody was told.' } });
  await eventually(() => expect(inSalesforce.deal(dealId)['Description']).toBe('Nobody was told.'));
  await eventually(() => expect(meter.seen().looks.crm).toBeGreaterThanOrEqual(3));
  const { partnerCenter, crm } = meter.seen().looks;
  // Five times as often; a busy machine looks less often, never oftener.
  expect(partnerCenter).toBeGreaterThan(crm);
});

test('R100 what has failed is tried again after a fix, one deal alone or all of them', async () => {
  const { place, seller, shared, inPartnerCenter } = await started();
  const deals = [await shared(), await shared(), await shared()];
  const ids = new Set(deals.map(({ dealId }) => dealId));
  const spoilt = (part: Record<string, unknown>) => {
    if (ids.has(String(part['Id']))) part['CloseDate'] = '2026-13-45';
  };
  const mend = place.toSalesforce.disturb({ of: () => true, answer: rewriting(spoilt) });
  for (const { dealId } of deals) seller.edits(dealId, { Amount: 71_000 });
  const parked = async () => {
    const { stdout } = await place.cosell('parked', 'list', '--json');
    return (JSON.parse(stdout) as { parked: { key: string; reason: string }[] }).parked;
  };
  await eventually(async () => expect(await parked()).toHaveLength(3));
  for (const { reason } of await parked()) expect(reason).toMatch(/salesforce-value-unreadable: .*2026-13-45/);
  mend();
  const [first] = await parked();
  expect((await place.cosell('parked', 'retry', first?.key ?? '')).code).toBe(0);
  const arrived = () =>
    deals.filter(({ referralId }) => inPartnerCenter.referral(referralId).details.dealValue === 71_000).length;
  await eventually(() => expect(arrived()).toBe(1));
  expect(await parked()).toHaveLength(2);
  expect(JSON.parse((await place.cosell('parked', 'retry', 'all', '--json')).stdout)).toEqual({ retried: 2 });
  await eventually(() => expect(arrived()).toBe(3));
  expect(await parked()).toEqual([]);
});

describe('R103 trouble on either side', () => {
  const THROTTLED: FaultRule = { kind: 'throttle', retryAfterSeconds: 1, times: 4 };
  const FAILING: FaultRule = { kind: 'server-error', status: 503, times: 5 };

  test.each([
    ['Partner Center throttles', 'partnerCenter', THROTTLED],
    ['Partner Center fails', 'partnerCenter', FAILING],
    ['Salesforce throttles', 'salesforce', THROTTLED],
    ['Salesforce fails', 'salesforce', FAILING],
  ] as const)('R103 %s: changes wait, arrive, and nothing stays switched off', async (_, side, fault) => {
    const { place, seller, shared, microsoft, inPartnerCenter, inSalesforce } = await started();
    const [out, back] = [await shared(), await shared()];
    place[side].admin.addFault(fault);
    seller.edits(out.dealId, { Amount: 72_000 });
    microsoft.edits(back.referralId, { details: { dealValue: 73_000 } });
    await eventually(
      () => {
        expect(inPartnerCenter.referral(out.referralId).details.dealValue).toBe(72_000);
        expect(inSalesforce.deal(back.dealId)['Amount']).toBe(73_000);
      },
      { withinMs: 40_000 },
    );
    expect(place[side].admin.faults()).toEqual([]);
    await eventually(async () => {
      const { work, attention } = await place.status();
      expect(work).toMatchObject({ due: 0, parked: 0 });
      expect(attention).toEqual([]);
    });
    const looks = callMeter('salesforce', place).seen;
    await eventually(() => expect(looks().looks.partnerCenter && looks().looks.crm).toBeGreaterThan(1));
  });
});
