import { expect } from 'vitest';
import type { Store } from '../../../src/engine/ports.ts';
import { NO_HINTS, READ, sampleLink } from './samples.ts';
import type { Cases } from './suite.ts';

const WORK = { key: 'link:1', lane: 'crm', priority: 1 } as const;

async function addEverything(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.links.add(sampleLink({ id: '1', referralId: 'r1' }), NO_HINTS);
    await tx.watermarks.set('sweep:crm', '2026-11-21T12:00:00.1234567Z');
    await tx.audit.add({ id: 'a1', linkId: '1', atMs: 1, kind: 'linked', body: { why: 'ü' } });
    await tx.deliveries.add({
      id: 'd1',
      receivedAtMs: 1,
      event: 'referral-updated',
      referralId: 'r1',
      body: '{"a":1}',
    });
    await tx.work.enqueue([WORK]);
  });
}

async function everything(store: Store) {
  return {
    link: (await store.links.get('1'))?.link.id ?? null,
    byKey: (await store.links.find({ referralId: 'r1' }))?.link.id ?? null,
    watermark: await store.watermarks.get('sweep:crm'),
    audit: await store.audit.recent(10),
    due: (await store.work.counts()).due,
  };
}

const NOTHING = { link: null, byKey: null, watermark: null, audit: [], due: 0 };

export const transactionCases: Cases = {
  'keeps what a transaction wrote': async (open) => {
    const { store } = await open();
    await addEverything(store);
    expect(await everything(store)).toEqual({
      link: '1',
      byKey: '1',
      watermark: '2026-11-21T12:00:00.1234567Z',
      audit: [{ id: 'a1', linkId: '1', atMs: 1, kind: 'linked', body: { why: 'ü' } }],
      due: 1,
    });
  },

  'undoes everything when the body throws, and answers its error': async (open) => {
    const { store } = await open();
    const failure = new Error('no');
    const attempt = store.transaction(async (tx) => {
      await tx.links.add(sampleLink({ id: '1', referralId: 'r1' }), NO_HINTS);
      await tx.watermarks.set('sweep:crm', 'x');
      await tx.audit.add({ id: 'a1', linkId: '1', atMs: 1, kind: 'linked', body: null });
      await tx.work.enqueue([WORK]);
      throw failure;
    });
    await expect(attempt).rejects.toBe(failure);
    expect(await everything(store)).toEqual(NOTHING);
    await addEverything(store);
    expect(await store.work.claim({ owner: 'me', limit: 10, leaseMs: 1000 })).toHaveLength(1);
  },

  'undoes only the failing one of many simultaneous transactions': async (open) => {
    const { store } = await open();
    const attempts = Array.from({ length: 20 }, (_, index) =>
      store.transaction(async (tx) => {
        await tx.links.add(sampleLink({ id: `link-${String(index).padStart(2, '0')}` }), NO_HINTS);
        if (index % 3 === 0) throw new Error('no');
      }),
    );
    const outcomes = await Promise.allSettled(attempts);
    const kept = (await store.links.page({ after: null, limit: 100 })).map(({ link }) => Number(link.id.slice(5)));
    expect(kept).toEqual(outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? index : [])));
    expect(kept).toHaveLength(13);
  },

  'shows committed state to reads outside an open transaction': async (open) => {
    const { store } = await open();
    await store.transaction(async (tx) => {
      await tx.links.add(sampleLink({ id: '1', referralId: 'r1' }), NO_HINTS);
      await tx.watermarks.set('sweep:crm', 'x');
      await tx.work.enqueue([WORK]);
      expect(await everything(store)).toEqual(NOTHING);
      expect((await tx.links.find({ referralId: 'r1' }))?.link.id).toBe('1');
    });
    expect(await everything(store)).toMatchObject({ link: '1', byKey: '1', watermark: 'x', due: 1 });
  },

  'loses no update when many transactions read, change and save one link': async (open) => {
    const { store } = await open();
    await store.transaction((tx) => tx.links.add(sampleLink({ id: '1', reason: '0' }), NO_HINTS));
    await Promise.all(
      Array.from({ length: 20 }, () =>
        store.transaction(async (tx) => {
          const stored = await tx.links.get('1');
          if (!stored) throw new Error('gone');
          await tx.links.save({ ...stored.link, reason: String(Number(stored.link.reason) + 1) }, 0);
        }),
      ),
    );
    expect((await store.links.get('1'))?.link.reason).toBe('20');
  },

  'refuses a transaction inside a transaction instead of waiting for itself': async (open) => {
    const { store } = await open();
    const nested = store.transaction(() => store.transaction(async () => undefined));
    await expect(nested).rejects.toMatchObject({ code: 'nested-transaction' });
    const claim = store.transaction(() => store.work.blockLane('crm', 1, 'x'));
    await expect(claim).rejects.toMatchObject({ code: 'nested-transaction' });
  },

  'refuses writes that were not awaited before the transaction ended': async (open) => {
    const { store } = await open();
    const leaked = await store.transaction(async (tx) => [tx]);
    const [tx] = leaked;
    expect(() => tx?.links.add(sampleLink({ id: '1' }), NO_HINTS)).toThrow(
      expect.objectContaining({ code: 'ended-transaction' }),
    );
  },

  'keeps everything when it is opened again': async (open) => {
    const { store, again } = await open();
    await addEverything(store);
    await store.transaction((tx) => tx.links.hint('1', 'crm', READ));
    const other = await again();
    expect(await everything(other)).toMatchObject({ link: '1', byKey: '1', due: 1 });
    expect((await other.links.get('1'))?.hints.crm).toEqual(READ);
  },

  'shows changes to another process that has it open': async (open) => {
    const { store, again } = await open();
    const other = await again();
    await addEverything(store);
    expect(await everything(other)).toEqual(await everything(store));
  },
};
