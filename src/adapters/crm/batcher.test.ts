import { expect, test } from 'vitest';
import { createBatcher, type Outcome } from './batcher.ts';

function recording(options: { maxSize?: number; lanes?: number; laneKey?: (entry: number) => string } = {}) {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const signals: AbortSignal[] = [];
  const submit = createBatcher<number, string>({
    place: 'Salesforce update',
    writing: true,
    maxSize: options.maxSize ?? 3,
    lanes: options.lanes ?? 1,
    ...(options.laneKey ? { laneKey: options.laneKey } : {}),
    run: async (batch, signal): Promise<Outcome<string>[]> => {
      batches.push([...batch]);
      signals.push(signal);
      await new Promise<void>((open) => gates.push(open));
      return batch.map((entry) => (entry < 0 ? { error: new Error(`no ${entry}`) } : { value: `did ${entry}` }));
    },
  });
  return { batches, gates, signals, submit };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('callers of one turn share a batch; those who come while it runs share the next', async () => {
  const { batches, gates, submit } = recording();
  const first = [submit(1), submit(2)];
  await turn();
  const second = [submit(3), submit(4), submit(5), submit(6)];
  gates.shift()?.();
  expect(await Promise.all(first)).toEqual(['did 1', 'did 2']);
  await turn();
  gates.shift()?.();
  await turn();
  gates.shift()?.();
  expect(await Promise.all(second)).toEqual(['did 3', 'did 4', 'did 5', 'did 6']);
  expect(batches).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test('each entry has its own outcome', async () => {
  const { gates, submit } = recording();
  const outcomes = Promise.allSettled([submit(1), submit(-2)]);
  await turn();
  gates.shift()?.();
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

test('entries with the same key never run side by side', async () => {
  const { batches, gates, submit } = recording({ lanes: 4, laneKey: () => 'one account' });
  const first = submit(1);
  await turn();
  const second = submit(2);
  await turn();
  expect(batches).toEqual([[1]]);
  gates.shift()?.();
  await first;
  await turn();
  gates.shift()?.();
  await second;
  expect(batches).toEqual([[1], [2]]);
});

test('an entry that was given up before it was sent is not sent', async () => {
  const { batches, gates, submit } = recording();
  const quitter = new AbortController();
  const kept = submit(1);
  const quit = submit(2, quitter.signal);
  quitter.abort(new Error('not needed'));
  await expect(quit).rejects.toMatchObject({ code: 'cancelled', outcomeUnknown: false });
  await expect(submit(3, quitter.signal)).rejects.toMatchObject({ code: 'cancelled', outcomeUnknown: false });
  await turn();
  gates.shift()?.();
  await kept;
  expect(batches).toEqual([[1]]);
});

test('an entry that is given up under way leaves at once; its call ends when nobody waits for it any more', async () => {
  const { gates, signals, submit } = recording();
  const [one, two] = [new AbortController(), new AbortController()];
  const outcomes = [submit(1, one.signal), submit(2, two.signal)];
  await turn();
  one.abort();
  await expect(outcomes[0]).rejects.toMatchObject({ code: 'cancelled', outcomeUnknown: true });
  expect(signals[0]?.aborted).toBe(false);
  two.abort();
  await expect(outcomes[1]).rejects.toMatchObject({ code: 'cancelled', outcomeUnknown: true });
  expect(signals[0]?.aborted).toBe(true);
  gates.shift()?.();
  expect(await settledNext(submit, gates)).toBe('did 3');
});

/** The lane is free again. */
async function settledNext(submit: (entry: number) => Promise<string>, gates: (() => void)[]): Promise<string> {
  const next = submit(3);
  await turn();
  await turn();
  gates.shift()?.();
  return next;
}
