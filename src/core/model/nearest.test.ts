import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

test.each([
  ['crmEvry', ['crmEvery', 'overlap'], 'crmEvery'],
  ['CRMEVERY', ['crmEvery', 'overlap'], 'crmEvery'],
  ['fooBarBaz', ['crmEvery', 'overlap'], null],
  ['x', [], null],
])('%s of %j is %s', (wrong, candidates, meant) => expect(nearest(wrong, candidates)).toBe(meant));
