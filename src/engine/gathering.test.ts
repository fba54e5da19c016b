import { expect, test } from 'vitest';
import { COMPLETE_DEAL, type EngineWorld, engineWorld } from '../../test/support/engine-world.ts';
import { LINKS_LANE } from './deps.ts';
import { ingest } from './ingest.ts';
import { startWorker } from './worker.ts';

const DEALS = 40;

/** So many linked deals of which Partner Center has changed the value of each, and told so. */
async function told(changedAt: (modifiedAt: string) => string): Promise<EngineWorld> {
  const world = engineWorld({ settings: { maxPasses: 16, laneLimit: 16 } });
  for (let at = 0; at < DEALS; at += 1)
    world.crm.edit(`006-${at}`, { ...COMPLETE_DEAL, name: `Deal ${at}` }, { optedIn: true });
  await world.settle();
  world.clock.advance(1000);
  for (const { id } of world.partnerCenter.all()) {
    world.partnerCenter.edit(id, { value: '1234' });
    const { modifiedAt = '' } = world.partnerCenter.get(id) ?? {};
    const notice = { event: 'referral-updated', referralId: id, changedAt: changedAt(modifiedAt), rawBody: '' };
    await ingest(world.deps, notice);
  }
  world.partnerCenter.calls.read = 0;
  return world;
}

/** Works off what is due, without the looks of a whole connector. */
async function workOff({ deps, clock }: EngineWorld): Promise<void> {
  const worker = await startWorker(deps, 'test', [LINKS_LANE]);
  do await clock.sleep(2);
  while (await isBusy(deps));
  await worker.stop();
}

async function isBusy({ store }: EngineWorld['deps']): Promise<boolean> {
  const { due, leased } = await store.work.counts([LINKS_LANE]);
  return due + leased > 0;
}

const values = ({ crm }: EngineWorld) => [...new Set(crm.all().map(({ deal }) => deal.value))];

test('a burst of notices is listed, not read one by one', async () => {
  const world = await told((modifiedAt) => modifiedAt);
  await workOff(world);
  expect(values(world)).toEqual(['1234']);
  expect(world.partnerCenter.calls.read).toBeLessThan(DEALS / 4);
  expect((await world.store.audit.recent(200)).filter(({ kind }) => kind !== 'pass')).toEqual([]);
});

test('what the listing does not show is read all the same, and no second listing is tried meanwhile', async () => {
  const world = await told(() => '2026-12-31T00:00:00.0000000Z');
  await workOff(world);
  expect(values(world)).toEqual(['1234']);
  // Those that were being read when the listing began are looked at once more.
  expect(world.partnerCenter.calls.read).toBeLessThan(DEALS * 1.2);
});

test('a listing that fails holds nothing up', async () => {
  const world = await told((modifiedAt) => modifiedAt);
  const list = world.deps.sides['partner-center'].list;
  let listings = 0;
  world.deps.sides['partner-center'].list = (request) => {
    listings += 1;
    if (listings === 1) throw new Error('No listing today.');
    return list(request);
  };
  await workOff(world);
  expect(listings).toBeGreaterThan(0);
  expect(values(world)).toEqual(['1234']);
});
