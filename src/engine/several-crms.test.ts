import { expect, it } from 'vitest';
import { COMPLETE_DEAL, type EngineWorld, engineWorld } from '../../test/support/engine-world.ts';
import { createMemorySide, type MemorySide } from '../adapters/memory/side.ts';
import { CosellError } from '../core/errors.ts';
import type { DealView } from '../core/model/deal.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { routeOf } from '../core/routing.ts';
import type { SidePort } from './ports.ts';
import { several } from './side-group.ts';

interface TwoCrms extends EngineWorld {
  /** The CRM that takes what no rule sends elsewhere is the world's own; this one takes the deals from Norway. */
  nordic: MemorySide;
  /** Whether the Nordic CRM refuses the connector's sign-in. */
  setSignedOut(isSignedOut: boolean): void;
}

const RULES = [{ to: 'nordic', countries: ['NO'] }];

function twoCrms(): TwoCrms {
  let nordic: MemorySide | null = null;
  let isSignedOut = false;
  const admit = () => {
    if (isSignedOut) throw SIGNED_OUT;
  };
  const world = engineWorld({
    crms: (own, options) => {
      let ids = 0;
      nordic = createMemorySide({
        ...options,
        nextId: () => {
          ids += 1;
          return `nordic-${ids}`;
        },
      });
      return several({
        members: [
          { name: 'main', port: own, isRecordId: (id) => !id.startsWith('nordic') },
          { name: 'nordic', port: doored(nordic, admit), isRecordId: (id) => id.startsWith('nordic') },
        ],
        route: (referral) => routeOf(RULES, referral),
      });
    },
  });
  return {
    ...world,
    nordic: nordic as unknown as MemorySide,
    setSignedOut: (value) => {
      isSignedOut = value;
    },
  };
}

/** The side, entered through a door that may be shut. */
function doored(side: MemorySide, admit: () => void): SidePort {
  return {
    ...side,
    async *list(request) {
      admit();
      yield* side.list(request);
    },
    read: async (ids, options) => {
      admit();
      return side.read(ids, options);
    },
    find: async (marker, startedAtMs, options) => {
      admit();
      return side.find(marker, startedAtMs, options);
    },
    create: async (change, options) => {
      admit();
      return side.create(change, options);
    },
    update: async (change, options) => {
      admit();
      return side.update(change, options);
    },
  };
}

const SIGNED_OUT = new CosellError({
  code: 'signed-out',
  recovery: 'reauthenticate',
  message: 'The sign-in was refused.',
  remedy: 'Sign in again.',
});

const invitation: DealView = { ...COMPLETE_DEAL, status: 'invited', visibleToMicrosoft: true };
const fromNorway: DealView = {
  ...invitation,
  customer: { ...(invitation.customer as NonNullable<DealView['customer']>), country: 'NO' },
};

const names = (snapshots: readonly Snapshot[]) => snapshots.map(({ counterpartId }) => counterpartId);

it('every referral belongs to exactly one CRM, chosen by the routing rules', async () => {
  const world = twoCrms();
  world.partnerCenter.edit('r-us', invitation);
  world.partnerCenter.edit('r-no', fromNorway);
  await world.settle();
  await world.settle();
  expect(names(world.crm.all())).toEqual(['r-us']);
  expect(names(world.nordic.all())).toEqual(['r-no']);
});

it('a deal stays in its CRM when its customer moves, and changes travel both ways', async () => {
  const world = twoCrms();
  world.partnerCenter.edit('r-no', { ...fromNorway, status: 'active' });
  await world.settle();
  const [record] = world.nordic.all();
  world.partnerCenter.edit('r-no', { customer: invitation.customer ?? null, value: '77000' });
  world.nordic.edit(record?.id ?? '', { closeDate: '2026-12-01' });
  await world.settle();
  await world.settle();
  expect(world.crm.all()).toHaveLength(0);
  expect(world.nordic.all().map(({ deal }) => deal.value)).toEqual(['77000']);
  expect(world.partnerCenter.get('r-no')?.deal.closeDate).toBe('2026-12-01');
});

it('sellers of either CRM share deals, whatever the rules say of referrals', async () => {
  const world = twoCrms();
  world.crm.edit('006', fromNorway, { optedIn: true });
  world.crm.edit('006', { status: 'active' });
  world.nordic.edit('nordic-own', COMPLETE_DEAL, { optedIn: true });
  await world.settle();
  await world.settle();
  expect(
    world.partnerCenter
      .all()
      .map(({ counterpartId }) => counterpartId)
      .toSorted(),
  ).toEqual(['006', 'nordic-own']);
  expect([...world.crm.all(), ...world.nordic.all()].every(({ counterpartId }) => counterpartId !== null)).toBe(true);
});

it('an idle pair of CRMs is left in silence', async () => {
  const world = twoCrms();
  world.partnerCenter.edit('r-us', { ...invitation, status: 'active' });
  world.partnerCenter.edit('r-no', { ...fromNorway, status: 'active' });
  await world.settle();
  await world.settle();
  const writes = [world.crm, world.nordic, world.partnerCenter].map(({ calls }) => calls.write);
  await world.settle();
  expect([world.crm, world.nordic, world.partnerCenter].map(({ calls }) => calls.write)).toEqual(writes);
});

it('a CRM that cannot be reached holds up its own deals alone', async () => {
  const world = twoCrms();
  await world.settle();
  world.partnerCenter.edit('r-us', invitation);
  world.partnerCenter.edit('r-no', fromNorway);
  world.setSignedOut(true);
  await world.settle();
  expect(names(world.crm.all())).toEqual(['r-us']);
  expect(world.nordic.all()).toHaveLength(0);
  const lanes = await world.store.work.lanes();
  expect(lanes.filter(({ blockedUntilMs }) => blockedUntilMs !== null)).toEqual([]);
  world.setSignedOut(false);
  await world.settle();
  await world.settle();
  expect(names(world.nordic.all())).toEqual(['r-no']);
  expect(names(world.crm.all())).toEqual(['r-us']);
});

it('a create whose answer was lost is found again in the CRM that it reached, although the rule would choose another now', async () => {
  const world = twoCrms();
  world.partnerCenter.edit('r-no', fromNorway);
  const lost = { code: 'timeout', recovery: 'retry', message: 'No answer.', remedy: 'Wait.' } as const;
  world.nordic.failNext('create', new CosellError({ ...lost, outcomeUnknown: true }), 'after');
  await world.settle();
  world.partnerCenter.edit('r-no', { customer: invitation.customer ?? null });
  await world.settle();
  await world.settle();
  expect(world.crm.all()).toHaveLength(0);
  expect(names(world.nordic.all())).toEqual(['r-no']);
});
