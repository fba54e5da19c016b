import { describe, expect, it } from 'vitest';
import { canonicalId, idSuffix, makeId } from './ids.ts';

describe('record ids', () => {
  it.each([
    // Ids of real organisations.
    '001dM00003jU9GxQAK',
    '005dM00000awSFJQA2',
    '00DdM00000vfgTuUAI',
    '001dM00003kREKdQAO',
  ])('computes the suffix of the real id %s', (id) => {
    expect(idSuffix(id)).toBe(id.slice(15));
    expect(canonicalId(id.slice(0, 15))).toBe(id);
  });

  it('restores the casing of an 18-character id that a spreadsheet has changed', () => {
    expect(canonicalId('001DM00003JU9GXQAK')).toBe('001dM00003jU9GxQAK');
    expect(canonicalId('001dm00003ju9gxqak')).toBe('001dM00003jU9GxQAK');
  });

  it.each(['', '001', '001dM00003jU9Gx!AK', '001dM00003jU9GxQA', '001dM00003jU9GxQ9K'])('refuses %j', (text) => {
    expect(canonicalId(text)).toBeUndefined();
  });

  it('makes ids that keep their order and survive their own check', () => {
    const ids = [1, 61, 62, 3844, 1_000_000].map((counter) => makeId('006', counter));
    expect(new Set(ids).size).toBe(5);
    for (const id of ids) expect(canonicalId(id)).toBe(id);
  });
});
