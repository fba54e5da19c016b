import { expect, test } from 'vitest';
import { compareStamps, stampMs } from './stamp.ts';

test.each([
  ['2027-01-15T09:00:00.1234567Z', '2027-01-15T09:00:00.1234568Z', -1],
  ['2027-01-15T09:00:00.12Z', '2027-01-15T09:00:00.1200001Z', -1],
  ['2027-01-15T09:00:00Z', '2027-01-15T09:00:00.0000000Z', 0],
  ['2027-01-15T09:00:01Z', '2027-01-15T09:00:00.9999999Z', 1],
  ['2027-01-15T10:00:00.5+01:00', '2027-01-15T09:00:00.5Z', 0],
  ['2027-01-15T09:00:00.000+0000', '2027-01-15T09:00:00Z', 0],
])('%s against %s is %d', (left, right, order) => {
  expect(Math.sign(compareStamps(left, right))).toBe(order);
  expect(Math.sign(compareStamps(right, left))).toBe(order === 0 ? 0 : -order);
});

test('what is no time stamp is neither before nor after any', () => {
  for (const order of [compareStamps('yesterday', '2027-01-15T09:00:00Z'), compareStamps('2027-01-15', '')]) {
    expect([order < 0, order === 0, order > 0]).toEqual([false, false, false]);
  }
  expect(stampMs('')).toBeNaN();
});
