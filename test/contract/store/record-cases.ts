import { expect } from 'vitest';
import type { Cases } from './suite.ts';

const entry = (id: string, atMs: number, linkId: string | null) => ({ id, linkId, atMs, kind: 'pass', body: { id } });

export const recordCases: Cases = {
  'replaces and removes watermarks': async (open) => {
    const { store } = await open();
    expect(await store.watermarks.get('a')).toBeNull();
    for (const value of ['1', '2', null, null, '3']) {
      await store.transaction((tx) => tx.watermarks.set('a', value));
      expect(await store.watermarks.get('a')).toBe(value);
    }
    expect(await store.watermarks.get('b')).toBeNull();
  },

  'swaps a watermark only where it still has the expected value': async (open) => {
    const { store } = await open();
    const swap = (expected: string | null, value: string | null) =>
      store.transaction((tx) => tx.watermarks.swap('a', expected, value));
    expect(await swap('1', '2')).toBe(false);
    expect(await swap(null, '1')).toBe(true);
    expect(await swap(null, '2')).toBe(false);
    expect(await swap('2', '3')).toBe(false);
    expect(await swap('1', '2')).toBe(true);
    expect(await store.watermarks.get('a')).toBe('2');
    expect(await swap('1', null)).toBe(false);
    expect(await swap('2', null)).toBe(true);
    expect(await swap(null, null)).toBe(true);
    expect(await store.watermarks.get('a')).toBeNull();
  },

  'gives a watermark that several want at once to one of them': async (open) => {
    const { store } = await open();
    const taken = await Promise.all(
      ['x', 'y', 'z'].map((value) => store.transaction((tx) => tx.watermarks.swap('a', null, value))),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  },

  'lists audit entries newest first, those of one moment in order of arrival': async (open) => {
    const { store } = await open();
    await store.transaction(async (tx) => {
      for (const one of [entry('b', 5, 'x'), entry('a', 5, 'y'), entry('c', 4, 'x'), entry('d', 9, null)]) {
        await tx.audit.add(one);
      }
    });
    expect((await store.audit.recent(3)).map(({ id }) => id)).toEqual(['d', 'a', 'b']);
    expect(await store.audit.forLink('x', 10)).toEqual([entry('b', 5, 'x'), entry('c', 4, 'x')]);
    expect(await store.audit.forLink('none', 10)).toEqual([]);
  },

  'counts a repeated delivery or audit entry once': async (open) => {
    const { store } = await open();
    const delivery = { id: 'd', receivedAtMs: 1, event: 'referral-created', referralId: 'r', body: 'not even JSON' };
    for (const atMs of [1, 2]) {
      await store.transaction(async (tx) => {
        await tx.deliveries.add(delivery);
        await tx.audit.add(entry('a', atMs, null));
      });
    }
    expect(await store.audit.recent(10)).toEqual([entry('a', 1, null)]);
  },
};
