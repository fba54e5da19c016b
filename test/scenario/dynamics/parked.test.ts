import { afterEach, expect, test } from 'vitest';
import { defaultDynamicsWorld } from '../../../emulators/worlds/dynamics.ts';
import { partnerCenterWorldBeside } from '../../../emulators/worlds/partner-center.ts';
import { type DisturbedPlace, disturbedBeside } from '../../support/disturbed-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { startDynamicsCrm } from '../../support/scenario/crm/dynamics.ts';
import { observePartnerCenter } from '../../support/scenario/observed.ts';

let place: DisturbedPlace | undefined;
afterEach(() => place?.close());

const DAY = '2027-05-31';
/** A day that no calendar has, as long as the real one. */
const NO_DAY = '2026-13-45';

test('R100 what has failed with Dynamics 365 is tried again after a fix, one deal alone or all of them', async () => {
  const crm = await startDynamicsCrm({ world: { ...defaultDynamicsWorld, records: [] } });
  const partnerCenterWorld = { ...partnerCenterWorldBeside(['dynamics']), referrals: [] };
  const started = await disturbedBeside('dynamics', crm, { partnerCenterWorld });
  place = started;
  const inPartnerCenter = observePartnerCenter(started.partnerCenter);
  const ids = [1, 2, 3].map(() => crm.seller.opens({ ticked: true, closeDate: DAY }));
  const deals = await eventually(() => ids.map((dealId) => ({ dealId, id: inPartnerCenter.referralOf(dealId).id })));
  await eventually(() => {
    for (const { dealId, id } of deals) expect(crm.observed.deal(dealId).referralId).toBe(id);
  });
  const mend = started.toCrm.disturb({
    of: () => true,
    answer: (answer) => ({ ...answer, text: answer.text.replaceAll(DAY, NO_DAY) }),
  });
  for (const dealId of ids) crm.seller.edits(dealId, { value: 71_000 });
  const parked = async () => {
    const { stdout } = await started.cosell('parked', 'list', '--json');
    return (JSON.parse(stdout) as { parked: { key: string; reason: string }[] }).parked;
  };
  await eventually(async () => expect(await parked()).toHaveLength(3), { withinMs: 40_000 });
  for (const { reason } of await parked()) expect(reason).toContain(NO_DAY);
  mend();
  const [first] = await parked();
  expect((await started.cosell('parked', 'retry', first?.key ?? '')).code).toBe(0);
  const arrived = () => deals.filter(({ id }) => inPartnerCenter.referral(id).details.dealValue === 71_000).length;
  await eventually(() => expect(arrived()).toBe(1));
  expect(await parked()).toHaveLength(2);
  expect(JSON.parse((await started.cosell('parked', 'retry', 'all', '--json')).stdout)).toEqual({ retried: 2 });
  await eventually(() => expect(arrived()).toBe(3));
  expect(await parked()).toEqual([]);
});
