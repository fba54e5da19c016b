import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import { type SalesforceEmulator, startSalesforceEmulator } from '../../emulators/salesforce/start.ts';
import { defaultPartnerCenterWorld } from '../../emulators/worlds/partner-center.ts';
import { defaultSalesforceWorld } from '../../emulators/worlds/salesforce.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';
import { countDoubled, countLost } from '../support/scenario/tallies.ts';

/** The tour's own measures, against two systems that no connector keeps in step. */
let partnerCenter: PartnerCenterEmulator;
let salesforce: SalesforceEmulator;

beforeAll(async () => {
  partnerCenter = await startPartnerCenterEmulator({ world: defaultPartnerCenterWorld });
  salesforce = await startSalesforceEmulator({ world: defaultSalesforceWorld });
});
afterAll(() => Promise.all([partnerCenter.close(), salesforce.close()]));

const observed = () => ({
  inPartnerCenter: observePartnerCenter(partnerCenter),
  inSalesforce: observeSalesforce(salesforce),
});

const linked = (defaultPartnerCenterWorld.referrals ?? []).find(
  ({ externalReferenceId, status }) => externalReferenceId && status === 'Active',
);

test('a second opportunity of one referral and a second referral of one opportunity count as doubled', () => {
  const before = countDoubled(observed());
  sellerIn(salesforce).opens({ fields: { Referral_Identifier__c: linked?.id } });
  expect(countDoubled(observed())).toBe(before + 1);
  const { id: _id, engagementId: _engagement, microsoft: _half, ...copy } = linked ?? {};
  partnerCenter.admin.people.seed({ referrals: [copy] });
  expect(countDoubled(observed())).toBe(before + 2);
});

test('a value, a referral or a ticked record that has not arrived counts as lost', () => {
  const before = countLost(observed());
  const edited = (defaultPartnerCenterWorld.referrals ?? []).find(({ name }) => name === 'Blue Yonder control tower');
  sellerIn(salesforce).edits(edited?.externalReferenceId ?? '', { Amount: 1 });
  expect(countLost(observed())).toBe(before + 1);
  sellerIn(salesforce).opens({ ticked: true });
  expect(countLost(observed())).toBe(before + 2);
  partnerCenter.admin.people.invite({});
  expect(countLost(observed())).toBe(before + 3);
});
