import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SalesforceSide } from '../../../src/adapters/salesforce/side.ts';
import type { ListPage } from '../../../src/engine/ports.ts';
import { invitation, startTestOrg, type TestOrg, written } from './org.ts';

let org: TestOrg;
let side: SalesforceSide;

beforeAll(async () => {
  org = await startTestOrg();
});
afterAll(() => org.emulator.close());
beforeEach(async () => {
  await org.emulator.admin.reset();
  side = await org.connect();
  org.emulator.admin.resetCalls();
});

async function listed(since: string | null): Promise<ListPage[]> {
  const pages: ListPage[] = [];
  for await (const page of side.list({ since })) pages.push(page);
  return pages;
}

const ids = (pages: readonly ListPage[]) => pages.flatMap(({ snapshots }) => snapshots.map(({ id }) => id));
const OPEN = { StageName: 'Prospecting', CloseDate: '2027-01-01' };

describe('a listing', () => {
  test('has what takes part and nothing else, a page at a time', async () => {
    org.emulator.admin.people.seedOpportunities({ count: 1500, fields: { Referral_Identifier__c: 'r-{n}' } });
    org.emulator.admin.people.seedOpportunities({ count: 10 });
    const ticked = org.create('Opportunity', { ...OPEN, Name: 'Ticked', Sync_With_Partner_Center__c: true });
    const pages = await listed(null);
    expect(pages.map(({ snapshots, total }) => [snapshots.length, total])).toEqual([
      [1000, 1501],
      [501, 1501],
    ]);
    expect(new Set(ids(pages)).size).toBe(1501);
    expect(ids(pages)).toContain(ticked);
    expect(org.calls()).toEqual({ read: 2, write: 0 });
    expect(side.capabilities.pageSize).toBe(1000);
  });

  test('goes on where the last one ended and repeats nothing once things have settled', async () => {
    const deal = written(await side.create(invitation('r-1')));
    const [page] = await listed(null);
    await org.emulator.admin.moveClock({ advanceMs: 600_000 });
    const settled = (await listed(page?.resumeAt ?? null)).at(-1)?.resumeAt ?? null;
    org.emulator.admin.resetCalls();
    expect(ids(await listed(settled))).toEqual([]);
    expect(org.calls()).toEqual({ read: 1, write: 0 });

    await org.edit(deal.id, { Amount: 5 });
    const [changed] = await listed(settled);
    expect(changed?.snapshots).toMatchObject([{ id: deal.id, deal: { value: '5' } }]);
    // Within the overlap a change may come again, so that slow transactions of others are not missed.
    expect(ids(await listed(changed?.resumeAt ?? null))).toEqual([deal.id]);
  });

  test('finds changes in the account, the contacts and the solutions', async () => {
    const deal = written(await side.create(invitation('r-1')));
    await org.emulator.admin.moveClock({ advanceMs: 600_000 });
    const later = async () => {
      await org.emulator.admin.moveClock({ advanceMs: 600_000 });
      return new Date(org.emulator.clock.now()).toISOString();
    };
    for (const [sobject, fields] of [
      ['Account', { BillingCity: 'Hamburg' }],
      ['Contact', { Phone: '+49 40 1' }],
      ['OpportunityContactRole', { Role: 'Decision Maker' }],
      ['Microsoft_Solutions__c', { Quantity__c: 9 }],
    ] as const) {
      const since = await later();
      await org.edit(String(org.rows(sobject)[0]?.['Id']), fields);
      expect([sobject, ids(await listed(since))]).toEqual([sobject, [deal.id]]);
    }
    expect(ids(await listed(await later()))).toEqual([]);
  });

  test('that expires half-way begins again where it stopped', async () => {
    org.emulator.admin.people.seedOpportunities({ count: 1500, fields: { Referral_Identifier__c: 'r-{n}' } });
    const found = new Set<string>();
    let moved = false;
    for await (const { snapshots } of side.list({ since: null })) {
      for (const { id } of snapshots) found.add(id);
      if (!moved) await org.emulator.admin.moveClock({ advanceDays: 3 });
      moved = true;
    }
    expect(found.size).toBe(1500);
  });

  test('with a broken watermark says so', async () => {
    await expect(listed('last week')).rejects.toMatchObject({ code: 'salesforce-watermark-unreadable' });
  });
});

describe('finding', () => {
  test('many referrals at once shares a query and takes the oldest of doubled records', async () => {
    const first = org.create('Opportunity', { ...OPEN, Name: 'First', Referral_Identifier__c: 'r-1' });
    await org.emulator.admin.moveClock({ advanceMs: 2000 });
    org.create('Opportunity', { ...OPEN, Name: 'Second', Referral_Identifier__c: 'r-1' });
    const found = await Promise.all(['r-0', 'R-1', 'r-2'].map((id) => side.find(id, 0)));
    expect(found.map((snapshot) => snapshot?.id ?? null)).toEqual([null, first, null]);
    expect(org.calls()).toEqual({ read: 1, write: 0 });
  });
});

describe('reading', () => {
  test('many callers at once share a query; what is gone is left out', async () => {
    const { ids: seeded } = org.emulator.admin.people.seedOpportunities({ count: 250 });
    const known = seeded.map(String);
    const results = await Promise.all(known.map((id) => side.read([id])));
    expect(results.flat().map(({ id }) => id)).toEqual(known);
    expect(org.calls().read).toBe(2);
    org.emulator.admin.people.delete({ id: known[0] ?? '' });
    expect(await side.read([known[0] ?? '', known[1] ?? '', known[1]?.slice(0, 15) ?? ''])).toHaveLength(2);
  });
});
