import { expect } from 'vitest';
import type { Cases } from '../store/suite.ts';
import { claim, DONE, enqueue, keysOf, PRIORITIES, settle } from './actions.ts';

/** Lanes: priorities, limits, blocks. */
export const laneCases: Cases = {
  'claims the most urgent first, among equals the longest due': async (open) => {
    const { store, advance } = await open({ laneMaxInFlight: 100 });
    for (const priority of PRIORITIES.toReversed()) {
      await enqueue(store, { key: `${priority}-first`, priority });
      advance(10);
    }
    for (const priority of PRIORITIES) {
      await enqueue(store, { key: `${priority}-a-second`, priority });
      advance(10);
    }
    const order: string[] = [];
    for (let next = await claim(store, { limit: 1 }); next.length > 0; next = await claim(store, { limit: 1 })) {
      order.push(...keysOf(next));
    }
    expect(order).toEqual(PRIORITIES.flatMap((priority) => [`${priority}-first`, `${priority}-a-second`]));
  },

  'raises a key’s priority with the most urgent request, until it has run': async (open) => {
    const { store } = await open();
    await enqueue(store, { key: 'a', priority: 3 }, { key: 'b', priority: 2 });
    await enqueue(store, { key: 'a', priority: 0 }, { key: 'a', priority: 3 });
    const [urgent] = await claim(store, { limit: 1 });
    expect(urgent?.key).toBe('a');
    if (urgent) await settle(store, urgent, DONE);
    await enqueue(store, { key: 'a', priority: 3 });
    expect(keysOf(await claim(store, { limit: 1 }))).toEqual(['b']);
  },

  'lets retries and follow-ups go behind what has just come in': async (open) => {
    const { store, advance } = await open();
    await enqueue(store, { key: 'retry' }, { key: 'sweep', priority: 0 });
    for (const held of await claim(store)) {
      const outcome =
        held.key === 'retry' ? { kind: 'failed' as const, reason: 'x' } : { kind: 'done' as const, requeueAfterMs: 10 };
      await settle(store, held, outcome);
    }
    advance(5_000);
    await enqueue(store, { key: 'webhook' });
    const order = await claim(store);
    expect(keysOf(order)).toEqual(['sweep', 'webhook', 'retry']);
  },

  'never has more of a lane in flight than its limit': async (open) => {
    const { store } = await open();
    await store.work.setLane({ id: 'narrow', maxInFlight: 2 });
    await store.work.setLane({ id: 'closed', maxInFlight: 0 });
    await enqueue(store, ...Array.from({ length: 10 }, (_, at) => ({ key: `n${at}`, lane: 'narrow' })));
    await enqueue(
      store,
      ...Array.from({ length: 10 }, (_, at) => ({ key: `w${at}`, lane: 'wide', priority: 3 as const })),
    );
    await enqueue(store, { key: 'never', lane: 'closed', priority: 0 });
    const first = await claim(store);
    expect(keysOf(first)).toEqual(['n0', 'n1', 'w0', 'w1', 'w2', 'w3']);
    expect(await store.work.counts(['narrow'])).toEqual({ due: 8, waiting: 0, leased: 2, parked: 0 });
    expect(await store.work.counts(['narrow', 'closed'])).toMatchObject({ due: 9, leased: 2 });
    expect(await claim(store)).toEqual([]);
    expect(await store.work.nextDueAtMs()).toBeNull();
    if (first[0]) await settle(store, first[0], DONE);
    expect(keysOf(await claim(store))).toEqual(['n2']);
    await store.work.setLane({ id: 'narrow', maxInFlight: 3 });
    expect(keysOf(await claim(store))).toEqual(['n3']);
    expect(await store.work.lanes()).toEqual([
      { id: 'closed', maxInFlight: 0, inFlight: 0, blockedUntilMs: null, blockedReason: null },
      { id: 'narrow', maxInFlight: 3, inFlight: 3, blockedUntilMs: null, blockedReason: null },
      { id: 'wide', maxInFlight: 4, inFlight: 4, blockedUntilMs: null, blockedReason: null },
    ]);
  },

  'keeps to the limit when claims race with each other and with more urgent work': async (open) => {
    const { store } = await open({ laneMaxInFlight: 3 });
    const owners = ['p', 'q', 'r', 's'];
    for (let round = 0; round < 40; round += 1) {
      await enqueue(store, ...Array.from({ length: 20 }, (_, at) => ({ key: `${round}-${at}`, priority: 3 as const })));
      const urgent = async (source: number) => {
        for (let at = 0; at < 5; at += 1) await enqueue(store, { key: `${round}-urgent-${source}-${at}`, priority: 0 });
      };
      await Promise.all([...owners.map((owner) => claim(store, { owner })), ...[1, 2, 3].map(urgent)]);
      expect(await store.work.lanes()).toMatchObject([{ inFlight: 3 }]);
      for (const owner of owners) await store.work.releaseAll(owner);
    }
  },

  'claims only from the lanes asked for': async (open) => {
    const { store } = await open();
    await enqueue(store, { key: 'a', lane: 'one' }, { key: 'b', lane: 'two' }, { key: 'c', lane: 'three' });
    expect(keysOf(await claim(store, { lanes: ['two', 'three'] }))).toEqual(['b', 'c']);
    expect(await claim(store, { lanes: [] })).toEqual([]);
    expect(await claim(store, { limit: 0 })).toEqual([]);
  },

  'pauses a blocked lane and no other, and goes on by itself': async (open) => {
    const { store, advance, nowMs } = await open();
    await enqueue(store, { key: 'a', lane: 'throttled', priority: 0 }, { key: 'b', lane: 'free', priority: 3 });
    await store.work.blockLane('throttled', nowMs() + 1_000, 'HTTP 429');
    expect(keysOf(await claim(store))).toEqual(['b']);
    expect(await store.work.nextDueAtMs()).toBe(nowMs() + 1_000);
    expect(await store.work.lanes()).toContainEqual({
      id: 'throttled',
      maxInFlight: 4,
      inFlight: 0,
      blockedUntilMs: nowMs() + 1_000,
      blockedReason: 'HTTP 429',
    });
    advance(1_000);
    expect(keysOf(await claim(store))).toEqual(['a']);
    expect(await store.work.lanes()).toContainEqual(expect.objectContaining({ id: 'throttled', blockedReason: null }));
  },

  'lets the longer of two blocks stand, and lifts it when asked': async (open) => {
    const { store, nowMs } = await open();
    await enqueue(store, {});
    await store.work.blockLane('crm', nowMs() + 60_000, 'signed out');
    await store.work.blockLane('crm', nowMs() + 1_000, 'HTTP 429');
    expect(await store.work.lanes()).toMatchObject([{ blockedUntilMs: nowMs() + 60_000, blockedReason: 'signed out' }]);
    await store.work.blockLane('crm', null, null);
    expect(await store.work.lanes()).toMatchObject([{ blockedUntilMs: null, blockedReason: null }]);
    expect(await claim(store)).toHaveLength(1);
  },

  'finds work behind a large backlog of a blocked or full lane': async (open) => {
    const { store, nowMs } = await open();
    const backlog = (lane: string) => Array.from({ length: 2_000 }, (_, at) => ({ key: `${lane}:${at}`, lane }));
    await enqueue(store, ...backlog('blocked'), ...backlog('full'));
    await store.work.blockLane('blocked', nowMs() + 60_000, 'HTTP 503');
    await store.work.setLane({ id: 'full', maxInFlight: 1 });
    expect(await claim(store, { limit: 10 })).toHaveLength(1);
    await enqueue(store, { key: 'new', lane: 'open' });
    expect(keysOf(await claim(store, { limit: 10 }))).toEqual(['new']);
    expect(await store.work.counts()).toEqual({ due: 3_999, waiting: 0, leased: 2, parked: 0 });
  },
};
