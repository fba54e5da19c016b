import { expect, test } from 'vitest';
import { createClock } from './clock.ts';

test('an advance over several due times runs the tasks in order, each at its own moment', async () => {
  const clock = createClock({ startMs: 1000, frozen: true });
  const seen: [string, number][] = [];
  clock.at(1300, () => void seen.push(['late', clock.now()]));
  clock.at(1100, () => {
    seen.push(['early', clock.now()]);
    clock.at(1200, () => void seen.push(['added on the way', clock.now()]));
  });
  await clock.advance(250);
  expect(seen).toEqual([
    ['early', 1100],
    ['added on the way', 1200],
  ]);
  expect(clock.now()).toBe(1250);
  await clock.advance(50);
  expect(seen.at(-1)).toEqual(['late', 1300]);
});

test('a cancelled task does not run, a periodic one runs once per period', async () => {
  const clock = createClock({ startMs: 0, frozen: true });
  let ticks = 0;
  const cancel = clock.every(100, () => {
    ticks += 1;
  });
  clock.at(50, () => expect.unreachable())();
  await clock.advance(350);
  cancel();
  await clock.advance(1000);
  expect(ticks).toBe(3);
});

test('advance waits for asynchronous tasks', async () => {
  const clock = createClock({ startMs: 0, frozen: true });
  let done = false;
  clock.at(10, async () => {
    await Promise.resolve();
    done = true;
  });
  await clock.advance(10);
  expect(done).toBe(true);
});

test('a running clock fires by itself and runs on from the moment it was set to', async () => {
  const clock = createClock();
  await clock.set(Date.parse('2030-01-01T00:00:00Z'));
  const firedAt = await new Promise<number>((resolve) => clock.at(clock.now() + 5, () => resolve(clock.now())));
  expect(firedAt).toBeGreaterThanOrEqual(Date.parse('2030-01-01T00:00:00Z') + 5);
  clock.stop();
});
