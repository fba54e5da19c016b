import { expect } from 'vitest';
import type { LinkKey, Store } from '../../../src/engine/ports.ts';
import { NO_HINTS, READ, sampleLink, sampleSnapshot, snapshotHint } from './samples.ts';
import type { Cases } from './suite.ts';

const FULL = sampleLink({
  id: 'full',
  referralId: 'r1',
  engagementId: 'e1',
  microsoftReferralId: 'm1',
  recordId: 'c1',
  seen: { 'partner-center': null, crm: sampleSnapshot('2026-11-21T10:00:00Z') },
});

const KEYS: readonly LinkKey[] = [
  { referralId: 'r1' },
  { engagementId: 'e1' },
  { microsoftReferralId: 'm1' },
  { recordId: 'c1' },
];

async function withLinks(store: Store, ...links: readonly ReturnType<typeof sampleLink>[]): Promise<void> {
  await store.transaction(async (tx) => {
    for (const link of links) await tx.links.add(link, NO_HINTS);
  });
}

const idsOf = (found: readonly { link: { id: string } }[]) => found.map(({ link }) => link.id).toSorted();

export const linkCases: Cases = {
  'finds a link by each of its ids and gives it back unchanged': async (open) => {
    const { store, nowMs } = await open();
    await withLinks(store, FULL, sampleLink({ id: 'other' }));
    for (const key of KEYS) expect((await store.links.find(key))?.link).toEqual(FULL);
    expect(await store.links.get('full')).toEqual({ link: FULL, hints: NO_HINTS, hintNumber: 0, updatedAtMs: nowMs() });
    expect(await store.links.find({ referralId: 'e1' })).toBeNull();
    expect(await store.links.get('unknown')).toBeNull();
  },

  'finds many by different keys, each once, and leaves unknown ones out': async (open) => {
    const { store } = await open();
    await withLinks(store, FULL, sampleLink({ id: 'two', recordId: 'c2' }), sampleLink({ id: 'three' }));
    const found = await store.links.findMany([...KEYS, { recordId: 'c2' }, { recordId: 'c2' }, { recordId: 'c9' }]);
    expect(idsOf(found)).toEqual(['full', 'two']);
    expect(await store.links.findMany([])).toEqual([]);
  },

  'lets many links have no id yet': async (open) => {
    const { store } = await open();
    await withLinks(store, sampleLink({ id: '1' }), sampleLink({ id: '2' }), sampleLink({ id: '3', referralId: 'r' }));
    expect((await store.links.count()).active).toBe(3);
  },

  'adds nothing when any id belongs to another link, and the transaction goes on': async (open) => {
    const { store } = await open();
    await withLinks(store, FULL);
    for (const ids of KEYS) {
      const added = await store.transaction(async (tx) => {
        const outcome = await tx.links.add(sampleLink({ id: 'new', ...ids }), NO_HINTS);
        await tx.links.hint('full', 'crm', READ);
        return outcome;
      });
      expect(added).toBe('taken');
    }
    expect(await store.transaction((tx) => tx.links.add(sampleLink({ id: 'full' }), NO_HINTS))).toBe('taken');
    expect(await store.links.get('new')).toBeNull();
    expect((await store.links.get('full'))?.hintNumber).toBe(4);
  },

  'gives an id to one of two simultaneous links': async (open) => {
    const { store } = await open();
    const add = (id: string) => store.transaction((tx) => tx.links.add(sampleLink({ id, recordId: 'c1' }), NO_HINTS));
    const outcomes = await Promise.all(['a', 'b', 'c', 'd'].map(add));
    expect(outcomes.toSorted()).toEqual(['added', 'taken', 'taken', 'taken']);
    expect((await store.links.page({ after: null, limit: 10 })).length).toBe(1);
  },

  'saves new ids, and frees those it no longer has': async (open) => {
    const { store } = await open();
    await withLinks(store, FULL);
    const moved = { ...FULL, recordId: 'c2', engagementId: null, state: 'halted' as const, reason: 'too many changes' };
    expect(await store.transaction((tx) => tx.links.save(moved, 0))).toBe('saved');
    expect((await store.links.find({ recordId: 'c2' }))?.link).toEqual(moved);
    expect(await store.links.find({ recordId: 'c1' })).toBeNull();
    const heir = sampleLink({ id: 'heir', recordId: 'c1', engagementId: 'e1' });
    expect(await store.transaction((tx) => tx.links.add(heir, NO_HINTS))).toBe('added');
  },

  'saves nothing when a new id belongs to another link, and the transaction goes on': async (open) => {
    const { store } = await open();
    await withLinks(store, FULL, sampleLink({ id: 'two', recordId: 'c2' }));
    const outcome = await store.transaction(async (tx) => {
      const saved = await tx.links.save(sampleLink({ id: 'two', recordId: 'c1', reason: 'never seen' }), 0);
      await tx.links.hint('two', 'crm', READ);
      return saved;
    });
    expect(outcome).toBe('taken');
    expect(await store.links.get('two')).toMatchObject({ link: { recordId: 'c2', reason: null }, hintNumber: 1 });
    expect((await store.links.find({ recordId: 'c1' }))?.link.id).toBe('full');
  },

  'tells a pass that its link was removed': async (open) => {
    const { store } = await open();
    await withLinks(store, FULL);
    await store.transaction((tx) => tx.links.remove('full'));
    await store.transaction((tx) => tx.links.remove('full'));
    const save = store.transaction((tx) => tx.links.save(FULL, 0));
    await expect(save).rejects.toMatchObject({ code: 'link-gone', recovery: 'conflict' });
    expect(await store.transaction((tx) => tx.links.hint('full', 'crm', READ))).toBe(false);
    expect(await store.links.find({ referralId: 'r1' })).toBeNull();
    expect(await store.transaction((tx) => tx.links.add(FULL, NO_HINTS))).toBe('added');
  },

  'pages in id order, by state': async (open) => {
    const { store } = await open();
    const ids = ['b', 'A', 'a', '_', 'Z', '0', 'ä'];
    await withLinks(store, ...ids.map((id, at) => sampleLink({ id, state: at % 2 === 0 ? 'active' : 'closed' })));
    const page = async (request: Parameters<typeof store.links.page>[0]) =>
      (await store.links.page(request)).map(({ link }) => link.id);
    expect(await page({ after: null, limit: 4 })).toEqual(['0', 'A', 'Z', '_']);
    expect(await page({ after: '_', limit: 4 })).toEqual(['a', 'b', 'ä']);
    expect(await page({ after: 'A', limit: 4, state: 'active' })).toEqual(['Z', 'a', 'b', 'ä']);
    expect(await page({ after: 'ä', limit: 4 })).toEqual([]);
  },

  'counts links by state, also the states that none has': async (open) => {
    const { store } = await open();
    await withLinks(store, sampleLink({ id: '1' }), sampleLink({ id: '2' }), sampleLink({ id: '3', state: 'broken' }));
    expect(await store.links.count()).toEqual({ proposed: 0, active: 2, closed: 0, halted: 0, broken: 1 });
  },

  'keeps hints until a pass that has seen them is saved': async (open) => {
    const { store } = await open();
    const link = sampleLink({ id: '1' });
    await store.transaction((tx) => tx.links.add(link, { 'partner-center': READ, crm: null }));
    const seen = await store.links.get('1');
    expect(seen?.hints).toEqual({ 'partner-center': READ, crm: null });
    await store.transaction((tx) => tx.links.hint('1', 'crm', snapshotHint('2026-11-21T10:00:00Z')));
    await store.transaction((tx) => tx.links.save(link, seen?.hintNumber ?? 0));
    const after = await store.links.get('1');
    expect(after?.hints).toEqual({ 'partner-center': null, crm: snapshotHint('2026-11-21T10:00:00Z') });
    await store.transaction((tx) => tx.links.save(link, after?.hintNumber ?? 0));
    expect((await store.links.get('1'))?.hints).toEqual(NO_HINTS);
  },

  'never loses a notice to a snapshot that may be older': async (open) => {
    const { store } = await open();
    const rounds = [
      { hints: [snapshotHint('2026-11-21T10:00:00Z'), snapshotHint('2026-11-21T11:00:00Z')], stands: 1 },
      { hints: [snapshotHint('2026-11-21T10:00:00Z'), READ], stands: 1 },
      { hints: [READ, snapshotHint('2026-11-21T10:00:00Z')], stands: 0 },
      {
        hints: [
          { kind: 'read', changedAt: '2026-11-21T10:00:00.0000002Z' },
          snapshotHint('2026-11-21T10:00:00.0000001Z'),
        ],
        stands: 0,
      },
      {
        hints: [
          { kind: 'read', changedAt: '2026-11-21T10:00:00.0000002Z' },
          snapshotHint('2026-11-21T10:00:00.0000002Z'),
        ],
        stands: 1,
      },
      { hints: [snapshotHint('2026-11-21T10:00:00Z'), { kind: 'read', changedAt: '2026-11-21T09:59:59Z' }], stands: 0 },
      {
        hints: [
          { kind: 'read', changedAt: '2026-11-21T10:00:00Z' },
          { kind: 'read', changedAt: '2026-11-21T09:00:00Z' },
        ],
        stands: 0,
      },
    ] as const;
    for (const [round, { hints, stands }] of rounds.entries()) {
      const id = `link-${round}`;
      await store.transaction(async (tx) => {
        await tx.links.add(sampleLink({ id }), NO_HINTS);
        for (const hint of hints) expect(await tx.links.hint(id, 'crm', hint)).toBe(true);
      });
      expect({ round, hint: (await store.links.get(id))?.hints.crm }).toEqual({ round, hint: hints[stands] });
      expect((await store.links.get(id))?.hintNumber).toBe(2);
    }
  },
};
