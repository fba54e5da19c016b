import { expect, test } from 'vitest';
import { canonicalText, shortened } from './text.ts';

test.each([
  ['  padded\t', 'padded'],
  ['one\r\ntwo\rthree', 'one\ntwo\nthree'],
  [' \r\n ', null],
  ['', null],
])('%j is held as %j', (text, held) => {
  expect(canonicalText(text)).toBe(held);
});

test.each([
  ['fits', 4, 'fits'],
  ['too long', 5, 'too…'],
  ['any length', 0, 'any length'],
  ['ab😀cd', 4, 'ab…'],
  [null, 4, null],
])('%j in %d characters is %j', (text, maxLength, cut) => {
  expect(shortened(text, maxLength)).toBe(cut);
});
