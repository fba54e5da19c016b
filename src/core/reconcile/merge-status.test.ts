import { describe, expect, it } from 'vitest';
import type { Side } from '../model/side.ts';
import type { DealStatus } from '../model/status.ts';
import { mergeStatus } from './merge-status.ts';

type Expected = [Side, DealStatus] | 'unsendable';

function outcome(base: DealStatus | null, referral: DealStatus, record: DealStatus | null): Expected {
  const changed = { crm: base !== record, 'partner-center': base !== referral };
  const merged = mergeStatus({ referral, record, changed, adopting: base === null });
  return merged.kind === 'move' ? [merged.to, merged.status] : 'unsendable';
}

describe('the stage that a seller chose', () => {
  it.each<[DealStatus, DealStatus, Expected]>([
    // referral   record    expected
    ['invited', 'active', ['partner-center', 'active']],
    ['invited', 'lost', ['partner-center', 'declined']],
    ['invited', 'won', ['partner-center', 'active']],
    ['active', 'won', ['partner-center', 'won']],
    ['active', 'lost', ['partner-center', 'lost']],
    ['active', 'invited', 'unsendable'],
    ['won', 'active', 'unsendable'],
    ['declined', 'active', 'unsendable'],
    ['expired', 'won', 'unsendable'],
  ])('%s to %s', (referral, record, expected) => {
    expect(outcome(referral, referral, record)).toEqual(expected);
  });
});

describe('the status that Partner Center changed', () => {
  it.each<[DealStatus, DealStatus, DealStatus, Expected]>([
    // base      referral   record     expected
    ['invited', 'active', 'invited', ['crm', 'active']],
    ['invited', 'expired', 'invited', ['crm', 'expired']],
    ['active', 'won', 'active', ['crm', 'won']],
    ['active', 'lost', 'won', ['crm', 'lost']],
    ['invited', 'expired', 'active', ['crm', 'expired']],
    ['invited', 'active', 'lost', ['partner-center', 'lost']],
    ['invited', 'active', 'won', ['partner-center', 'won']],
  ])('%s: %s there, %s here', (base, referral, record, expected) => {
    expect(outcome(base, referral, record)).toEqual(expected);
  });
});

describe('a record that stands where nobody can tell what it means', () => {
  it('is no answer, neither to an invitation nor to anything else', () => {
    expect(outcome('invited', 'invited', null)).toBe('unsendable');
    expect(outcome('active', 'active', null)).toBe('unsendable');
    expect(outcome(null, 'invited', null)).toBe('unsendable');
  });

  it('follows what Partner Center changes', () => {
    expect(outcome('active', 'won', null)).toEqual(['crm', 'won']);
    expect(outcome('invited', 'active', null)).toEqual(['crm', 'active']);
  });
});

describe('two statuses found apart', () => {
  it.each<[DealStatus, DealStatus, Expected]>([
    ['active', 'invited', ['crm', 'active']],
    ['expired', 'invited', ['crm', 'expired']],
    ['active', 'won', 'unsendable'],
    ['lost', 'active', 'unsendable'],
    ['expired', 'won', 'unsendable'],
    ['invited', 'active', 'unsendable'],
  ])('%s there, %s here: only a record on hold follows', (referral, record, expected) => {
    expect(outcome(null, referral, record)).toEqual(expected);
  });
});
