import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { writesOf } from '../support/scenario/tallies.ts';

let place: Installation;
beforeAll(async () => {
  place = await startInstallation();
});
afterAll(() => place.close());

interface Planned {
  looked: number;
  counts: Record<string, number>;
  deals: readonly {
    deal: string;
    recordId: string | null;
    changes: readonly {
      side: string;
      kind: string;
      irreversible: readonly string[];
      fields: readonly { field: string; to: unknown }[];
    }[];
  }[];
}

const plan = async (...argv: string[]) => (await place.cosell('plan', '--json', ...argv)).json() as Planned;

async function settled(): Promise<void> {
  const stop = await place.serve();
  await eventually(async () => {
    const { work, links } = (await place.cosell('status', '--json')).json() as {
      work: { due: number; leased: number };
      links: Record<string, number>;
    };
    expect(links['active']).toBeGreaterThan(0);
    expect(work.due + work.leased).toBe(0);
  });
  await stop();
}

test('before the first start, everything that would be done is shown, and nothing is', async () => {
  const before = writesOf(place);
  const { deals, counts } = await plan();
  expect(counts['create']).toBeGreaterThan(0);
  expect(deals.length).toBeGreaterThan(0);
  expect(writesOf(place)).toEqual(before);
  const { links } = (await place.cosell('status', '--json')).json() as { links: Record<string, number> };
  expect(Object.values(links).reduce((sum, count) => sum + count, 0)).toBe(0);
});

test('R95 what was planned is what is done, and afterwards a plan is empty', async () => {
  const planned = await plan();
  const before = { crm: recordsOf(), referrals: referralsOf() };
  await settled();
  const creates = planned.deals.flatMap(({ changes }) => changes.filter(({ kind }) => kind === 'create'));
  expect(recordsOf() - before.crm).toBe(creates.filter(({ side }) => side === 'crm').length);
  expect(referralsOf() - before.referrals).toBeGreaterThanOrEqual(
    creates.filter(({ side }) => side === 'partner-center').length,
  );
  const { deals, counts } = await plan();
  expect(deals.flatMap(({ changes }) => changes)).toEqual([]);
  expect(counts['inStep']).toBeGreaterThan(10);
});

test('R95 a changed mapping is tried on all deals without a write, and what it would do is named field by field', async () => {
  const before = writesOf(place);
  const shared = rows().find(
    (row) => row['Referral_Identifier__c'] && row['IsClosed'] === false && row['StageName'] !== 'Partner Review',
  );
  const id = String(shared?.['Id']);
  place.salesforce.admin.people.edit({ id, fields: { NextStep: 'Call on Monday.' } });
  await place.configure((settings) => {
    settings.salesforce.fields = { notes: 'NextStep' };
  });
  const { deals } = await plan();
  const changed = deals.find(({ recordId }) => recordId === id);
  expect(changed?.changes).toMatchObject([
    { side: 'partner-center', kind: 'update', fields: [{ field: 'notes', to: 'Call on Monday.' }] },
  ]);
  expect(writesOf(place)).toEqual(before);
  const said = await place.cosell('plan');
  expect(said.stdout).toContain('→ Call on Monday.');
  expect(said.stdout).toMatch(/Nothing was written[.]\n$/);
  await place.configure(() => undefined);
});

test('R95 each mapping that a connector has worked with is numbered, and so is a change of it', async () => {
  const history = async () =>
    (await place.cosell('mapping', 'history', '--json')).json() as { present: string; versions: { version: string }[] };
  const first = await history();
  expect(first.versions.map(({ version }) => version)).toEqual([first.present]);
  await place.configure((settings) => {
    settings.deals = { owners: { notes: 'newest' } };
  });
  expect((await history()).versions).toHaveLength(1);
  const stop = await place.serve();
  await eventually(async () => expect((await history()).versions).toHaveLength(2));
  await stop();
  const { present, versions } = await history();
  expect(versions[0]).toMatchObject({ number: 2, version: present });
});

function rows(): readonly Record<string, unknown>[] {
  const { records } = place.salesforce.admin.snapshot() as { records: Record<string, Record<string, unknown>[]> };
  return records['Opportunity'] ?? [];
}

function recordsOf(): number {
  const { records } = place.salesforce.admin.snapshot() as { records: Record<string, unknown[]> };
  return records['Opportunity']?.length ?? 0;
}

function referralsOf(): number {
  const { referrals } = place.partnerCenter.admin.snapshot() as { referrals: { organizationId: string }[] };
  return referrals.filter(({ organizationId }) => organizationId !== 'msft').length;
}
