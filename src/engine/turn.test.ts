import { expect, test } from 'vitest';
import { createMemoryStore } from '../store/memory-store.ts';
import { inTurn, type TurnDeps } from './turn.ts';

let next = 0;

const storeAt = (now: { ms: number }) => createMemoryStore({ clock: { nowMs: () => now.ms } });

/** Time that moves only when somebody sleeps, in the store as in its processes. */
function deps(now = { ms: 0 }, store = storeAt(now)): TurnDeps {
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
  const now = { ms: 0 };
  const store = storeAt(now);
  let running = 0;
  let most = 0;
  const task = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return running;
  };
  await Promise.all(Array.from({ length: 5 }, () => inTurn(deps(now, store), 'create', task, signal)));
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

test('a process whose own clock is wrong takes nobody else’s turn', async () => {
  const now = { ms: 0 };
  const store = storeAt(now);
  await store.transaction((tx) => tx.watermarks.swap('turn:create', null, 'alive/5000'));
  const place = deps(now, store);
  const ahead = { ...place, clock: { ...place.clock, nowMs: () => now.ms + 3_600_000 } };
  await inTurn(ahead, 'create', async () => 'done', signal);
  expect(now.ms).toBeGreaterThanOrEqual(5000);
});
