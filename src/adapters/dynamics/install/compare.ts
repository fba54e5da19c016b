import type { PackageColumn } from '../columns.ts';
import type { ColumnFacts } from './inventory.ts';
import type { Work } from './step.ts';

/** What definitions call each type of column. */
const DEFINED_TYPES: Readonly<Record<PackageColumn['type'], string>> = {
  text: 'string',
  memo: 'memo',
  boolean: 'boolean',
  choice: 'picklist',
  integer: 'integer',
  money: 'money',
  lookup: 'lookup',
};

export interface Difference {
  /** What does not do, as in `It holds 50 characters, expected are 100.` */
  said: string;
  /** What would make it do; null: nothing that keeps the values. */
  remedy: Work | null;
}

/** What of a column that is there already does not do for the connector; a longer text or more choices do no harm. */
export function differencesOf(table: string, wanted: PackageColumn, found: ColumnFacts): Difference[] {
  const type = DEFINED_TYPES[wanted.type];
  if (found.type !== type) return [{ said: `It is of the type ${found.type}, expected is ${type}.`, remedy: null }];
  switch (wanted.type) {
    case 'text':
    case 'memo':
      return lengthOf(table, wanted, found);
    case 'choice':
      return choicesOf(table, wanted, found);
    case 'lookup':
      return found.targets.includes(wanted.target)
        ? []
        : [{ said: `It refers to ${found.targets.join(' or ')}, expected is ${wanted.target}.`, remedy: null }];
    default:
      return [];
  }
}

function lengthOf(table: string, { name, maxLength }: { name: string; maxLength: number }, found: ColumnFacts) {
  if (found.length === 0 || found.length >= maxLength) return [];
  const said = `It holds ${found.length} characters, expected are ${maxLength}.`;
  return [{ said, remedy: { do: 'widen' as const, table, column: name, length: maxLength } }];
}

function choicesOf(
  table: string,
  wanted: Extract<PackageColumn, { type: 'choice' }>,
  found: ColumnFacts,
): Difference[] {
  const labels = new Set(found.choices.map(({ label }) => label.toLowerCase()));
  const values = new Set(found.choices.map(({ value }) => value));
  // A choice that was given another label in the maker portal is still the choice.
  const choices = wanted.choices.filter(({ label, value }) => !labels.has(label.toLowerCase()) && !values.has(value));
  if (choices.length === 0) return [];
  const said = `It lacks the ${choices.length === 1 ? 'choice' : 'choices'} ${choices.map(({ label }) => label).join(', ')}.`;
  return [{ said, remedy: { do: 'options', table, column: wanted.name, choices } }];
}
