import { describe, expect, it } from 'vitest';
import type { DealView } from '../model/deal.ts';
import type { FieldDecision, Verdict } from '../model/plan.ts';
import type { PerSide } from '../model/side.ts';
import { type Achieved, foldBase, foldCreation } from './fold.ts';

const BASE: PerSide<DealView> = {
  crm: { value: '100', notes: 'Notes' },
  'partner-center': { value: '100', notes: 'Notes' },
};

function decided(verdict: Verdict, write: FieldDecision['write'], parts: Partial<FieldDecision> = {}): FieldDecision {
  return { field: 'value', verdict, rule: '', shown: {}, write, ...parts };
}

function folded(
  decision: FieldDecision,
  now: { crm: string | null; referral: string | null },
  after: Achieved['after'],
) {
  const views = { crm: { value: now.crm, notes: 'X' }, 'partner-center': { value: now.referral, notes: 'Y' } };
  const base = foldBase(BASE, [decision], { now: views, after });
  return [base['partner-center'].value, base.crm.value];
}

describe('what both sides last agreed on', () => {
  it('becomes what each side shows after the write, in its own rendering', () => {
    const decision = decided('propagate', { crm: '150.55' });
    expect(folded(decision, { crm: '100', referral: '150.55' }, { crm: { value: '150.6' } })).toEqual([
      '150.55',
      '150.6',
    ]);
  });

  it('stays when the write failed, so that the change is seen again', () => {
    const decision = decided('propagate', { crm: '150' });
    expect(folded(decision, { crm: '100', referral: '150' }, {})).toEqual(['100', '100']);
    expect(folded(decision, { crm: '100', referral: '150' }, { 'partner-center': { value: '150' } })).toEqual([
      '100',
      '100',
    ]);
  });

  it('stays for a list when one of its two writes failed', () => {
    const decision = decided('propagate', { crm: '150', 'partner-center': '150' });
    expect(folded(decision, { crm: '1', referral: '2' }, { 'partner-center': { value: '150' } })).toEqual([
      '100',
      '100',
    ]);
  });

  it.each<[Verdict, readonly [string, string]]>([
    ['agree', ['200', '150']],
    ['unsendable', ['200', '150']],
    ['hold', ['100', '100']],
  ])('after %s', (verdict, expected) => {
    expect(folded(decided(verdict, {}), { crm: '150', referral: '200' }, {})).toEqual(expected);
  });

  it('stays during a hold even for what the CRM was given meanwhile', () => {
    const decision = decided('hold', { crm: '200' }, { winner: 'crm' });
    expect(folded(decision, { crm: '150', referral: '200' }, { crm: { value: '200' } })).toEqual(['100', '100']);
  });

  it('moves only where the first of two steps was taken', () => {
    const decision = decided('propagate', { 'partner-center': '120' }, { partial: true });
    expect(folded(decision, { crm: '150', referral: '100' }, { 'partner-center': { value: '120' } })).toEqual([
      '120',
      '100',
    ]);
  });

  it('is not what somebody else wrote to a field that we did not write', () => {
    const decision = decided('agree', {});
    expect(folded(decision, { crm: '150', referral: '150' }, { crm: { value: '999' } })).toEqual(['150', '150']);
  });

  it('keeps fields that nobody decided and fields that a side has no place for', () => {
    const views = { crm: {}, 'partner-center': { value: '150' } };
    const base = foldBase(BASE, [decided('agree', {})], { now: views, after: {} });
    expect(base).toEqual({ crm: BASE.crm, 'partner-center': { value: '150', notes: 'Notes' } });
  });

  it('is not changed in place', () => {
    const before = structuredClone(BASE);
    folded(decided('agree', {}), { crm: '150', referral: '150' }, {});
    expect(BASE).toEqual(before);
  });

  it('starts as what both show when one was created from the other', () => {
    const views = { crm: { value: '150.6' }, 'partner-center': { value: '150.55', notes: 'N' } };
    expect(foldCreation(views)).toEqual(views);
  });
});
