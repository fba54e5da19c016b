import { expect } from 'vitest';
import type { DealField, DealView } from '../../../src/core/model/deal.ts';
import { auditLine } from '../../samples/audit-lines.ts';
import { created, createOf, listed, opened, readOne, updateOf, written } from './acts.ts';
import type { Cases } from './harness.ts';

export const writingCases: Cases = {
  'creates a record that shows what was given, and answers it as it then reads': async (open) => {
    const harness = await open();
    const { port, deal } = harness;
    const snapshot = await created(harness);
    const shown = port.normalize(deal);
    expect(pick(snapshot.deal, keysOf(shown))).toEqual(shown);
    expect(await readOne(port, snapshot.id)).toEqual(snapshot);
  },

  'notes the counterpart on a created record, by which it is found again': async (open) => {
    const harness = await open();
    const { port } = harness;
    const startedAtMs = harness.nowMs();
    const snapshot = await created(harness, 'counterpart-7');
    expect(snapshot.counterpartId).toBe('counterpart-7');
    expect(await port.find('counterpart-7', startedAtMs)).toEqual(snapshot);
    expect(await port.find('counterpart-8', startedAtMs)).toBeNull();
  },

  'creates nothing beside a record that was created for the same counterpart, and says so': async (open) => {
    const harness = await open();
    const { port, otherValues } = harness;
    const first = await created(harness);
    const again = await port.create({
      ...createOf(harness, 'counterpart-1'),
      fields: { ...harness.deal, ...pick(otherValues, ['value', 'notes']) },
    });
    expect(again).toEqual({ kind: 'exists', snapshot: first });
    expect((await listed(port, null)).snapshots).toEqual([first]);
  },

  'creates records for different counterparts side by side': async (open) => {
    const harness = await open();
    const { port } = harness;
    const markers = ['counterpart-1', 'counterpart-2', 'counterpart-3', 'counterpart-4'];
    const results = await Promise.all(markers.map((marker) => port.create(createOf(harness, marker))));
    expect(results.map((result) => written(result).counterpartId)).toEqual(markers);
    expect(new Set(results.map((result) => written(result).id)).size).toBe(markers.length);
  },

  'writes every field that it calls updatable; it then shows what was to be expected': async (open) => {
    const harness = await open();
    const { port, otherValues } = harness;
    expect(keysOf(otherValues).toSorted()).toEqual(port.capabilities.updatable.toSorted());
    for (const field of port.capabilities.updatable) {
      const before = await created(harness, `counterpart-of-${field}`);
      const wanted = pick(otherValues, [field]);
      const after = written(await port.update(updateOf(before, wanted)));
      const shown = port.normalize(wanted);
      expect({ [field]: after.deal[field] }).toEqual(pick(shown, [field]));
      expect(await readOne(port, before.id)).toEqual(after);
      expect({ [field]: before.deal[field] }, `another ${field} must be another`).not.toEqual(pick(shown, [field]));
    }
  },

  'leaves alone what was not given': async (open) => {
    const harness = await open();
    const { port, otherValues } = harness;
    const before = await created(harness);
    const after = written(await port.update(updateOf(before, pick(otherValues, ['value', 'closeDate']))));
    const { value: _value, closeDate: _closeDate, ...others } = before.deal;
    expect(pick(after.deal, keysOf(others))).toEqual(others);
    expect(after).toMatchObject({ id: before.id, counterpartId: before.counterpartId });
    expect(after.record).toEqual(before.record);
    expect(after.referral).toEqual(before.referral);
  },

  'clears a text': async (open) => {
    const harness = await open();
    const before = await created(harness);
    expect(before.deal.notes).not.toBeNull();
    const after = written(await harness.port.update(updateOf(before, { notes: null })));
    expect(after.deal.notes).toBeNull();
  },

  'notes another counterpart on a record, also without a field, by which it is found': async (open) => {
    const harness = await open();
    const { port } = harness;
    const before = await opened(harness);
    const after = written(await port.update(updateOf(before, {}, { counterpartId: 'counterpart-9' })));
    expect(after).toMatchObject({ counterpartId: 'counterpart-9', deal: before.deal });
    expect(await port.find('counterpart-9', 0)).toEqual(after);
  },

  'shows the mark in front of a record that the seller gets to see, and leaves it when none is given': async (open) => {
    const harness = await open();
    const { port } = harness;
    const before = await created(harness);
    const line = auditLine(harness.nowMs(), 'Something happened.');
    const marked = written(
      await port.update(updateOf(before, {}, { feedback: { mark: 'failed' as const, lines: [line] } })),
    );
    const told = written(await port.update(updateOf(marked, {}, { feedback: { lines: [line] } })));
    const shown = port.capabilities.feedback ? 'failed' : undefined;
    expect([marked.record?.mark, told.record?.mark]).toEqual([shown, shown]);
    expect(told.deal).toEqual(before.deal);
  },

  'writes nothing to a record that has moved on': async (open) => {
    const harness = await open();
    const { port, person, otherValues } = harness;
    const before = await created(harness);
    await person.notes(before.id, 'from a person');
    const present = await readOne(port, before.id);
    for (const fields of [pick(otherValues, ['value']), pick(otherValues, ['contacts']), {}]) {
      expect(await port.update(updateOf(before, fields, { counterpartId: 'counterpart-2' }))).toEqual({
        kind: 'conflict',
      });
    }
    expect(await readOne(port, before.id)).toEqual(present);
  },

  'writes to a record in any state when no version is expected': async (open) => {
    const harness = await open();
    const { port, person, otherValues } = harness;
    const before = await created(harness);
    await person.notes(before.id, 'from a person');
    const change = updateOf(before, pick(otherValues, ['value']), { expectedVersion: null });
    const after = written(await port.update(change));
    expect(after.deal).toMatchObject({ ...pick(otherValues, ['value']), notes: 'from a person' });
  },

  'calls an update of a record that was deleted gone': async (open) => {
    const harness = await open();
    const { port, person, otherValues } = harness;
    const before = await created(harness);
    await person.deletes(before.id);
    expect(await port.update(updateOf(before, pick(otherValues, ['value'])))).toEqual({ kind: 'gone' });
  },

  'calls an update of a record that never was gone': async (open) => {
    const harness = await open();
    const { port, unknownId, otherValues } = harness;
    const never = { ...(await created(harness)), id: unknownId };
    for (const expectedVersion of [never.version, null]) {
      const change = updateOf(never, pick(otherValues, ['value']), { expectedVersion });
      expect(await port.update(change)).toEqual({ kind: 'gone' });
    }
  },

  'answers a write that this side refuses with what is wrong and what to do; nothing is written': async (open) => {
    const harness = await open();
    const { port, person } = harness;
    const before = await created(harness);
    const fields = { ...(await person.forbidsAValue()), notes: 'changed' };
    const result = await port.update(updateOf(before, fields));
    if (result.kind !== 'refused') throw new Error(`not refused but ${result.kind}`);
    expect(result.refusals).toEqual([
      expect.objectContaining({
        field: 'value',
        code: expect.stringMatching(/^[a-z-]+$/),
        message: expect.stringMatching(/\w+ \w+/),
        remedy: expect.stringMatching(/\w+/),
      }),
    ]);
    expect(await readOne(port, before.id)).toEqual(before);
  },

  'carries out updates of different records side by side': async (open) => {
    const harness = await open();
    const { port } = harness;
    const records = [];
    for (const n of [1, 2, 3, 4]) records.push(await created(harness, `counterpart-${n}`));
    const results = await Promise.all(
      records.map((record, n) => port.update(updateOf(record, { value: String(n + 1) }))),
    );
    expect(results.map((result) => written(result).deal.value)).toEqual(['1', '2', '3', '4']);
  },

  'takes nothing that somebody else writes at the same moment for what it has written itself': async (open) => {
    const harness = await open();
    const { port, person, faults } = harness;
    const startedAtMs = harness.nowMs();
    faults.meanwhile(async () => {
      const found = await port.find('counterpart-1', startedAtMs);
      await person.notes(found?.id ?? '', 'from a person');
    });
    const snapshot = await created(harness);
    expect(snapshot.deal.notes).toBe(port.normalize(harness.deal).notes);
    const present = await readOne(port, snapshot.id);
    expect(present).toMatchObject({ deal: { notes: 'from a person' }, counterpartId: 'counterpart-1' });
    expect(present.version).not.toBe(snapshot.version);
    expect(await port.update(updateOf(snapshot, { value: '1' }))).toEqual({ kind: 'conflict' });
  },

  'lets one of two writes through that expect the same version': async (open) => {
    const harness = await open();
    const { port } = harness;
    const before = await created(harness);
    await harness.timePasses(2 * port.capabilities.versionGranularityMs);
    const results = await Promise.all(['1', '2'].map((value) => port.update(updateOf(before, { value }))));
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(['conflict', 'written']);
  },
};

function keysOf(view: DealView): DealField[] {
  return Object.keys(view) as DealField[];
}

function pick(view: DealView, fields: readonly DealField[]): DealView {
  return Object.fromEntries(fields.map((field) => [field, view[field]]));
}
