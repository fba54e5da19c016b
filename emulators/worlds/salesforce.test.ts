import { expect, test } from 'vitest';
import { startSalesforceEmulator } from '../salesforce/start.ts';
import { defaultPartnerCenterWorld } from './partner-center.ts';
import { defaultSalesforceWorld } from './salesforce.ts';

type Row = Record<string, unknown>;

async function defaultRows(): Promise<Record<string, Row[]>> {
  const emulator = await startSalesforceEmulator({ world: defaultSalesforceWorld });
  const { records } = emulator.admin.snapshot() as { records: Record<string, Row[]> };
  await emulator.close();
  return records;
}

test('the default world has opportunities of every kind for the connector to meet', async () => {
  const { Opportunity: deals = [], Account: accounts = [], Contact: contacts = [] } = await defaultRows();
  expect(deals.length).toBeGreaterThanOrEqual(20);
  expect(accounts.length).toBeGreaterThanOrEqual(20);
  expect(contacts.length).toBeGreaterThanOrEqual(20);
  const kinds = deals.map((deal) => [Boolean(deal['Referral_Identifier__c']), deal['Sync_With_Partner_Center__c']]);
  for (const kind of [
    [true, true],
    [false, false],
    [false, true],
  ])
    expect(kinds).toContainEqual(kind);
});

test('linked deals of the default world name each other and agree', async () => {
  const { Opportunity: deals = [] } = await defaultRows();
  const linked = (defaultPartnerCenterWorld.referrals ?? []).filter(({ externalReferenceId }) => externalReferenceId);
  expect(linked.length).toBeGreaterThanOrEqual(8);
  for (const referral of linked) {
    expect(deals.find(({ Id }) => Id === referral.externalReferenceId)).toMatchObject({
      Referral_Identifier__c: referral.id,
      Name: `✔ ${referral.name}`,
      Amount: referral.details?.dealValue,
      CurrencyIsoCode: referral.details?.currency,
      Description: referral.details?.notes,
    });
  }
});
