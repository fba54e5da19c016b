import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DealCheck } from '../../src/cli/product/deals.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { observePartnerCenter } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';

let place: Installation;
beforeAll(async () => {
  place = await startInstallation();
});
afterAll(() => place?.close());

async function check(id: string): Promise<DealCheck & { code: number }> {
  const said = await place.cosell('deals', 'check', id, '--json');
  return { ...(said.json() as DealCheck), code: said.code };
}

test('R92 a command tells what would be refused before Sync is ticked, contacts too, and writes nothing', async () => {
  const seller = sellerIn(place.salesforce);
  const help = { How_can_Microsoft_help__c: 'General or Other' };
  const id = seller.opens({ contact: null, solution: null, fields: help });
  const before = [place.salesforce.admin.calls().write, place.partnerCenter.admin.calls().write];
  const incomplete = await check(id);
  expect(incomplete).toMatchObject({ code: 4, outcome: 'incomplete', ticked: false, kind: 'co-sell' });
  expect(incomplete.missing.map(({ code }) => code).sort()).toEqual(['contact-missing', 'solution-missing']);
  seller.addsContact(id);
  seller.addsSolution(id);
  expect(await check(id)).toMatchObject({ code: 0, outcome: 'ready', ticked: false, missing: [] });
  expect([place.salesforce.admin.calls().write, place.partnerCenter.admin.calls().write]).toEqual(before);
  expect(observePartnerCenter(place.partnerCenter).referralsOf(id)).toEqual([]);
  expect((await place.cosell('deals', 'list', '--json')).stdout).not.toContain(id);
});

test('R92 a command tells that a closed deal would not be sent, and knows no deal that is not there', async () => {
  const seller = sellerIn(place.salesforce);
  const id = seller.opens();
  seller.moves(id, 'Closed Lost');
  expect(await check(id)).toMatchObject({ code: 0, outcome: 'not-open' });
  expect((await place.cosell('deals', 'check', '006000000000000AAA')).code).not.toBe(0);
});
