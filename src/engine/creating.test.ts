import { expect, it } from 'vitest';
import { COMPLETE_DEAL, engineWorld } from '../../test/support/engine-world.ts';
import { CosellError } from '../core/errors.ts';
import type { Snapshot } from '../core/model/snapshot.ts';

/** What people change while a record is being created on the other side. */

const lost = (code: string) =>
  new CosellError({ code, recovery: 'retry', message: 'No answer came.', remedy: 'Wait.', outcomeUnknown: true });

function only(snapshots: readonly Snapshot[]): Snapshot {
  expect(snapshots).toHaveLength(1);
  return snapshots[0] as Snapshot;
}

it('what a seller changes while his deal is being shared still travels', async () => {
  const world = engineWorld();
  const port = world.crm;
  const { update } = port;
  // A version that stamps whole seconds does not show an edit within the same one.
  port.update = (change, options) => {
    port.update = update;
    world.crm.edit('006', { value: '77000' });
    return update({ ...change, expectedVersion: null }, options);
  };
  world.crm.edit('006', COMPLETE_DEAL, { optedIn: true });
  await world.settle();
  await world.settle();
  expect(only(world.partnerCenter.all()).deal.value).toBe('77000');
});

it('what both sides change while the answer to a create is missing still travels', async () => {
  const world = engineWorld();
  world.partnerCenter.failNext('create', lost('timeout'), 'after');
  world.crm.edit('006', COMPLETE_DEAL, { optedIn: true });
  await world.settle();
  const { id } = only(world.partnerCenter.all());
  world.partnerCenter.edit(id, { notes: 'from Microsoft' });
  world.crm.edit('006', { value: '77000' });
  await world.settle();
  expect(world.crm.get('006')?.deal).toMatchObject({ notes: 'from Microsoft', value: '77000' });
  expect(only(world.partnerCenter.all()).deal).toMatchObject({ notes: 'from Microsoft', value: '77000' });
});
