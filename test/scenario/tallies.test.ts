import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import { defaultPartnerCenterWorld } from '../../emulators/worlds/partner-center.ts';
import { type SalesforceCrm, startSalesforceCrm } from '../support/scenario/crm/salesforce.ts';
import { observePartnerCenter } from '../support/scenario/observed.ts';
import { countDoubled, countLost } from '../support/scenario/tallies.ts';

/** The tour's own measures, against two systems that no connector keeps in step. */
let partnerCenter: PartnerCenterEmulator;
let crm: SalesforceCrm;

beforeAll(async () => {
  partnerCenter = await startPartnerCenterEmulator({ world: defaultPartnerCenterWorld });
  crm = await startSalesforceCrm();
});
afterAll(() => Promise.all([partnerCenter.close(), crm.close()]));

const observed = () => ({
  inPartnerCenter: observePartnerCenter(partnerCenter),
  inCrm: crm.observed,
});

const linked = (defaultPartnerCenterWorld.referrals ?? []).find(
  ({ externalReferenceId, status }) => externalReferenceId && status === 'Active',
);

test('a second opportunity of one referral and a second referral of one opportunity count as doubled', () => {
  const before = countDoubled(observed());
  crm.seller.opens({ referralId: linked?.id ?? '' });
  expect(countDoubled(observed())).toBe(before + 1);
  const { id: _id, engagementId: _engagement, microsoft: _half, ...copy } = linked ?? {};
  partnerCenter.admin.people.seed({ referrals: [copy] });
  expect(countDoubled(observed())).toBe(before + 2);
});

test('a value, a referral or a ticked record that has not arrived counts as lost', () => {
  const before = countLost(observed());
  const edited = (defaultPartnerCenterWorld.referrals ?? []).find(({ name }) => name === 'Blue Yonder control tower');
  crm.seller.edits(edited?.externalReferenceId ?? '', { value: 1 });
  expect(countLost(observed())).toBe(before + 1);
  crm.seller.opens({ ticked: true });
  expect(countLost(observed())).toBe(before + 2);
  partnerCenter.admin.people.invite({});
  expect(countLost(observed())).toBe(before + 3);
});
