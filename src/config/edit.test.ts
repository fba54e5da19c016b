import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { editSettings, type SettingEdit } from './edit.ts';
import { exampleSettings } from './example.ts';
import { listSettings } from './json-schema.ts';

const edit = (path: string, value: SettingEdit['value']): SettingEdit => ({ path: path.split('.'), value });
const edited = (text: string, ...edits: SettingEdit[]) => editSettings(text, edits, 'cosell.yaml');

test('only the value changes; comments, quotes and blank lines around it stay', () => {
  const text =
    'deals:\n  # because of the Dutch team\n  checkMarkInName: true   # see wiki\n\n\nlog: { level: "warn" }\n';
  expect(edited(text, edit('deals.checkMarkInName', false))).toBe(text.replace('true', 'false'));
});

test('a setting goes into its group with the indentation of its neighbours', () => {
  const text = 'deals:\n    # first\n    coSellOnly: true\nlog:\n    level: warn\n';
  expect(edited(text, edit('deals.checkMarkInName', false))).toBe(
    text.replace('deals:\n', 'deals:\n    checkMarkInName: false\n'),
  );
});

test('a default that stands commented out gives its line to the setting, also in an empty group', () => {
  const text = 'salesforce:\n  fields:\n    # The value.\n    # dealValue: Amount\n  stages:\n    onHold: Hold\n';
  expect(edited(text, edit('salesforce.fields.dealValue', 'Deal_Value__c'))).toBe(
    text.replace('# dealValue: Amount', 'dealValue: Deal_Value__c'),
  );
});

test.each([
  ['a group that is missing', 'log:\n  level: warn\n', 'log:\n  level: warn\ndeals:\n  owners:\n    value: crm\n'],
  ['a group in braces', 'deals: { coSellOnly: true }\n', 'deals: { owners: { value: "crm" }, coSellOnly: true }\n'],
  ['empty braces', 'deals: {}\n', 'deals: { owners: { value: "crm" } }\n'],
  ['an empty file', '', 'deals:\n  owners:\n    value: crm\n'],
  [
    'Windows line ends',
    'log:\r\n  level: warn\r\n',
    'log:\r\n  level: warn\r\ndeals:\r\n  owners:\r\n    value: crm\r\n',
  ],
])('%s takes a setting, too', (_, before, after) => {
  expect(edited(before, edit('deals.owners.value', 'crm'))).toBe(after);
});

test('what cannot be edited in place is refused by name', () => {
  const text = 'deals: &shared\n  coSellOnly: true\nlog: *shared\n';
  expect(() => edited(text, edit('log.level', 'warn'))).toThrow(/log\.level/);
});

describe('in the example file', () => {
  const texts = [...listSettings()].filter(({ schema, path }) => schema.type === 'string' && !path.includes('auth'));

  test('every text setting can be set, and nothing but its line changes', () => {
    for (const { path } of texts) {
      const example = exampleSettings(path.includes('dynamics') ? 'dynamics' : 'salesforce');
      const after = edited(example, { path, value: 'a: new "value"' });
      expect(parseDocument(after).getIn(path)).toBe('a: new "value"');
      const changed = after.split('\n').filter((line) => !example.split('\n').includes(line));
      expect(changed.length).toBeLessThanOrEqual(1);
    }
  });
});
