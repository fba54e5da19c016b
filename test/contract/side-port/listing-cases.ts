import { expect } from 'vitest';
import { compareStamps } from '../../../src/core/model/stamp.ts';
import { latest, listed, opened, readOne } from './acts.ts';
import type { Cases } from './harness.ts';

export const listingCases: Cases = {
  'lists everything from the beginning, oldest change first': async (open) => {
    const { port, person } = await open();
    const ids = await person.opens(port.capabilities.pageSize + 3);
    const { snapshots, pages } = await listed(port, null);
    const order = [...new Set(snapshots.map(({ id }) => id))];
    expect(order.toSorted()).toEqual(ids.toSorted());
    const stamps = new Map(snapshots.map(({ id, modifiedAt }) => [id, modifiedAt]));
    expect(order.map((id) => stamps.get(id))).toEqual([...stamps.values()].toSorted(compareStamps));
    expect(pages.length).toBeGreaterThan(1);
  },

  'tells the number of records in a listing, if it tells one, as it is': async (open) => {
    const { port, person } = await open();
    const ids = await person.opens(port.capabilities.pageSize + 3);
    const { pages } = await listed(port, null);
    for (const { total } of pages) expect(total ?? ids.length).toBe(ids.length);
  },

  'lists from where a listing ended what has changed since': async (open) => {
    const { port, person } = await open();
    const [first = '', second = ''] = await person.opens(2);
    const { resumeAt } = await listed(port, null);
    await person.notes(first, 'changed');
    const [third = ''] = await person.opens(1);
    const found = latest(await listed(port, resumeAt));
    expect(found.get(first)?.deal.notes).toBe('changed');
    expect(found.has(third)).toBe(true);
    expect(found.get(second)?.deal.notes ?? null).not.toBe('changed');
  },

  'tells where to go on even when there is nothing to list': async (open) => {
    const { port, person } = await open();
    const { snapshots, resumeAt } = await listed(port, null);
    expect(snapshots).toEqual([]);
    const ids = await person.opens(1);
    expect([...latest(await listed(port, resumeAt)).keys()]).toEqual(ids);
  },

  'loses nothing that changes while it lists': async (open) => {
    const { port, person } = await open();
    const ids = await person.opens(port.capabilities.pageSize + 3);
    const [listedAlready = '', stillToCome = ''] = [ids[0], ids.at(-1)];
    const during = await listed(port, null, async (_, number) => {
      if (number !== 1) return;
      await person.notes(listedAlready, 'meanwhile');
      await person.notes(stillToCome, 'meanwhile');
    });
    const found = latest(during, await listed(port, during.resumeAt));
    expect([...found.keys()].toSorted()).toEqual(ids.toSorted());
    expect(found.get(listedAlready)?.deal.notes).toBe('meanwhile');
    expect(found.get(stillToCome)?.deal.notes).toBe('meanwhile');
  },

  'goes on after any page as if it had not been interrupted': async (open) => {
    const { port, person } = await open();
    const ids = await person.opens(port.capabilities.pageSize + 3);
    const found = new Set<string>();
    let resumeAt = '';
    for await (const page of port.list({ since: null })) {
      for (const { id } of page.snapshots) found.add(id);
      ({ resumeAt } = page);
      break;
    }
    for (const { id } of (await listed(port, resumeAt)).snapshots) found.add(id);
    expect([...found].toSorted()).toEqual(ids.toSorted());
  },

  'shows the same of a record in a listing as when it is read': async (open) => {
    const harness = await open();
    const snapshot = await opened(harness);
    expect((await listed(harness.port, null)).snapshots).toEqual([snapshot]);
  },

  'reads in any order what is there, and leaves out what is gone, never was or is no id': async (open) => {
    const { port, person, unknownId } = await open();
    const [kept = '', gone = ''] = await person.opens(2);
    await person.deletes(gone);
    const found = await port.read([unknownId, gone, '', "it's no id", kept]);
    expect(found.map(({ id }) => id)).toEqual([kept]);
    expect(await port.read([])).toEqual([]);
  },

  'reads what was never there or is no id as nothing': async (open) => {
    const { port, person, unknownId } = await open();
    const [kept = ''] = await person.opens(1);
    expect((await port.read([unknownId, '', "it's no id", kept])).map(({ id }) => id)).toEqual([kept]);
    expect(await port.read([])).toEqual([]);
  },

  'reads many records at once': async (open) => {
    const { port, person } = await open();
    const ids = await person.opens(130);
    expect((await port.read(ids)).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  },

  'shows exactly the fields of its capabilities, and the facts of its side': async (open) => {
    const harness = await open();
    const { capabilities, side } = harness.port;
    const snapshot = await opened(harness);
    expect(Object.keys(snapshot.deal).toSorted()).toEqual(capabilities.fields.toSorted());
    expect(snapshot).toMatchObject({ side, modifiedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
    expect(Boolean(snapshot.version)).toBe(capabilities.conditionalWrite);
    expect([Boolean(snapshot.record), Boolean(snapshot.referral)]).toEqual([side === 'crm', side !== 'crm']);
  },

  'has a version that moves with every change and stands still without one': async (open) => {
    const harness = await open();
    const { port, person } = harness;
    const before = await opened(harness);
    expect((await readOne(port, before.id)).version).toBe(before.version);
    await person.notes(before.id, 'changed');
    const after = await readOne(port, before.id);
    expect(after.deal.notes).toBe('changed');
    expect(after.version).not.toBe(before.version);
    expect(Date.parse(after.modifiedAt)).toBeGreaterThanOrEqual(Date.parse(before.modifiedAt));
  },
};
