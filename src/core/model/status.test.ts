import { describe, expect, it } from 'vitest';
import { type DealStatus, isFinal, stepTowards } from './status.ts';

const ALL: readonly DealStatus[] = ['invited', 'active', 'won', 'lost', 'declined', 'expired', 'error'];

describe('final statuses', () => {
  it.each(ALL)('%s', (status) => {
    expect(isFinal(status)).toBe(status !== 'invited' && status !== 'active');
  });

  it('are never left', () => {
    for (const from of ALL.filter(isFinal))
      for (const to of ALL) expect(stepTowards(from, to)).toBe(from === to ? to : null);
  });

  it('need a status', () => {
    expect(isFinal(null)).toBe(false);
    expect(isFinal(undefined)).toBe(false);
  });
});

describe('the next step', () => {
  it.each<[DealStatus, DealStatus, DealStatus | null]>([
    ['invited', 'invited', 'invited'],
    ['invited', 'active', 'active'],
    ['invited', 'won', 'active'],
    ['invited', 'lost', 'declined'],
    ['invited', 'declined', 'declined'],
    ['invited', 'expired', 'declined'],
    ['invited', 'error', null],
    ['active', 'won', 'won'],
    ['active', 'lost', 'lost'],
    ['active', 'error', 'error'],
    ['active', 'invited', null],
    ['active', 'declined', null],
    ['active', 'expired', null],
  ])('from %s towards %s', (from, to, expected) => {
    expect(stepTowards(from, to)).toBe(expected);
  });
});
