import { expect } from 'vitest';
import { CosellError } from '../../../src/core/errors.ts';
import { created, createOf, listed, readOne, updateOf } from './acts.ts';
import type { Cases } from './harness.ts';

export const troubleCases: Cases = {
  'tells of a create whose answer was lost that its outcome is unknown; the record is found': async (open) => {
    const harness = await open();
    const { port, faults } = harness;
    const startedAtMs = harness.nowMs();
    faults.loseAnswer();
    const error = await failure(port.create(createOf(harness, 'counterpart-1')));
    expect(error).toMatchObject({ recovery: 'retry', outcomeUnknown: true });
    const found = await port.find('counterpart-1', startedAtMs);
    expect(found).toMatchObject({ counterpartId: 'counterpart-1', deal: { name: harness.deal.name } });
    expect((await listed(port, null)).snapshots).toEqual([found]);
  },

  'tells of an update whose answer was lost that its outcome is unknown; the change is read': async (open) => {
    const harness = await open();
    const { port, faults } = harness;
    const before = await created(harness);
    faults.loseAnswer();
    const error = await failure(port.update(updateOf(before, { notes: 'changed' })));
    expect(error).toMatchObject({ recovery: 'retry', outcomeUnknown: true });
    expect((await readOne(port, before.id)).deal.notes).toBe('changed');
  },

  'says how long a side that is throttled wants to be left alone': async (open) => {
    const harness = await open();
    const { port, faults, unknownId } = harness;
    const record = await created(harness);
    for (const call of [
      () => port.read([unknownId]),
      () => listed(port, null),
      () => port.find('counterpart-1', 0),
      () => port.update(updateOf(record, { notes: 'changed' })),
      () => port.create(createOf(harness, 'counterpart-2')),
    ]) {
      faults.throttle(57_000);
      expect(await failure(call())).toMatchObject({ recovery: 'throttled', retryAfterMs: 57_000 });
    }
  },

  'says of an answer that makes no sense that it is bad input, and where it came from': async (open) => {
    const harness = await open();
    const { port, faults } = harness;
    const record = await created(harness);
    faults.garble('any');
    const error = await failure(port.read([record.id]));
    expect(error).toMatchObject({ recovery: 'bad-input', place: expect.any(String), remedy: expect.any(String) });
    faults.garble('any');
    expect(await failure(listed(port, null))).toMatchObject({ recovery: 'bad-input' });
  },

  'names a record that makes no sense, lists the others, and says of it what is wrong': async (open) => {
    const harness = await open();
    const { port, faults } = harness;
    const [sound, senseless] = [await created(harness, 'counterpart-1'), await created(harness, 'counterpart-2')];
    faults.spoil(senseless.id);
    const { pages, snapshots } = await listed(port, null);
    expect(snapshots).toEqual([sound]);
    expect(pages.flatMap(({ unreadable = [] }) => unreadable)).toEqual([senseless.id]);
    expect(await port.read([sound.id])).toEqual([sound]);
    const error = await failure(port.read([senseless.id]));
    expect(error).toMatchObject({
      recovery: 'bad-input',
      message: expect.stringContaining('2026-13-45'),
      place: expect.stringContaining(senseless.id),
    });
  },

  'does not take a record that cannot be read for one that is not there': async (open) => {
    const harness = await open();
    const { port, faults } = harness;
    const senseless = await created(harness, 'counterpart-1');
    faults.spoil(senseless.id);
    expect(await port.find('counterpart-2', 0)).toBeNull();
    expect(await failure(port.find('counterpart-1', 0))).toMatchObject({ recovery: 'bad-input' });
  },

  'says of something that answers in place of the system that it is a matter of the connection': async (open) => {
    const harness = await open();
    const { port, faults, unknownId } = harness;
    const record = await created(harness);
    faults.intrude();
    for (const call of [
      () => port.read([unknownId]),
      () => listed(port, null),
      () => port.find('counterpart-1', 0),
      () => port.update(updateOf(record, { notes: 'changed' })),
      () => port.create(createOf(harness, 'counterpart-2')),
    ]) {
      expect(await failure(call())).toMatchObject({ recovery: 'misconfigured', place: expect.any(String) });
    }
  },

  'says of a create whose answer makes no sense that its outcome is unknown; the record is found': async (open) => {
    const harness = await open();
    const { port, faults } = harness;
    const startedAtMs = harness.nowMs();
    faults.garble('write');
    const error = await failure(port.create(createOf(harness, 'counterpart-1')));
    expect(error).toMatchObject({ recovery: 'bad-input', outcomeUnknown: true });
    expect(await port.find('counterpart-1', startedAtMs)).not.toBeNull();
  },

  'does nothing for a caller who has given up': async (open) => {
    const harness = await open();
    const { port } = harness;
    const record = await created(harness);
    const before = await readOne(port, record.id);
    const signal = AbortSignal.abort();
    for (const call of [
      () => port.read([record.id], { signal }),
      () => drain(port.list({ since: null, signal })),
      () => port.find('counterpart-1', 0, { signal }),
      () => port.update(updateOf(record, { notes: 'changed' }), { signal }),
      () => port.create(createOf(harness, 'counterpart-2'), { signal }),
    ]) {
      expect(await failure(call())).toMatchObject({ code: 'cancelled', recovery: 'retry', outcomeUnknown: false });
    }
    expect((await listed(port, null)).snapshots).toEqual([before]);
  },

  'lets go of a caller who gives up while nobody answers': async (open) => {
    const harness = await open();
    const { port, faults, unknownId } = harness;
    const record = await created(harness);
    faults.fallSilent();
    for (const call of [
      (signal: AbortSignal) => port.read([unknownId], { signal }),
      (signal: AbortSignal) => drain(port.list({ since: null, signal })),
      (signal: AbortSignal) => port.find('counterpart-1', 0, { signal }),
      (signal: AbortSignal) => port.update(updateOf(record, { notes: 'changed' }), { signal }),
      (signal: AbortSignal) => port.create(createOf(harness, 'counterpart-2'), { signal }),
    ]) {
      const giving = new AbortController();
      const error = failure(call(giving.signal));
      setImmediate(() => giving.abort());
      expect(await error).toMatchObject({ code: 'cancelled', recovery: 'retry' });
    }
  },
};

/** The error of a call that must fail, which must be of our own kind. */
async function failure(call: Promise<unknown>): Promise<CosellError> {
  const outcome = await call.then(
    (value) => new Error(`should have failed but answered ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (!(outcome instanceof CosellError)) throw outcome;
  return outcome;
}

async function drain(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _page of pages);
}
