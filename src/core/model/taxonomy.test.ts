import { expect, test } from 'vitest';
import { isValidOn, remarksOn, sentFor, type Taxonomy, type TaxonomyEntry } from './taxonomy.ts';

const entry = (name: string, parts: Partial<TaxonomyEntry> = {}): TaxonomyEntry => ({
  name,
  id: null,
  validFrom: null,
  validUntil: null,
  ...parts,
});

function taxonomy(parts: Partial<Taxonomy> = {}): Taxonomy {
  return { version: 'FY26', reviewBy: '2027-07-01', roles: [entry('Transaction')], areas: [], ...parts };
}

test.each([
  [null, null, true],
  ['2026-03-01', '2026-03-01', true],
  ['2026-03-02', null, false],
  [null, '2026-02-28', false],
])('valid from %s until %s: on 2026-03-01 %s', (validFrom, validUntil, is) => {
  expect(isValidOn(entry('x', { validFrom, validUntil }), '2026-03-01')).toBe(is);
});

test('nothing to say about a list that is valid for longer than a month', () => {
  expect(remarksOn(taxonomy(), '2027-05-31')).toEqual([]);
});

test('names what has ended, what ends within a month, and the review', () => {
  const plays = [entry('Old', { validUntil: '2026-06-30' }), entry('Short', { validUntil: '2027-07-10' })];
  const remarks = remarksOn(taxonomy({ areas: [{ ...entry('Area'), plays }] }), '2027-06-15');
  expect(remarks.map(({ message }) => message)).toEqual([
    'No longer valid: Old (2026-06-30).',
    'Valid only for a short time: Short (2027-07-10).',
    'The roles, areas and plays of FY26 are to be reviewed by 2027-07-01.',
  ]);
});

test('sends an id where one is known and the name otherwise', () => {
  const roles = [entry('Transaction'), entry('Managed services', { id: 'managed-services' })];
  expect(['managed Services', 'Transaction', 'Unheard of'].map((name) => sentFor(roles, name))).toEqual([
    'managed-services',
    'Transaction',
    'Unheard of',
  ]);
});
