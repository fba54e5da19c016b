import { expect, test } from 'vitest';
import { startDynamicsEmulator } from '../dynamics/start.ts';
import { defaultDynamicsWorld, dynamicsWorldWith } from './dynamics.ts';
import { partnerCenterWorldBeside } from './partner-center.ts';
import { salesforceWorldWith } from './salesforce.ts';

async function defaultRows() {
  const emulator = await startDynamicsEmulator({ world: defaultDynamicsWorld });
  const { records } = emulator.admin.snapshot();
  await emulator.close();
  return records;
}

test('the default world has opportunities of every kind for the connector to meet', async () => {
  const { opportunity: deals = [], account: accounts = [], contact: contacts = [] } = await defaultRows();
  expect(deals.length).toBeGreaterThanOrEqual(20);
  expect(accounts.length).toBeGreaterThanOrEqual(20);
  expect(contacts.length).toBeGreaterThanOrEqual(20);
  const kinds = deals.map((deal) => [Boolean(deal['csl_referralid']), deal['csl_syncwithpartnercenter']]);
  for (const kind of [
    [true, true],
    [false, false],
    [false, true],
  ])
    expect(kinds).toContainEqual(kind);
});

test('linked deals of the default world name each other and agree', async () => {
  const { opportunity: deals = [], transactioncurrency: currencies = [] } = await defaultRows();
  const { referrals = [] } = partnerCenterWorldBeside(['dynamics']);
  const linked = referrals.filter(({ externalReferenceId }) => externalReferenceId);
  expect(linked.length).toBeGreaterThanOrEqual(8);
  for (const referral of linked) {
    const currency = currencies.find((row) => row['isocurrencycode'] === referral.details?.currency);
    expect(deals.find(({ id }) => id === referral.externalReferenceId)).toMatchObject({
      csl_referralid: referral.id,
      name: `✔ ${referral.name}`,
      estimatedvalue: referral.details?.dealValue,
      transactioncurrencyid: { table: 'transactioncurrency', id: currency?.['id'] },
      description: referral.details?.notes,
    });
  }
});

test('beside each other, two CRMs share the linked deals of the default world', () => {
  const world = partnerCenterWorldBeside(['salesforce', 'dynamics']);
  const linked = (world.referrals ?? []).filter(({ externalReferenceId }) => externalReferenceId);
  const held = [
    ...(salesforceWorldWith(world).records ?? []).filter(({ fields }) => fields?.['Referral_Identifier__c']),
    ...(dynamicsWorldWith(world).records ?? []).filter(({ values }) => values?.['csl_referralid']),
  ];
  expect(held).toHaveLength(linked.length);
  expect(held.map(({ id }) => id).sort()).toEqual(linked.map((referral) => referral.externalReferenceId).sort());
});
