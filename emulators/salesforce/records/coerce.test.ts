import { describe, expect, it } from 'vitest';
import { Refusal } from '../refusal.ts';
import * as fields from '../schema/fields.ts';
import type { FieldSpec } from '../schema/types.ts';
import { coerce } from './coerce.ts';

const context = {
  picklistOf: (field: FieldSpec) => field.picklist ?? [],
  prefixOf: (sobject: string) => ({ Account: '001', User: '005' })[sobject],
  trimText: true,
};
const errorOf = (field: FieldSpec, input: unknown) => {
  try {
    coerce(field, input, context);
  } catch (error) {
    if (error instanceof Refusal) return error.errors[0];
    throw error;
  }
  throw new Error(`${field.name} took ${String(input)}`);
};

const account = fields.lookup('AccountId', 'Account ID', 'Account');
const amount = fields.currency('Amount', 'Amount');

describe('what a field stores', () => {
  it.each([
    ['lower-cases e-mail', fields.email('Email', 'Email'), 'Chloe.Myers@Example.COM', 'chloe.myers@example.com'],
    ['keeps no empty text', fields.text('Name', 'Name', 80), '', null],
    ['drops trailing spaces', fields.text('Name', 'Name', 80), 'Contoso  ', 'Contoso'],
    ['writes numbers sent for text as text', fields.text('Name', 'Name', 80), 12, '12'],
    ['rounds currency half up', amount, 1.005, 1.01],
    ['rounds negative currency alike', amount, -1.005, -1.01],
    ['reads numbers in text', amount, '12.5', 12.5],
    ['gives ids 18 characters', account, '001dM00003jU9Gx', '001dM00003jU9GxQAK'],
    [
      'cuts datetimes to seconds',
      fields.datetime('X__c', 'X'),
      '2026-05-01T09:25:37.987+02:00',
      '2026-05-01T07:25:37.000+0000',
    ],
    ['takes null as unticked', fields.checkbox('X__c', 'X'), null, false],
    ['takes any value in an unrestricted picklist', fields.picklist('Stage', 'Stage', ['A']), 'B', 'B'],
  ] as const)('%s', (_title, field, input, stored) => {
    expect(coerce(field, input, context)).toBe(stored);
  });
});

describe('what a field refuses', () => {
  it.each([
    [
      fields.text('Name', 'Opportunity Name', 5),
      'abcdef',
      'STRING_TOO_LONG',
      'Opportunity Name: data value too large: abcdef (max length=5)',
    ],
    [
      fields.email('Email', 'Email'),
      'not-an-email',
      'INVALID_EMAIL_ADDRESS',
      'Email: invalid email address: not-an-email',
    ],
    [
      fields.picklist('Help', 'Help', ['A'], { restrictedPicklist: true }),
      'B',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'Help: bad value for restricted picklist field: B',
    ],
    [account, '24', 'MALFORMED_ID', 'Account ID: id value of incorrect type: 24'],
    [
      account,
      '005dM00000awSFJQA2',
      'FIELD_INTEGRITY_EXCEPTION',
      'Account ID: id value of incorrect type: 005dM00000awSFJQA2',
    ],
    [
      amount,
      1e16,
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Amount: value outside of valid range on numeric field: 10000000000000000',
    ],
  ] as const)('%#', (field, input, errorCode, message) => {
    expect(errorOf(field, input)).toEqual({ errorCode, message, fields: [field.name] });
  });

  it.each([
    [amount, 'many'],
    [amount, true],
    [fields.checkbox('X__c', 'X'), 'maybe'],
    [fields.date('CloseDate', 'Close Date'), '2026-02-30'],
    [fields.date('CloseDate', 'Close Date'), '2026-05-01T00:00:00Z'],
    [fields.datetime('X__c', 'X'), '2026-05-01T00:00:00'],
    [fields.integer('N', 'N'), 1.5],
    [fields.text('Name', 'Name', 80), { nested: true }],
  ])('reads no %# as JSON of the wrong type', (field, input) => {
    expect(errorOf(field, input)?.errorCode).toBe('JSON_PARSER_ERROR');
  });
});
