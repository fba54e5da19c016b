import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeId } from '../../emulators/salesforce/ids.ts';
import { defaultSalesforceWorld } from '../../emulators/worlds/salesforce.ts';
import { type DisturbedInstallation, startDisturbedInstallation } from '../support/disturbed-installation.ts';
import { eventually } from '../support/eventually.ts';
import { microsoftIn } from '../support/scenario/microsoft.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';
import { countDoubled, countLost } from '../support/scenario/tallies.ts';
import { dealsWaiting } from '../support/scenario/work-waiting.ts';

/** A thousand deals that are linked already: a referral and an opportunity each, in agreement. */
const DEALS = Array.from({ length: 1000 }, (_, at) => ({
  recordId: makeId('006', 800_000_000 + at),
  referralId: randomUUID(),
}));

const DETAILS = {
  dealValue: 50_000,
  currency: 'USD',
  closingDateTime: '2027-05-31T00:00:00Z',
  notes: 'First call held.',
};

let place: DisturbedInstallation;
beforeAll(async () => {
  const organization = defaultSalesforceWorld.organization;
  place = await startDisturbedInstallation({
    partnerCenter: {
      referrals: DEALS.map(({ recordId, referralId }, at) => ({
        id: referralId,
        name: `Deal ${at}`,
        status: 'Active',
        substatus: 'Accepted',
        type: 'Independent',
        qualification: 'SalesQualified',
        direction: 'Outgoing',
        externalReferenceId: recordId,
        customerProfile: { name: `Customer ${at}`, address: { country: 'US' } },
        details: DETAILS,
      })),
    },
    salesforce: {
      ...(organization ? { organization } : {}),
      records: DEALS.map(({ recordId, referralId }, at) => ({
        sobject: 'Opportunity',
        id: recordId,
        fields: {
          Name: `✔ Deal ${at}`,
          StageName: 'Qualification',
          Amount: 50_000,
          CurrencyIsoCode: 'USD',
          CloseDate: '2027-05-31',
          Description: 'First call held.',
          Sync_With_Partner_Center__c: true,
          Referral_Identifier__c: referralId,
          Referral_Link__c: `https://partner.microsoft.com/referrals/v2/inbox?id=${referralId}`,
        },
      })),
    },
    patience: { withinMs: 150_000 },
    adjust: (settings) => {
      settings.sweep = { partnerCenterEvery: '1m', crmEvery: '1s', overlap: '2s' };
    },
  });
}, 180_000);
afterAll(() => place?.close());

/** Deals that do not show this value, raised by their number, on both sides. */
function dealsWithout(value: number) {
  const referrals = observePartnerCenter(place.partnerCenter).referrals();
  const rows = observeSalesforce(place.salesforce).rows('Opportunity');
  const inPartnerCenter = new Map(referrals.map(({ id, details }) => [id, details.dealValue]));
  const inSalesforce = new Map(rows.map((row) => [row['Id'], row['Amount']]));
  return DEALS.filter(
    ({ recordId, referralId }, at) =>
      inPartnerCenter.get(referralId) !== value + at || inSalesforce.get(recordId) !== value + at,
  );
}

test('R108 a thousand deals changed at once on both sides arrive, each once and none doubled', async () => {
  const seller = sellerIn(place.salesforce);
  const microsoft = microsoftIn(place.partnerCenter);
  const inPartnerCenter = observePartnerCenter(place.partnerCenter);
  const inSalesforce = observeSalesforce(place.salesforce);
  const seen = { inPartnerCenter, inCrm: place.crm.observed };
  expect(countDoubled(seen)).toBe(0);
  for (const [at, { recordId, referralId }] of DEALS.entries()) {
    if (at % 2 === 0) seller.edits(recordId, { Amount: 60_000 + at });
    else microsoft.edits(referralId, { details: { dealValue: 60_000 + at } });
  }
  const patched = () => place.partnerCenter.admin.calls().operations['patch-referral'] ?? 0;
  await eventually(
    () => {
      // Cheap questions first: the emulated systems answer from this very process.
      expect(patched()).toBeGreaterThanOrEqual(DEALS.length / 2);
      expect(dealsWaiting(join(place.folder, 'store'))).toBe(0);
      expect(dealsWithout(60_000)).toHaveLength(0);
    },
    { withinMs: 180_000 },
  );
  await eventually(async () => expect((await place.status()).work).toMatchObject({ due: 0, parked: 0 }));
  expect({ lost: countLost(seen), doubled: countDoubled(seen) }).toEqual({ lost: 0, doubled: 0 });
  expect(inSalesforce.rows('Opportunity')).toHaveLength(DEALS.length);
  expect(inPartnerCenter.referrals()).toHaveLength(DEALS.length);
}, 240_000);

/** Long enough to make all changes before the connector hears of the first. */
const HOLD_MS = 5000;

test('R108 a thousand changes of which notices tell at once cost pages of a listing, not a call for each', async () => {
  const { partnerCenter, salesforce } = place;
  const reads = () => partnerCenter.admin.calls().read;
  const microsoft = microsoftIn(partnerCenter);
  const before = { reads: reads(), salesforce: salesforce.admin.calls().write };
  partnerCenter.admin.webhooks.addFault({ kind: 'late', delayMs: HOLD_MS, times: DEALS.length });
  for (const [at, { referralId }] of DEALS.entries())
    microsoft.edits(referralId, { details: { dealValue: 70_000 + at } });
  await eventually(
    () => {
      expect(dealsWaiting(join(place.folder, 'store'))).toBe(0);
      expect(dealsWithout(70_000)).toHaveLength(0);
    },
    { withinMs: 180_000 },
  );
  expect(reads() - before.reads).toBeLessThan(DEALS.length / 4);
  expect(salesforce.admin.calls().write - before.salesforce).toBeLessThan(DEALS.length / 2);
}, 240_000);
