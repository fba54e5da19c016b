import { expect, test } from 'vitest';
import { FORM } from './environment-fixture.ts';
import { insertSection, lackingOn, placedOn, removeSection, type SectionContent } from './form.ts';

const field = (column: string, rest: object = {}) => ({
  column,
  label: `Label of "${column}" & more`,
  control: '{C}',
  readOnly: false,
  wide: false,
  ...rest,
});

const CONTENT: SectionContent = {
  label: 'Microsoft Partner Center',
  left: [field('csl_a'), field('csl_b')],
  right: [field('csl_c', { readOnly: true }), field('csl_d', { wide: true, readOnly: true })],
  grid: { label: 'Solutions', table: 'csl_line', relationship: 'csl_rel', viewId: 'ab' },
  languageCode: 1053,
};

const inserted = (xml: string, content = CONTENT): string => insertSection(xml, 'form-1', content) ?? '';

test('R24 puts every column and the list into one section, and leaves the rest byte for byte', () => {
  const xml = inserted(FORM);
  expect([...placedOn(xml).columns]).toEqual(['name', 'csl_a', 'csl_c', 'csl_b', 'csl_d']);
  expect([...placedOn(xml).relationships]).toEqual(['csl_rel']);
  const section = /<section name="csl_cosell".*?<\/section>/.exec(xml)?.[0] ?? '';
  expect(xml.replace(section, '')).toBe(FORM);
  expect(section).toContain('languagecode="1053"');
});

test('R25 what the connector fills in is read-only', () => {
  const controls = inserted(FORM).match(/<control [^>]*>/g) ?? [];
  const disabled = controls.filter((control) => control.includes('disabled="true"'));
  expect(disabled.map((control) => /id="(\w+)"/.exec(control)?.[1])).toEqual(['csl_c', 'csl_d']);
});

test('a form that has everything stays as it is, and ids are the same each time', () => {
  const xml = inserted(FORM);
  expect(inserted(xml)).toBe(xml);
  expect(inserted(FORM)).toBe(xml);
});

test('a column that stands elsewhere stays there; what was taken off the section comes back into it', () => {
  const elsewhere = FORM.replace('datafieldname="name"', 'datafieldname="csl_a"');
  expect(lackingOn(elsewhere, CONTENT).left.map(({ column }) => column)).toEqual(['csl_b']);
  const reduced = removeSection(inserted(FORM), new Set(['csl_b']), new Set());
  const again = inserted(reduced);
  expect(again.match(/<section /g)).toHaveLength(2);
  expect(placedOn(again).columns).toContain('csl_b');
});

test('removal takes the section along when nothing is left in it', () => {
  const all = new Set(['csl_a', 'csl_b', 'csl_c', 'csl_d']);
  expect(removeSection(inserted(FORM), all, new Set(['csl_rel']))).toBe(FORM);
});

test('removal of a part leaves the other parts', () => {
  const rest = removeSection(inserted(FORM), new Set(['csl_a']), new Set());
  expect([...placedOn(rest).columns]).toEqual(['name', 'csl_c', 'csl_b', 'csl_d']);
});

test('a form that has no place for a section is left alone', () => {
  expect(insertSection('<form><tabs/></form>', 'form-1', CONTENT)).toBeNull();
});
