import { expect, test } from 'vitest';
import { decimalOf, roundDecimal } from './decimal.ts';

test.each([
  [180000, '180000'],
  [180000.5, '180000.5'],
  [0, '0'],
  [-0, '0'],
  [-3.25, '-3.25'],
  [1e-7, '0.0000001'],
  [1e21, '1000000000000000000000'],
  [12_345_678_901_234.56, '12345678901234.56'],
  ['180000.50', '180000.5'],
  [' 007 ', '7'],
  ['99999999999999999.99', '99999999999999999.99'],
])('the amount %j is held as %j', (value, text) => {
  expect(decimalOf(value)).toBe(text);
});

test.each(['', 'a lot', '12,000', '1e5', '--1', Number.NaN, Number.POSITIVE_INFINITY, true, null, undefined, {}])(
  '%j is no amount',
  (value) => {
    expect(decimalOf(value)).toBeNull();
  },
);

test.each([
  ['180000.505', 2, '180000.51'],
  ['180000.5', 2, '180000.5'],
  ['0.004', 2, '0'],
  ['-0.004', 2, '0'],
  ['99.995', 2, '100'],
  ['2.5', 0, '3'],
  ['007.10', 2, '7.1'],
  ['1e5', 2, null],
  ['', 2, null],
])('%s with %d fraction digits is %s', (text, scale, rounded) => {
  expect(roundDecimal(text, scale)).toBe(rounded);
});
