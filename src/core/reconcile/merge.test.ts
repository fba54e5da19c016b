import { describe, expect, it } from 'vitest';
import { ALL_FIELDS, contact, LOSSY_SIDES, PLAIN_SIDES } from '../../../test/samples/snapshots.ts';
import { DEFAULT_RULES, type FieldRule } from '../mapping/field-rules.ts';
import type { Deal, DealField, DealView } from '../model/deal.ts';
import type { FieldDecision } from '../model/plan.ts';
import type { MergeInput } from './field-view.ts';
import { merge } from './merge.ts';

type Value = Deal[DealField];

/** One field: its value when the sides last agreed, and now on each side. `undefined` for no base or no place. */
interface Case {
  field: DealField;
  base: Value | undefined;
  referral: Value | undefined;
  crm: Value | undefined;
  rule?: Partial<FieldRule>;
  input?: Partial<MergeInput>;
}

function decide({ field, base, referral, crm, rule, input }: Case): FieldDecision | undefined {
  const known = DEFAULT_RULES.find((candidate) => candidate.field === field);
  if (!known) throw new Error(`no rule for ${field}`);
  const view = (value: Value | undefined): DealView => (value === undefined ? {} : { [field]: value });
  const [decision] = merge({
    rules: [{ ...known, ...rule }],
    base: { crm: view(base), 'partner-center': view(base) },
    now: { crm: view(crm), 'partner-center': view(referral) },
    normalize: { crm: PLAIN_SIDES.crm.normalize, 'partner-center': PLAIN_SIDES['partner-center'].normalize },
    updatable: { crm: new Set(ALL_FIELDS), 'partner-center': new Set(ALL_FIELDS) },
    gate: 'open',
    onClosed: 'close',
    implied: new Set(),
    incomplete: new Set(),
    newer: 'crm',
    ...input,
  });
  return decision;
}

const TO_CRM = (value: Value) => ({ write: { crm: value } });
const TO_REFERRAL = (value: Value) => ({ write: { 'partner-center': value } });
const NOTHING = { write: {} };

describe('a value', () => {
  it.each<[string, Value, Value, Value, object | undefined]>([
    // what happened           base   referral crm    expected
    ['nobody changed it', '100', '100', '100', undefined],
    ['the CRM changed it', '100', '100', '150', { verdict: 'propagate', winner: 'crm', ...TO_REFERRAL('150') }],
    [
      'Partner Center changed it',
      '100',
      '150',
      '100',
      { verdict: 'propagate', winner: 'partner-center', ...TO_CRM('150') },
    ],
    ['both changed it alike', '100', '150', '150', { verdict: 'agree', ...NOTHING }],
    ['both changed it apart', '100', '200', '150', { verdict: 'resolve', winner: 'crm', ...TO_REFERRAL('150') }],
    ['first set in the CRM', null, null, '150', { verdict: 'propagate', ...TO_REFERRAL('150') }],
    ['blanked in the CRM', '100', '100', null, { verdict: 'unsendable', winner: 'crm', ...NOTHING }],
    ['set to zero in the CRM', '100', '100', '0', { verdict: 'unsendable', winner: 'crm', ...NOTHING }],
    ['blanked in Partner Center', '100', null, '100', { verdict: 'unsendable', ...NOTHING }],
    ['blanked in the CRM, changed in Partner Center', '100', '200', null, { verdict: 'resolve', ...TO_CRM('200') }],
    ['zero in Partner Center, changed in the CRM', '100', '0', '150', { verdict: 'resolve', ...TO_REFERRAL('150') }],
  ])('%s', (_, base, referral, crm, expected) => {
    const decision = decide({ field: 'value', base, referral, crm });
    if (expected) expect(decision).toMatchObject(expected);
    else expect(decision).toBeUndefined();
  });

  it('may be blanked where blank means something', () => {
    const decision = decide({ field: 'notes', base: 'Notes', referral: 'Notes', crm: null });
    expect(decision).toMatchObject({ verdict: 'propagate', ...TO_REFERRAL(null) });
  });

  it('that only its blanks tell apart is not changed', () => {
    expect(decide({ field: 'notes', base: null, referral: null, crm: null })).toBeUndefined();
    expect(decide({ field: 'team', base: null, referral: [], crm: null })).toBeUndefined();
  });

  it('keeps spellings that nobody knows yet', () => {
    const help = decide({ field: 'help', base: null, referral: 'HelpOfNextYear', crm: null });
    expect(help).toMatchObject(TO_CRM('HelpOfNextYear'));
    const intent = { field: 'referralProgram', base: null, referral: 'ProgramOfNextYear', crm: null } as const;
    expect(decide(intent)).toMatchObject(TO_CRM('ProgramOfNextYear'));
  });
});

describe('ownership, when both sides changed a value apart', () => {
  it.each([
    ['crm', 'partner-center', TO_REFERRAL('150')],
    ['partner-center', 'crm', TO_CRM('200')],
    ['newest', 'crm', TO_REFERRAL('150')],
    ['newest', 'partner-center', TO_CRM('200')],
  ] as const)('%s with the newer side %s', (owner, newer, expected) => {
    const change = { field: 'value', base: '100', referral: '200', crm: '150' } as const;
    expect(decide({ ...change, rule: { owner }, input: { newer } })).toMatchObject({ verdict: 'resolve', ...expected });
  });

  it('does not count when one side alone changed it', () => {
    const change = { field: 'value', base: '100', referral: '200', crm: '100' } as const;
    expect(decide({ ...change, rule: { owner: 'crm' } })).toMatchObject(TO_CRM('200'));
  });

  it('shows both values, so that the overruled one is not lost', () => {
    const decision = decide({ field: 'value', base: '100', referral: '200', crm: '150' });
    expect(decision?.shown).toEqual({ crm: '150', 'partner-center': '200' });
  });
});

describe('two records seen together for the first time', () => {
  it.each<[string, DealField, Value, Value, object]>([
    ['the same on both', 'value', '100', '100', { verdict: 'agree', ...NOTHING }],
    ['only in the CRM', 'notes', null, 'Notes', TO_REFERRAL('Notes')],
    ['only in Partner Center', 'notes', 'Notes', null, TO_CRM('Notes')],
    ['zero in the CRM that owns it', 'value', '200', '0', TO_CRM('200')],
    ['apart on both', 'value', '200', '100', { verdict: 'resolve', ...TO_REFERRAL('100') }],
    ['an unpatchable value apart', 'name', 'Old', 'New', { verdict: 'unsendable', ...NOTHING }],
  ])('%s', (_, field, referral, crm, expected) => {
    expect(decide({ field, base: undefined, referral, crm })).toMatchObject(expected);
  });
});

describe('a field that one side has no place for', () => {
  it.each<[Value | undefined, Value | undefined]>([
    [undefined, '150'],
    ['150', undefined],
  ])('is not decided', (referral, crm) => {
    expect(decide({ field: 'value', base: '100', referral, crm })).toBeUndefined();
    expect(decide({ field: 'visibleToMicrosoft', base: false, referral: true, crm: undefined })).toBeUndefined();
  });
});

describe('a field of which a record says nothing, although it has a place for it', () => {
  it('takes what changed on the other side', () => {
    expect(decide({ field: 'notes', base: 'Old', referral: 'New', crm: undefined })).toMatchObject({
      verdict: 'propagate',
      write: { crm: 'New' },
    });
  });

  it('clears nothing, and is not cleared', () => {
    expect(decide({ field: 'notes', base: 'Old', referral: 'Old', crm: undefined })).toBeUndefined();
    expect(decide({ field: 'notes', base: 'Old', referral: null, crm: undefined })).toMatchObject({ ...NOTHING });
  });

  it('is not decided where the side has no place for it', () => {
    const updatable = { crm: new Set<DealField>(), 'partner-center': new Set<DealField>(['notes']) };
    expect(
      decide({ field: 'notes', base: 'Old', referral: 'New', crm: undefined, input: { updatable } }),
    ).toBeUndefined();
  });
});

describe('what a side never takes', () => {
  it.each<[string, DealField, Partial<MergeInput>]>([
    ['the name, which the API cannot patch', 'name', {}],
    ['a field missing from the side', 'notes', { updatable: { crm: new Set(), 'partner-center': new Set() } }],
    ['anything on a closed referral', 'notes', { gate: 'closed' }],
  ])('%s', (_, field, input) => {
    const decision = decide({ field, base: 'Old', referral: 'Old', crm: 'New', input });
    expect(decision).toMatchObject({ verdict: 'unsendable', winner: 'crm', ...NOTHING });
  });

  it('does not stop what a closed referral still tells the CRM', () => {
    const change = { field: 'statusReason', base: null, referral: 'Budget', crm: null } as const;
    expect(decide({ ...change, input: { gate: 'closed' } })).toMatchObject(TO_CRM('Budget'));
  });
});

describe('what must wait', () => {
  it.each(['unshared', 'unanswered'] as const)('is held while %s', (gate) => {
    const held = decide({ field: 'value', base: '100', referral: '100', crm: '150', input: { gate } });
    expect(held).toMatchObject({ verdict: 'hold', winner: 'crm', ...NOTHING });
    const arrives = decide({ field: 'value', base: '100', referral: '150', crm: '100', input: { gate } });
    expect(arrives).toMatchObject(TO_CRM('150'));
  });

  it('lets the status of an invitation through, for that is the answer', () => {
    const answer = { field: 'status', base: 'invited', referral: 'invited', crm: 'lost' } as const;
    expect(decide({ ...answer, input: { gate: 'unanswered' } })).toMatchObject(TO_REFERRAL('declined'));
    expect(decide({ ...answer, input: { gate: 'unshared' } })).toMatchObject({ verdict: 'hold', ...NOTHING });
  });

  it('is a blank as well, so that nothing is said about it too early', () => {
    const blanked = { field: 'value', base: '100', referral: '100', crm: null } as const;
    expect(decide({ ...blanked, input: { gate: 'unanswered' } })).toMatchObject({ verdict: 'hold' });
  });

  it('is help that is not complete', () => {
    const asked = { field: 'help', base: null, referral: null, crm: 'GeneralOrOther' } as const;
    expect(decide({ ...asked, input: { incomplete: new Set(['help']) } })).toMatchObject({
      verdict: 'hold',
      ...NOTHING,
    });
    expect(decide(asked)).toMatchObject(TO_REFERRAL('GeneralOrOther'));
  });
});

describe('help, which can be asked once', () => {
  it.each<[string, Value, Value, Value, object]>([
    ['asked later', null, null, 'GeneralOrOther', TO_REFERRAL('GeneralOrOther')],
    ['changed in the CRM', 'GeneralOrOther', 'GeneralOrOther', 'QuotesOrLicensing', { verdict: 'unsendable' }],
    ['taken back in the CRM', 'GeneralOrOther', 'GeneralOrOther', null, { verdict: 'unsendable', ...NOTHING }],
    ['gone from Partner Center', 'GeneralOrOther', null, 'GeneralOrOther', { verdict: 'unsendable', ...NOTHING }],
    ['asked in Partner Center', null, 'GeneralOrOther', null, TO_CRM('GeneralOrOther')],
  ])('%s', (_, base, referral, crm, expected) => {
    expect(decide({ field: 'help', base, referral, crm })).toMatchObject(expected);
  });
});

describe('visibility, which cannot be taken back', () => {
  const field = 'visibleToMicrosoft';

  it.each<[string, Value | undefined, Value, Value, object]>([
    ['set in the CRM', false, false, true, { verdict: 'propagate', ...TO_REFERRAL(true) }],
    ['set in Partner Center', false, true, false, { verdict: 'propagate', ...TO_CRM(true) }],
    ['set on both', false, true, true, { verdict: 'agree', ...NOTHING }],
    ['unticked in the CRM', true, true, false, { verdict: 'revert', ...TO_CRM(true) }],
    ['blanked in the CRM', true, true, null, { verdict: 'revert', ...TO_CRM(true) }],
    ['unset in Partner Center', true, false, true, { verdict: 'revert', ...TO_REFERRAL(true) }],
    ['found in Partner Center only', undefined, true, false, { verdict: 'propagate', ...TO_CRM(true) }],
    ['apart since a write failed', true, true, false, { ...TO_CRM(true) }],
  ])('%s', (_, base, referral, crm, expected) => {
    expect(decide({ field, base, referral, crm })).toMatchObject(expected);
  });

  it.each<[Value, Value]>([
    [false, false],
    [null, false],
    [true, true],
  ])('rests when both sides show %s and %s', (referral, crm) => {
    expect(decide({ field, base: crm, referral, crm })).toBeUndefined();
  });

  it.each(['closed', 'unshared'] as const)('is not put back into Partner Center while %s', (gate) => {
    const decision = decide({ field, base: true, referral: false, crm: true, input: { gate } });
    expect(decision?.write).toEqual({});
    expect(decide({ field, base: true, referral: true, crm: false, input: { gate } })).toMatchObject(TO_CRM(true));
  });

  it('follows from help on both sides at once', () => {
    const implied = { implied: new Set([field] as const) };
    expect(decide({ field, base: false, referral: false, crm: false, input: implied })).toMatchObject({
      write: { crm: true, 'partner-center': true },
    });
    expect(decide({ field, base: false, referral: true, crm: false, input: implied })).toMatchObject({
      winner: 'crm',
      ...TO_CRM(true),
    });
    expect(decide({ field, base: true, referral: true, crm: true, input: implied })).toBeUndefined();
  });

  it('is shown nowhere while the help that implies it may not be sent', () => {
    const input = { implied: new Set([field] as const), gate: 'unshared' as const };
    expect(decide({ field, base: false, referral: false, crm: false, input })).toMatchObject({
      verdict: 'hold',
      ...NOTHING,
    });
  });

  it('is not written again and again to a side that cannot show it', () => {
    const blind = (view: DealView) => ({ ...view, visibleToMicrosoft: false });
    const normalize = { crm: blind, 'partner-center': PLAIN_SIDES['partner-center'].normalize };
    expect(decide({ field, base: false, referral: true, crm: false, input: { normalize } })?.write).toEqual({});
  });
});

describe('a side that shows less than it is given', () => {
  const normalize = { crm: LOSSY_SIDES.crm.normalize, 'partner-center': LOSSY_SIDES['partner-center'].normalize };
  const long = 'A very long name. '.repeat(20);

  it.each<[string, DealField, Value, Value]>([
    ['one closed stage', 'status', 'expired', 'lost'],
    ['a cut name', 'name', long, long.slice(0, 120)],
    [
      'an e-mail in lower case',
      'contacts',
      [{ firstName: null, lastName: 'Lee', email: 'Ann@X.example', phone: null }],
      [{ firstName: null, lastName: 'Lee', email: 'ann@x.example', phone: null }],
    ],
  ])('agrees with %s', (_, field, referral, crm) => {
    const decision = decide({ field, base: undefined, referral, crm, input: { normalize } });
    expect(decision).toMatchObject({ verdict: 'agree', ...NOTHING });
  });

  it('is not given an entry that it would not show', () => {
    const [known, nameless] = [contact('ann@x.example'), contact('x@x.example', { firstName: null, lastName: null })];
    const crm = (view: DealView) => ({ ...view, contacts: view.contacts?.filter(({ lastName }) => lastName) ?? null });
    const edited = { ...known, phone: '+49 30 9' };
    const decision = decide({
      field: 'contacts',
      base: [known],
      referral: [known, nameless],
      crm: [edited],
      input: { normalize: { ...normalize, crm } },
    });
    expect(decision?.write).toEqual({ 'partner-center': [edited, nameless] });
  });
});
