import { expect } from 'vitest';
import type { Cases } from '../store/suite.ts';
import { claim, claimOne, DONE, enqueue, FAILED, keysOf, settle } from './actions.ts';

/** Leases: fencing, renewal, crashes, wake-ups. */
export const leaseCases: Cases = {
  'lets only the holder of a lease settle it, once': async (open) => {
    const { store } = await open();
    await enqueue(store, {});
    const held = await claimOne(store);
    expect(await settle(store, { ...held, owner: 'other' }, DONE)).toBe('fenced');
    expect(await settle(store, { ...held, generation: held.generation + 1 }, DONE)).toBe('fenced');
    expect(await settle(store, held, DONE)).toBe('settled');
    expect(await settle(store, held, DONE)).toBe('fenced');
  },

  'fences a run that lost its lease, also against a later claim of the same owner': async (open) => {
    const { store, advance } = await open();
    await enqueue(store, {});
    const lost = await claimOne(store);
    advance(30_001);
    expect(await store.work.reap()).toBe(1);
    const held = await claimOne(store);
    expect(held).toMatchObject({ owner: lost.owner, attempts: 1 });
    expect(await settle(store, lost, DONE)).toBe('fenced');
    expect(await store.work.renew([lost, held], 60_000)).toEqual([lost]);
    expect(await settle(store, held, DONE)).toBe('settled');
  },

  'undoes what a fenced run wrote': async (open) => {
    const { store, advance } = await open();
    await enqueue(store, {});
    const lost = await claimOne(store);
    advance(30_001);
    await store.work.reap();
    const pass = store.transaction(async (tx) => {
      await tx.watermarks.set('crm', 'written by the lost run');
      if ((await tx.work.settle(lost, DONE)) === 'fenced') throw new Error('fenced');
    });
    await expect(pass).rejects.toThrow('fenced');
    expect(await store.watermarks.get('crm')).toBeNull();
  },

  'renews leases that are held and keeps them from the reaper': async (open) => {
    const { store, advance } = await open();
    await enqueue(store, { key: 'a' }, { key: 'b' });
    const held = await claim(store, { leaseMs: 1_000 });
    advance(900);
    expect(await store.work.renew(held.slice(0, 1), 1_000)).toEqual([]);
    advance(900);
    expect(await store.work.reap()).toBe(1);
    expect(await store.work.renew(held, 1_000)).toEqual(held.slice(1));
    expect(await store.work.renew([], 1_000)).toEqual([]);
  },

  'runs again what a crashed run left, with the request that it had claimed': async (open) => {
    const { store, advance } = await open();
    await enqueue(store, {});
    await claimOne(store, { owner: 'crashed' });
    advance(30_000);
    expect(await store.work.reap()).toBe(0);
    advance(1);
    expect(await store.work.reap()).toBe(1);
    expect((await claimOne(store)).attempts).toBe(1);
  },

  'parks a key that kills its process every time': async (open) => {
    const { store, advance } = await open({ maxAttempts: 3 });
    await enqueue(store, {});
    for (let crash = 0; crash < 3; crash += 1) {
      await claimOne(store);
      advance(30_001);
      await store.work.reap();
    }
    expect(await claim(store)).toEqual([]);
    expect(await store.work.parked(10)).toMatchObject([{ key: 'link:1', attempts: 3 }]);
  },

  'gives an owner’s leases back unharmed at a clean stop': async (open) => {
    const { store } = await open();
    await enqueue(store, { key: 'a' }, { key: 'b' });
    await claim(store, { owner: 'stopping', limit: 1 });
    await claim(store, { owner: 'other', limit: 1 });
    expect(await store.work.releaseAll('stopping')).toBe(1);
    expect((await claimOne(store)).attempts).toBe(0);
    expect(await store.work.counts()).toMatchObject({ leased: 2 });
  },

  'frees everybody’s leases at start when no other process can hold one': async (open) => {
    const { store } = await open();
    await enqueue(store, { key: 'a' }, { key: 'b' });
    await claim(store, { owner: 'killed' });
    expect(await store.work.releaseAll(null)).toBe(2);
    expect(keysOf(await claim(store))).toEqual(['a', 'b']);
  },

  'leaves the leases of a living process alone at the start of another': async (open) => {
    const { store, again } = await open();
    await enqueue(store, {});
    const held = await claimOne(store);
    const other = await again();
    expect(await other.work.counts()).toMatchObject({ leased: 1 });
    expect(await other.work.releaseAll(null)).toBe(0);
    expect(await claim(other, { owner: 'other' })).toEqual([]);
    expect(await settle(store, held, DONE)).toBe('settled');
  },

  'frees expired leases at start': async (open) => {
    const { store, advance } = await open();
    await enqueue(store, {});
    await claimOne(store, { owner: 'killed' });
    advance(30_001);
    expect(await store.work.releaseAll(null)).toBe(1);
    expect(await claim(store)).toHaveLength(1);
  },

  'wakes whoever waits for work: after an enqueue, an outcome, a lifted block': async (open) => {
    const { store } = await open();
    const woken = async (change: () => Promise<unknown>) => {
      const wake = Promise.withResolvers<void>();
      const unsubscribe = store.work.onWake(wake.resolve);
      await change();
      await wake.promise;
      unsubscribe();
    };
    await woken(() => enqueue(store, {}));
    const held = await claimOne(store);
    await woken(() => settle(store, held, { kind: 'done', requeueAfterMs: 5 }));
    await woken(() => store.work.blockLane('crm', null, null));
    await woken(() => store.work.setLane({ id: 'crm', maxInFlight: 9 }));
  },

  'wakes other processes': async (open) => {
    const { store, again } = await open();
    const other = await again();
    for (let round = 0; round < 3; round += 1) {
      const wake = Promise.withResolvers<void>();
      const unsubscribe = other.work.onWake(wake.resolve);
      await enqueue(store, { key: `link:${round}` });
      expect(await other.work.counts()).toMatchObject({ due: round + 1 });
      await wake.promise;
      unsubscribe();
    }
    expect(await claim(other)).toHaveLength(3);
  },

  'does not count a rolled back request': async (open) => {
    const { store } = await open();
    await enqueue(store, {});
    const held = await claimOne(store);
    const attempt = store.transaction(async (tx) => {
      await tx.work.enqueue([{ key: 'link:1', lane: 'crm', priority: 1 }]);
      await tx.work.settle(held, FAILED);
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    expect(await settle(store, held, DONE)).toBe('settled');
    expect(await claim(store)).toEqual([]);
  },
};
