import { describe, expect, it } from 'vitest';
import { isEmpty, sameValue } from './equality.ts';

describe('the same value', () => {
  it.each<[unknown, unknown]>([
    ['a', 'a'],
    [null, undefined],
    [null, []],
    [undefined, false],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [{ a: 'x' }, { a: 'x', b: null }],
    [
      [{ a: 'x' }, { a: 'y' }],
      [{ a: 'y' }, { a: 'x' }],
    ],
  ])('%j and %j', (left, right) => {
    expect(sameValue(left, right)).toBe(true);
    expect(sameValue(right, left)).toBe(true);
  });
});

describe('different values', () => {
  it.each<[unknown, unknown]>([
    ['a', 'A'],
    ['0', null],
    [true, null],
    [true, false],
    [[], ['a']],
    [
      ['a', 'a'],
      ['a', 'b'],
    ],
    [['a'], ['a', 'a']],
    [{ a: 'x' }, { a: 'y' }],
    [{ a: 'x' }, null],
    ['a', { a: 'a' }],
  ])('%j and %j', (left, right) => {
    expect(sameValue(left, right)).toBe(false);
    expect(sameValue(right, left)).toBe(false);
  });
});

describe('nothing there', () => {
  it.each([null, undefined, false, '', '0', []])('%j', (value) => {
    expect(isEmpty(value)).toBe(true);
  });

  it.each([true, '0.5', 'x', [null], {}])('but not %j', (value) => {
    expect(isEmpty(value)).toBe(false);
  });
});
