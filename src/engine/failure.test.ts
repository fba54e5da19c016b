import { expect, test } from 'vitest';
import { CosellError, type Recovery } from '../core/errors.ts';
import { outcomeOfFailure } from './failure.ts';

const failure = (recovery: Recovery, code = 'trouble') =>
  new CosellError({ code, recovery, message: 'Something is wrong.', remedy: 'Mend it.' });

test.each(['throttled', 'reauthenticate', 'misconfigured'] as const)(
  'a connection that is %s burns nobody’s attempts',
  (recovery) => {
    expect(outcomeOfFailure(failure(recovery), { attempts: 7, pauseMs: 60_000 })).toEqual({ kind: 'released' });
  },
);

test('a connector that is being stopped burns nobody’s attempts', () => {
  expect(outcomeOfFailure(failure('retry', 'cancelled'), { attempts: 7, pauseMs: 60_000 })).toEqual({
    kind: 'released',
  });
});

test('what may pass by itself is a person’s task only after about a day', () => {
  const parks = (attempts: number) => {
    const outcome = outcomeOfFailure(failure('retry'), { attempts, pauseMs: 60_000 });
    return outcome.kind === 'failed' && outcome.park;
  };
  expect([parks(0), parks(7), parks(200), parks(290)]).toEqual([false, false, false, true]);
});

test('what a person must mend keeps the limit of attempts, and says what it is', () => {
  expect(outcomeOfFailure(failure('bad-input'), { attempts: 7, pauseMs: 60_000 })).toEqual({
    kind: 'failed',
    reason: 'trouble: Something is wrong. Mend it.',
  });
});

test.each(['retry', 'bad-input', 'bug'] as const)('a schedule is never parked, least of all for %s', (recovery) => {
  expect(outcomeOfFailure(failure(recovery), { attempts: 1000, pauseMs: 60_000, isSchedule: true })).toMatchObject({
    park: false,
  });
});
