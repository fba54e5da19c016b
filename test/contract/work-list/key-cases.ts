import { expect } from 'vitest';
import type { Cases } from '../store/suite.ts';
import { claim, claimOne, DONE, enqueue, FAILED, keysOf, settle } from './actions.ts';

/** One key: requests, debounce, leases, outcomes. */
export const keyCases: Cases = {
  'runs a burst of requests once, and never a key twice at a time': async (open) => {
    const { store } = await open();
    await enqueue(store, {}, {}, { debounceMs: 50 }, {});
    await enqueue(store, {});
    const held = await claimOne(store);
    await enqueue(store, {});
    expect(await claim(store, { owner: 'other' })).toEqual([]);
    expect(await settle(store, held, DONE)).toBe('settled');
    const again = await claimOne(store);
    await settle(store, again, DONE);
    expect(await claim(store)).toEqual([]);
    expect(await store.work.counts()).toEqual({ due: 0, waiting: 0, leased: 0, parked: 0 });
  },

  'tells the claim what a pass must know': async (open) => {
    const { store, nowMs } = await open();
    await enqueue(store, { key: 'sweep:crm', lane: 'crm' });
    expect(await claim(store, { owner: 'me', leaseMs: 5_000 })).toEqual([
      { key: 'sweep:crm', lane: 'crm', attempts: 0, owner: 'me', generation: 1, leasedUntilMs: nowMs() + 5_000 },
    ]);
  },

  'waits until a burst is over, but not longer than the longest wait': async (open) => {
    const { store, advance, nowMs } = await open();
    const event = { debounceMs: 300, maxWaitMs: 1_000 };
    const startedAtMs = nowMs();
    for (const [after, due] of [
      [0, 300],
      [200, 500],
      [200, 700],
      [200, 900],
      [200, 1_000],
      [150, 1_000],
    ] as const) {
      advance(after);
      await enqueue(store, event);
      expect(await store.work.nextDueAtMs()).toBe(startedAtMs + due);
      expect(await claim(store)).toEqual([]);
    }
    advance(50);
    expect(keysOf(await claim(store))).toEqual(['link:1']);
  },

  'waits at most ten debounces when no longest wait is named': async (open) => {
    const { store, advance } = await open();
    let waitedMs = 0;
    while (waitedMs < 5_000 && (await claim(store)).length === 0) {
      await enqueue(store, { debounceMs: 100 });
      advance(90);
      waitedMs += 90;
    }
    expect(waitedMs).toBe(1_080);
  },

  'pulls a debounced run forward for a request that cannot wait, and does not push it back again': async (open) => {
    const { store } = await open();
    await enqueue(store, { debounceMs: 5_000 });
    await enqueue(store, {});
    await enqueue(store, { debounceMs: 5_000 });
    expect(keysOf(await claim(store))).toEqual(['link:1']);
  },

  'keeps the debounce of what arrives during a run': async (open) => {
    const { store, advance, nowMs } = await open();
    await enqueue(store, {});
    const held = await claimOne(store);
    await enqueue(store, { debounceMs: 300, maxWaitMs: 1_000 });
    await settle(store, held, DONE);
    expect(await store.work.nextDueAtMs()).toBe(nowMs() + 300);
    expect(await claim(store)).toEqual([]);
    advance(300);
    expect(await claim(store)).toHaveLength(1);
  },

  'runs a schedule at its time, or earlier when something happens': async (open) => {
    const { store, advance, nowMs } = await open();
    await enqueue(store, { key: 'a', notBeforeMs: nowMs() + 1_000 }, { key: 'b', notBeforeMs: nowMs() + 1_000 });
    expect(await claim(store)).toEqual([]);
    expect(await store.work.counts()).toMatchObject({ due: 0, waiting: 2 });
    await enqueue(store, { key: 'b' });
    expect(keysOf(await claim(store))).toEqual(['b']);
    advance(1_000);
    expect(keysOf(await claim(store))).toEqual(['a']);
  },

  'comes back after requeueAfterMs, for ever, and a request in between pulls it forward': async (open) => {
    const { store, advance, nowMs } = await open();
    await enqueue(store, {});
    for (let round = 0; round < 3; round += 1) {
      await settle(store, await claimOne(store), { kind: 'done', requeueAfterMs: 60_000 });
      expect(await store.work.nextDueAtMs()).toBe(nowMs() + 60_000);
      advance(60_000);
    }
    await settle(store, await claimOne(store), { kind: 'done', requeueAfterMs: 60_000 });
    await enqueue(store, { debounceMs: 200 });
    expect(await store.work.nextDueAtMs()).toBe(nowMs() + 200);
  },

  'backs off after a failure, doubling up to a limit, and keeps the back-off when events arrive': async (open) => {
    const { store, advance, nowMs } = await open({ maxAttempts: 20, backoffMaxMs: 6_000 });
    await enqueue(store, {});
    for (const delay of [1_000, 2_000, 4_000, 6_000, 6_000]) {
      const held = await claimOne(store);
      await settle(store, held, FAILED);
      await enqueue(store, {}, { debounceMs: 100 });
      expect(await store.work.nextDueAtMs()).toBe(nowMs() + delay);
      expect(await claim(store)).toEqual([]);
      advance(delay);
    }
    const held = await claimOne(store);
    expect(held.attempts).toBe(5);
    await settle(store, held, DONE);
    await enqueue(store, {});
    expect((await claimOne(store)).attempts).toBe(0);
  },

  'takes up to half off the back-off by chance': async (open) => {
    const { store, nowMs } = await open({ random: () => 0 });
    await enqueue(store, {});
    await settle(store, await claimOne(store), FAILED);
    expect(await store.work.nextDueAtMs()).toBe(nowMs() + 500);
  },

  'lets a waiting person break a back-off': async (open) => {
    const { store } = await open();
    await enqueue(store, {});
    await settle(store, await claimOne(store), FAILED);
    await enqueue(store, { priority: 0 });
    expect((await claimOne(store)).attempts).toBe(1);
  },

  'waits as long as the other system asked': async (open) => {
    const { store, nowMs } = await open();
    await enqueue(store, {});
    await settle(store, await claimOne(store), { kind: 'failed', reason: 'HTTP 429', retryAfterMs: 90_000 });
    expect(await store.work.nextDueAtMs()).toBe(nowMs() + 90_000);
  },

  'burns no attempt when it was not the key’s fault': async (open) => {
    const { store, advance, nowMs } = await open({ maxAttempts: 2 });
    await enqueue(store, {});
    for (let round = 0; round < 4; round += 1) {
      const held = await claimOne(store);
      expect(held.attempts).toBe(0);
      await settle(store, held, { kind: 'released', retryAfterMs: 500 });
      await enqueue(store, {});
      expect(await store.work.nextDueAtMs()).toBe(nowMs() + 500);
      advance(500);
    }
    await settle(store, await claimOne(store), { kind: 'released' });
    expect(await claim(store)).toHaveLength(1);
  },

  'parks a key with its reason after the last attempt, until something happens': async (open) => {
    const { store, advance, nowMs } = await open({ maxAttempts: 2 });
    await enqueue(store, {});
    await settle(store, await claimOne(store), FAILED);
    advance(1_000);
    await settle(store, await claimOne(store), { kind: 'failed', reason: 'Stage is not a valid value' });
    expect(await store.work.parked(10)).toEqual([
      { key: 'link:1', lane: 'crm', reason: 'Stage is not a valid value', attempts: 2, parkedAtMs: nowMs() },
    ]);
    expect(await store.work.counts()).toEqual({ due: 0, waiting: 0, leased: 0, parked: 1 });
    expect(await store.work.nextDueAtMs()).toBeNull();
    await enqueue(store, {});
    expect((await claimOne(store)).attempts).toBe(0);
    expect(await store.work.parked(10)).toEqual([]);
  },

  'parks at once what cannot succeed, and wakes it when a person says so': async (open) => {
    const { store } = await open();
    await enqueue(store, {});
    await settle(store, await claimOne(store), { kind: 'failed', reason: 'Unreadable', park: true });
    expect(await store.work.unpark('link:2')).toBe(false);
    expect(await store.work.unpark('link:1')).toBe(true);
    expect(await store.work.unpark('link:1')).toBe(false);
    expect((await claimOne(store)).attempts).toBe(0);
  },

  'parks nothing that is not to be parked, however often it fails': async (open) => {
    const { store, advance } = await open({ maxAttempts: 2 });
    await enqueue(store, {});
    for (const _attempt of [1, 2, 3]) {
      await settle(store, await claimOne(store), { kind: 'failed', reason: 'No network', park: false });
      advance(10_000);
    }
    expect(await store.work.parked(10)).toEqual([]);
    expect(await claimOne(store)).toMatchObject({ key: 'link:1', attempts: 3 });
  },

  'does not park what was changed during its last attempt': async (open) => {
    const { store, advance, nowMs } = await open({ maxAttempts: 1 });
    await enqueue(store, {});
    const held = await claimOne(store);
    await enqueue(store, { debounceMs: 200 });
    await settle(store, held, FAILED);
    expect(await store.work.parked(10)).toEqual([]);
    expect(await store.work.nextDueAtMs()).toBe(nowMs() + 200);
    advance(200);
    expect((await claimOne(store)).attempts).toBe(0);
  },
};
