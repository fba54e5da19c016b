import { expect, test } from 'vitest';
import { isCurrencyCode } from './currency.ts';

test.each(['USD', 'EUR', 'JPY', 'chf'])('%s is a currency', (code) => {
  expect(isCurrencyCode(code)).toBe(true);
});

test.each(['', 'EURO', '€', 'US', 'ZZZ', 'US Dollar'])('"%s" is none', (text) => {
  expect(isCurrencyCode(text)).toBe(false);
});
