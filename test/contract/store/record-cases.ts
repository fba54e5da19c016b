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
