import { describe, expect, it } from 'vitest';
import { contact, solution } from '../../../test/samples/snapshots.ts';
import { DEFAULT_RULES } from '../mapping/field-rules.ts';
import { say, sentence, word } from '../messages.ts';
import type { FieldDecision } from '../model/plan.ts';
import { ADOPTED, CLOSED, EMPTY } from './barriers.ts';
import { inWords, notesOn } from './notes.ts';

function notes(decision: Partial<FieldDecision>) {
  return notesOn([{ field: 'value', verdict: 'agree', rule: '', shown: {}, write: {}, ...decision }], DEFAULT_RULES);
}

function codes(decision: Partial<FieldDecision>): readonly string[] {
  return notes(decision).map(({ code }) => code);
}

describe('the seller is told', () => {
  it('both values when one was overruled', () => {
    const shown = { crm: '150', 'partner-center': '200' };
    const [note] = notes({ verdict: 'resolve', winner: 'crm', shown });
    expect(note).toMatchObject({ code: 'overruled', field: 'value' });
    expect(note?.message).toMatch(/Deal value.*"150" from the CRM.*"200"/);
    const [other] = notes({ verdict: 'resolve', winner: 'partner-center', shown });
    expect(other?.message).toMatch(/"200" from Partner Center.*"150"/);
  });

  it('the details of a list that were overruled, not the whole lists', () => {
    const same = contact('cy@x.example');
    const shown = {
      crm: [same, contact('ann@x.example', { phone: '1' })],
      'partner-center': [contact('ann@x.example', { phone: '2' }), same, contact('new@x.example', { lastName: 'New' })],
    };
    const [note] = notes({ field: 'contacts', verdict: 'resolve', winner: 'crm', shown });
    expect(note?.message).toContain('kept "Ann Lee ann@x.example 1"');
    expect(note?.message).toContain('overruled "Ann Lee ann@x.example 2"');
  });

  it('that visibility was put back', () => {
    expect(codes({ field: 'visibleToMicrosoft', verdict: 'revert' })).toEqual(['visibility-one-way']);
  });

  it('that a change of theirs cannot be sent', () => {
    expect(codes({ field: 'name', verdict: 'unsendable', winner: 'crm' })).toEqual(['unsendable']);
    const [stage] = notes({ field: 'status', verdict: 'unsendable', why: word('rule.referral-final') });
    expect(stage).toMatchObject({ code: 'status-unsendable', message: expect.stringContaining('is final') });
  });

  it('that an empty value was not sent', () => {
    const shown = { crm: null, 'partner-center': '100' };
    expect(codes({ verdict: 'unsendable', rule: EMPTY, winner: 'crm', shown })).toEqual(['value-empty']);
  });
});

describe('the seller is not bothered', () => {
  it.each<[string, Partial<FieldDecision>]>([
    ['by what went well', { verdict: 'propagate', winner: 'crm' }],
    ['by what agrees', { verdict: 'agree' }],
    ['by what waits', { verdict: 'hold', winner: 'crm' }],
    [
      'when nothing was overruled',
      { verdict: 'resolve', winner: 'crm', shown: { crm: '150', 'partner-center': null } },
    ],
    [
      'by changes in Partner Center without a place here',
      { field: 'name', verdict: 'unsendable', winner: 'partner-center' },
    ],
    ['by edits after the end', { field: 'name', verdict: 'unsendable', winner: 'crm', rule: CLOSED }],
    ['by old differences', { field: 'name', verdict: 'unsendable', winner: 'crm', rule: ADOPTED }],
    [
      'by a blank that Partner Center shows too',
      { verdict: 'unsendable', rule: EMPTY, winner: 'crm', shown: { crm: '0', 'partner-center': null } },
    ],
    [
      'by values that cannot be sent and that they never look at',
      { field: 'team', verdict: 'unsendable', winner: 'crm' },
    ],
  ])('%s', (_, decision) => {
    expect(notes(decision)).toEqual([]);
  });
});

describe('a value in words', () => {
  it.each<[Parameters<typeof inWords>[0], string]>([
    [null, 'nothing'],
    [undefined, 'nothing'],
    [[], 'nothing'],
    [true, 'yes'],
    [false, 'no'],
    ['100', '100'],
    [[contact('ann@x.example'), contact(null)], 'ann@x.example, Lee'],
    [[solution('SOL-1', { name: 'Mover' }), solution('SOL-2', { name: null })], 'Mover, SOL-2'],
    [{ name: 'Contoso', street: null, city: null, state: null, postalCode: null, country: 'DE' }, 'Contoso'],
  ])('%j', (value, expected) => {
    expect(say(sentence('sent', { changes: inWords(value, 'notes') }))).toBe(`Sent to Partner Center: ${expected}.`);
  });

  it('is cut when it is long', () => {
    expect(inWords('x'.repeat(80), 'notes')).toHaveLength(80);
    expect(inWords('x'.repeat(81), 'notes')).toBe(`${'x'.repeat(77)}…`);
  });
});
