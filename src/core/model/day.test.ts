import { expect, test } from 'vitest';
import { calendarDay } from './day.ts';

test.each([
  ['2027-05-31', '2027-05-31'],
  [' 2027-05-31T23:59:59.1234567Z', '2027-05-31'],
  ['2028-02-29', '2028-02-29'],
])('%s is of the day %s', (text, day) => {
  expect(calendarDay(text)).toBe(day);
});

test.each(['', '2026-13-45', '2027-02-29', '2027-02-30', '31.05.2027', '2027-5-31', '2027-05-311', 'next week'])(
  '"%s" is no day',
  (text) => {
    expect(calendarDay(text)).toBeNull();
  },
);
