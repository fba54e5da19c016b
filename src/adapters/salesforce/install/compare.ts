import type { ColumnShape } from '../describe.ts';
import type { FieldSource } from './package.ts';
import { toElements } from './xml.ts';

/** What a description calls each type of field. */
export const DESCRIBED_TYPES: Readonly<Record<string, string>> = {
  Checkbox: 'boolean',
  Currency: 'currency',
  Date: 'date',
  Formula: 'string',
  LongTextArea: 'textarea',
  Lookup: 'reference',
  MasterDetail: 'reference',
  Number: 'double',
  Picklist: 'picklist',
  Summary: 'double',
  Text: 'string',
  Url: 'url',
};

/** What of a field that is there already does not do for the connector, in words; a longer text or more values do no harm. */
export function differencesOf(wanted: FieldSource, found: ColumnShape): string[] {
  const type = DESCRIBED_TYPES[wanted.type];
  if (found.type !== type) return [`is of the type ${found.type}, expected is ${type} (${wanted.type})`];
  const said: string[] = [];
  if (wanted.formula !== null && plainFormula(wanted.formula) !== plainFormula(found.formula ?? ''))
    said.push('works out something else than in the package, or says it in another language');
  if (found.length > 0 && found.length < wanted.length) {
    said.push(`takes ${found.length} characters, expected are ${wanted.length}`);
  }
  if (wanted.externalId && !found.externalId) said.push('is no external id, so records cannot be addressed by it');
  if (wanted.scale !== null && found.scale < wanted.scale)
    said.push(`keeps ${found.scale} decimals, expected are ${wanted.scale}`);
  if (wanted.refersTo && !found.refersTo.includes(wanted.refersTo)) {
    said.push(`refers to ${found.refersTo.join(' or ')}, expected is ${wanted.refersTo}`);
  }
  const missing = missingValues(wanted, found);
  if (missing.length > 0) said.push(`lacks the values ${missing.join(', ')}`);
  return said;
}

/** The field's file with the values that an administrator has added: deploying a picklist replaces its values. */
export function withFoundValues(wanted: FieldSource, found: ColumnShape | null): FieldSource {
  const added = (found?.choices ?? []).filter(({ active, value }) => active && !wanted.values.includes(value));
  if (added.length === 0) return wanted;
  const elements = added.map(({ value, label }) => toElements({ value: { fullName: value, default: false, label } }));
  return { ...wanted, content: wanted.content.replace('</valueSetDefinition>', `${elements.join('')}$&`) };
}

function missingValues(wanted: FieldSource, found: ColumnShape): string[] {
  const active = new Set(found.choices.filter((choice) => choice.active).map(({ value }) => value));
  return wanted.values.filter((value) => !active.has(value));
}

/** Salesforce may break and indent a formula its own way. */
export const plainFormula = (formula: string): string => formula.replace(/\s+/g, '');
