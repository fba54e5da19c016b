import { afterEach, describe, expect, test } from 'vitest';
import type { DealList } from '../../src/cli/product/deals.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { type Flows, flowsBetween } from '../support/scenario/flows.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { type Seller, sellerIn } from '../support/scenario/seller.ts';
import { callsSince, readsOf, writesOf } from '../support/scenario/tallies.ts';

let close = async () => {};
afterEach(() => close());

interface Inherited extends Installation {
  seller: Seller;
  flows: Flows;
  inSalesforce: ReturnType<typeof observeSalesforce>;
  inPartnerCenter: ReturnType<typeof observePartnerCenter>;
}

/** Two systems that Microsoft's connector has kept in step until now. */
async function inherited(): Promise<Inherited> {
  const place = await startInstallation();
  close = () => place.close();
  const { partnerCenter, salesforce } = place;
  return Object.assign(place, {
    seller: sellerIn(salesforce),
    flows: flowsBetween(partnerCenter, salesforce),
    inSalesforce: observeSalesforce(salesforce),
    inPartnerCenter: observePartnerCenter(partnerCenter),
  });
}

async function swept(place: Installation): Promise<void> {
  const before = readsOf(place);
  await eventually(() => {
    const { partnerCenter, crm } = callsSince(before, readsOf(place));
    expect(Math.min(partnerCenter, crm)).toBeGreaterThan(3);
  });
}

/** Which deals are paired, by record. */
async function pairs(place: Installation): Promise<Map<string | null, { referralId: string | null; state: string }>> {
  const { deals } = (await place.cosell('deals', 'list', '--limit', '500', '--json')).json() as DealList;
  return new Map(deals.map(({ recordId, referralId, state }) => [recordId, { referralId, state }]));
}

const SPELLINGS: readonly (readonly [string, (id: string) => string])[] = [
  ['as it was written', (id) => id],
  ['in capitals', (id) => id.toUpperCase()],
  ['in braces', (id) => `{${id}}`],
  ['with blanks around it', (id) => ` ${id} `],
  ['as the address of the referral', (id) => `https://partner.microsoft.com/referrals/v2/inbox?id=${id}`],
];

describe('R98 what Microsoft’s connector has paired is adopted', () => {
  test.each(SPELLINGS)('R98 with the identifier %s', async (_, spelling) => {
    const place = await inherited();
    const { seller, flows, inSalesforce, inPartnerCenter } = place;
    const dealId = seller.opens({ name: 'Inherited rollout', ticked: true });
    const referralId = flows.createReferral(dealId, { externalReferenceId: null });
    flows.writeBack(dealId, referralId, spelling(referralId));
    const records = inSalesforce.rows('Opportunity').length;
    const referrals = inPartnerCenter.referrals().length;
    await place.serve();
    await eventually(async () => expect((await pairs(place)).get(dealId)).toEqual({ referralId, state: 'active' }));
    await eventually(() => expect(inPartnerCenter.referral(referralId).externalReferenceId).toBe(dealId));
    seller.edits(dealId, { Amount: 61_000 });
    await eventually(() => expect(inPartnerCenter.referral(referralId).details.dealValue).toBe(61_000));
    flows.patches(referralId, { details: { notes: 'From the portal.' } });
    await eventually(() => expect(inSalesforce.deal(dealId)['Description']).toBe('From the portal.'));
    expect(inPartnerCenter.referrals().filter(({ name }) => name === 'Inherited rollout')).toHaveLength(1);
    expect(
      inSalesforce.rows('Opportunity').filter(({ Name }) => String(Name).includes('Inherited rollout')),
    ).toHaveLength(1);
    expect(inPartnerCenter.referrals().length).toBe(referrals);
    expect(inSalesforce.rows('Opportunity').length).toBeGreaterThanOrEqual(records);
  });

  /** A glyph that says the same is no reason to write; one that says the contrary is. */
  test.each([
    ['✓ ', '✓ '],
    ['✔ ', '✔ '],
    ['✔️ ', '✔️ '],
    ['✓ ✔ ', '✓ ✔ '],
    ['✗ ', '✔ '],
    ['✘ ', '✔ '],
  ])(
    'R98 the mark "%s" of the flows is no part of the name, and becomes "%s" with the next success',
    async (mark, later) => {
      const place = await inherited();
      const { seller, flows, inSalesforce, inPartnerCenter } = place;
      const dealId = seller.opens({ name: 'Marked rollout', ticked: true });
      const referralId = flows.shares(dealId);
      place.salesforce.admin.people.edit({
        by: 'sam.seller@lakeshore.example',
        id: dealId,
        fields: { Name: `${mark}Marked rollout` },
      });
      await place.serve();
      await eventually(async () => expect((await pairs(place)).get(dealId)?.state).toBe('active'));
      seller.edits(dealId, { Amount: 61_000 });
      await eventually(() => expect(inPartnerCenter.referral(referralId).details.dealValue).toBe(61_000));
      await swept(place);
      expect(inSalesforce.deal(dealId)['Name']).toBe(`${later}Marked rollout`);
      expect(inPartnerCenter.referral(referralId).name).toBe('Marked rollout');
    },
  );

  test('R98 the audit text of the flows stays, and goes on in the same form', async () => {
    const place = await inherited();
    const { seller, flows, inSalesforce, inPartnerCenter } = place;
    const dealId = seller.opens({
      ticked: true,
      fields: { Audit__c: '2026-11-19 10:00 - Partner Center Referral to CRM sync success.' },
    });
    const referralId = flows.shares(dealId);
    const old = inSalesforce.auditOf(dealId);
    await place.serve();
    await eventually(async () => expect((await pairs(place)).get(dealId)?.state).toBe('active'));
    flows.patches(referralId, { details: { dealValue: 75_000 } });
    await eventually(() => expect(inSalesforce.deal(dealId)['Amount']).toBe(75_000));
    const lines = inSalesforce.auditOf(dealId);
    expect(lines.length).toBeGreaterThan(old.length);
    expect(lines.slice(-old.length)).toEqual(old);
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d - \S/);
    expect(inPartnerCenter.referralsOf(dealId)).toHaveLength(1);
  });
});

describe('R98 two records with one identifier', () => {
  test('R98 the first is adopted, the second told, and neither doubled nor mixed up', async () => {
    const place = await inherited();
    const { seller, flows, inSalesforce, inPartnerCenter } = place;
    const first = seller.opens({ name: 'Original', amount: 10_000, ticked: true });
    const second = seller.opens({ name: 'Copy', amount: 99_000, ticked: true });
    const referralId = flows.shares(first);
    flows.writeBack(second, referralId);
    const referrals = inPartnerCenter.referrals().length;
    await place.serve();
    await eventually(async () => {
      const now = await pairs(place);
      expect(now.get(first)).toEqual({ referralId, state: 'active' });
      expect(now.get(second)).toMatchObject({ state: 'broken' });
    });
    const status = await place.cosell('deals', 'show', second);
    expect(status.stdout).toContain('Another CRM record carries the same referral identifier');
    seller.edits(second, { Amount: 98_000 });
    seller.edits(first, { Amount: 11_000 });
    await eventually(() => expect(inPartnerCenter.referral(referralId).details.dealValue).toBe(11_000));
    await swept(place);
    expect(inPartnerCenter.referral(referralId).details.dealValue).toBe(11_000);
    expect(inSalesforce.deal(second)['Amount']).toBe(98_000);
    expect(inPartnerCenter.referrals()).toHaveLength(referrals);
    // Cleared, the copy is a deal of its own.
    seller.edits(second, { Referral_Identifier__c: null });
    const own = await eventually(() => inPartnerCenter.referralOf(second));
    expect(own.id).not.toBe(referralId);
  });

  test('R98 a copy made while the connector runs does not get into the first one’s place', async () => {
    const place = await inherited();
    const { seller, flows, inSalesforce, inPartnerCenter } = place;
    const first = seller.opens({ name: 'Original', amount: 10_000, ticked: true });
    const referralId = flows.shares(first);
    await place.serve();
    await eventually(async () => expect((await pairs(place)).get(first)?.state).toBe('active'));
    const copy = seller.opens({ name: 'Copy', amount: 99_000, fields: { Referral_Identifier__c: `{${referralId}}` } });
    seller.ticks(copy);
    await eventually(async () => expect((await pairs(place)).get(copy)?.state).toBe('broken'));
    seller.edits(copy, { Amount: 98_000 });
    flows.patches(referralId, { details: { dealValue: 12_000 } });
    await eventually(() => expect(inSalesforce.deal(first)['Amount']).toBe(12_000));
    await swept(place);
    expect((await pairs(place)).get(first)).toEqual({ referralId, state: 'active' });
    expect(inPartnerCenter.referral(referralId).details.dealValue).toBe(12_000);
    expect(inSalesforce.deal(copy)['Amount']).toBe(98_000);
    expect((await place.cosell('status')).code).toBe(4);
  });

  test('R98 an opportunity that the flows have shared twice keeps the referral it names; the other is told', async () => {
    const place = await inherited();
    const { seller, flows, inPartnerCenter } = place;
    const dealId = seller.opens({ name: 'Shared twice', amount: 10_000, ticked: true });
    const referralId = flows.shares(dealId);
    const doubled = flows.createReferral(dealId, { details: { dealValue: 5 } });
    await place.serve();
    await eventually(async () => {
      const { deals } = (await place.cosell('deals', 'list', '--limit', '500', '--json')).json() as DealList;
      expect(deals.find((deal) => deal.recordId === dealId)).toMatchObject({ referralId, state: 'active' });
      expect(deals.find((deal) => deal.referralId === doubled)).toMatchObject({ recordId: null, state: 'broken' });
    });
    const before = await eventually(async () => {
      const writes = writesOf(place);
      await swept(place);
      expect(writesOf(place)).toEqual(writes);
      return writes;
    });
    flows.patches(doubled, { details: { dealValue: 6 } });
    await swept(place);
    expect(writesOf(place)).toEqual(before);
    expect(inPartnerCenter.referral(referralId).details.dealValue).toBe(10_000);
    expect(inPartnerCenter.referral(doubled).details.dealValue).toBe(6);
  });
});
