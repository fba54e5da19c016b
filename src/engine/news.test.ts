import { expect, test } from 'vitest';
import { COMPLETE_DEAL, engineWorld } from '../../test/support/engine-world.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { offer } from './linker.ts';
import { newsOf } from './news.ts';
import type { StoredLink } from './ports.ts';

async function linkedWorld(options: Parameters<typeof engineWorld>[0] = {}) {
  const world = engineWorld(options);
  world.crm.edit('006', COMPLETE_DEAL, { optedIn: true });
  await world.settle();
  const [referral] = world.partnerCenter.all();
  return { world, record: () => world.crm.get('006') as Snapshot, referralId: referral?.id ?? '' };
}

test('an edit within the same second as our own write is no echo of it', async () => {
  const { world, record, referralId } = await linkedWorld({ crmGranularityMs: 1000 });
  const { version } = record();
  world.crm.edit('006', { value: '1' });
  expect(record().version).toBe(version);
  await world.settle();
  expect(world.partnerCenter.get(referralId)?.deal.value).toBe('1');
});

test('a record that looks as we left it wakes nobody', async () => {
  const { world } = await linkedWorld({ crmGranularityMs: 1000 });
  const passes = world.reports.length;
  await world.settle();
  expect(world.reports).toHaveLength(passes);
});

test('a page that was listed before our own write is no news but a doubt, so that no old value is put back', async () => {
  const { world, record, referralId } = await linkedWorld();
  const listed = structuredClone(record());
  world.partnerCenter.edit(referralId, { notes: 'Newer.' });
  await world.settle();
  const stored = (await world.store.links.find({ referralId })) as StoredLink;
  expect(newsOf(stored, listed)).toEqual({ kind: 'read' });
  expect(newsOf(stored, structuredClone(record()))).toBeNull();
});

test("a change of Microsoft's half reaches the CRM although our document's version stands still", async () => {
  const { world, record, referralId } = await linkedWorld();
  const referral = world.partnerCenter.get(referralId) as Snapshot;
  referral.deal = { ...referral.deal, microsoftCrmId: '7-XYZ' };
  await world.store.transaction((tx) => offer(world.deps, tx, [structuredClone(referral)], 1));
  await world.settle();
  expect(record().deal.microsoftCrmId).toBe('7-XYZ');
});
