import { expect, test } from 'vitest';
import { createMemoryStore } from '../store/memory-store.ts';
import { inTurn, type TurnDeps } from './turn.ts';

let next = 0;

/** Time that moves only when somebody sleeps. */
function deps(store = createMemoryStore(), now = { ms: 0 }): TurnDeps {
  return {
    store,
    clock: {
      nowMs: () => now.ms,
      async sleep(ms, signal) {
        await new Promise((resolve) => setImmediate(resolve));
        if (signal?.aborted) return;
        // Whoever only keeps his turn does not make time pass for the others.
        if (ms < 1000) now.ms += ms;
        else await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
      },
    },
    ids: { next: () => `owner${++next}` },
  };
}

const signal = new AbortController().signal;

test('tasks of one name never run side by side, whichever process they are of', async () => {
  const store = createMemoryStore();
  const now = { ms: 0 };
  let running = 0;
  let most = 0;
  const task = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return running;
  };
  await Promise.all(Array.from({ length: 5 }, () => inTurn(deps(store, now), 'create', task, signal)));
  expect(most).toBe(1);
  expect(await store.watermarks.get('turn:create')).toBeNull();
});

test('a turn is free again when its task fails', async () => {
  const place = deps();
  const failing = inTurn(place, 'create', () => Promise.reject(new Error('no')), signal);
  await expect(failing).rejects.toThrow('no');
  expect(await inTurn(place, 'create', async () => 'done', signal)).toBe('done');
});

test('the turn of a process that died lapses', async () => {
  const place = deps();
  await place.store.transaction((tx) => tx.watermarks.swap('turn:create', null, 'dead/5000'));
  expect(await inTurn(place, 'create', async () => 'done', signal)).toBe('done');
  expect(place.clock.nowMs()).toBeGreaterThanOrEqual(5000);
});
