import { describe, expect, test } from 'vitest';
import { COMPLETE_DEAL, type EngineWorld, engineWorld } from '../../test/support/engine-world.ts';
import { CosellError } from '../core/errors.ts';
import { startConnector } from './connector.ts';

const invitation = { ...COMPLETE_DEAL, status: 'invited' as const, visibleToMicrosoft: true };
const stumble = (recovery: 'retry' | 'bad-input') =>
  new CosellError({ code: 'stumble', recovery, message: 'No sense.', remedy: 'Wait.', place: 'memory' });

describe.each(['partner-center', 'crm'] as const)('a record of the side %s that makes no sense', (name) => {
  test('is parked with its place and reason while others go on, and arrives once it is mended', async () => {
    const world = engineWorld();
    await world.settle();
    const side = name === 'crm' ? world.crm : world.partnerCenter;
    const other = name === 'crm' ? world.partnerCenter : world.crm;
    const open = (id: string, closeDate: string) =>
      side.edit(id, name === 'crm' ? { ...COMPLETE_DEAL, closeDate } : { ...invitation, closeDate }, { optedIn: true });
    open('senseless', '2027-01-01');
    side.spoil('senseless');
    open('sound', '2027-02-02');
    for (let pass = 0; pass < 10; pass += 1) await world.settle();
    expect(other.all().map(({ deal }) => deal.closeDate)).toEqual(['2027-02-02']);
    expect(await world.store.work.parked(10)).toEqual([
      expect.objectContaining({ reason: expect.stringMatching(/2026-13-45.*Correct it/) }),
    ]);

    side.spoil(null);
    open('senseless', '2027-03-03');
    await world.settle();
    expect(other.all().map(({ deal }) => deal.closeDate)).toEqual(['2027-02-02', '2027-03-03']);
    await world.settle();
    expect(await world.store.work.parked(10)).toEqual([]);
  });

  test('leaves what both sides agreed on as it was', async () => {
    const world = engineWorld();
    world.crm.edit('006', COMPLETE_DEAL, { optedIn: true });
    await world.settle();
    const referralId = world.crm.get('006')?.counterpartId ?? '';
    const [side, id, other] =
      name === 'crm'
        ? ([world.crm, '006', world.partnerCenter] as const)
        : ([world.partnerCenter, referralId, world.crm] as const);
    side.spoil(id);
    side.edit(id, { notes: 'Beside the nonsense.' });
    for (let pass = 0; pass < 10; pass += 1) await world.settle();
    expect(other.all()[0]?.deal).toMatchObject({ closeDate: COMPLETE_DEAL.closeDate, notes: COMPLETE_DEAL.notes });
    expect(await world.store.work.parked(10)).toHaveLength(1);
    side.spoil(null);
    side.edit(id, { closeDate: '2027-03-03' });
    await world.settle();
    expect(other.all()[0]?.deal).toMatchObject({ closeDate: '2027-03-03', notes: 'Beside the nonsense.' });
    expect(await world.store.work.parked(10)).toEqual([]);
  });
});

test.each(['retry', 'bad-input'] as const)('listings that fail for long (%s) go on by themselves', async (recovery) => {
  const world = engineWorld();
  await world.settle();
  for (let n = 0; n < 30; n += 1) world.crm.failNext('read', stumble(recovery));
  world.crm.edit('006', COMPLETE_DEAL, { optedIn: true });
  await liveOn(world, 35);
  expect(await world.store.work.parked(10)).toEqual([]);
  expect(world.partnerCenter.all()).toHaveLength(1);
});

test.each(['partner-center', 'crm'] as const)(
  'a listing of %s that repeats what is parked wakes nobody',
  async (name) => {
    const world = engineWorld();
    await world.settle();
    const side = name === 'crm' ? world.crm : world.partnerCenter;
    side.edit('senseless', name === 'crm' ? COMPLETE_DEAL : invitation, { optedIn: true });
    side.spoil('senseless');
    for (let pass = 0; pass < 10; pass += 1) await world.settle();
    const parked = await world.store.work.parked(10);
    expect(parked).toMatchObject([{ key: expect.stringContaining('senseless') }]);
    for (let pass = 0; pass < 10; pass += 1) await world.settle();
    expect(await world.store.work.parked(10)).toEqual(parked);
  },
);

/** Time passes without a restart, which would wake whatever is parked. */
async function liveOn({ deps, clock, store }: EngineWorld, rounds: number): Promise<void> {
  const connector = await startConnector(deps, { owner: 'test' });
  for (let round = 0; round < rounds; round += 1) {
    clock.advance(400_000);
    do await clock.sleep(1);
    while ((await store.work.counts()).due > 0);
  }
  await connector.stop();
}

test('writes that fail for long arrive by themselves', async () => {
  const world = engineWorld();
  await world.settle();
  for (let n = 0; n < 20; n += 1) world.partnerCenter.failNext('write', stumble('retry'));
  world.crm.edit('006', COMPLETE_DEAL, { optedIn: true });
  for (let pass = 0; pass < 25; pass += 1) await world.settle();
  expect(await world.store.work.parked(10)).toEqual([]);
  expect(world.partnerCenter.all()).toHaveLength(1);
});
