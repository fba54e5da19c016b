import { unsupported } from '../../kit/unsupported.ts';
import type { Body } from '../records/draft.ts';
import {
  type ColumnDraft,
  type ColumnOptions,
  choice,
  date,
  datetime,
  decimal,
  double,
  integer,
  memo,
  money,
  text,
  yesNo,
} from '../schema/columns.ts';
import type { Option } from '../schema/types.ts';
import {
  customName,
  flagIn,
  invalidDefinition,
  labelIn,
  numberIn,
  partOf,
  partsOf,
  required,
  requiredLevelIn,
  textIn,
} from './definition-body.ts';

/** What the shape of the column's kind needs besides its definition. */
export interface DraftContext {
  /** First value of options that come without one: the publisher's option prefix times 10 000. */
  firstOption: number;
}

interface Given extends DraftContext {
  body: Body;
  name: string;
  label: string;
  more: ColumnOptions;
}

const MOST_CHARACTERS = 4000;
const MOST_MEMO = 1_048_576;

function lengthIn(body: Body, most: number): number {
  const length = required(numberIn(body, 'MaxLength'), 'MaxLength');
  if (Number.isInteger(length) && length > 0 && length <= most) return length;
  throw invalidDefinition(`The MaxLength ${length} is not valid: it must be from 1 to ${most}.`);
}

/** Options in their order; values that are missing follow the publisher's prefix. */
export function optionsIn(options: readonly Body[], firstOption: number): Option[] {
  const read = options.map((option, at): Option => {
    const externalValue = textIn(option, 'ExternalValue');
    return {
      value: numberIn(option, 'Value') ?? firstOption + at,
      label: required(labelIn(option, 'Label'), 'Label'),
      ...(externalValue === undefined ? {} : { externalValue }),
    };
  });
  const values = new Set(read.map(({ value }) => value));
  if (values.size < read.length) throw invalidDefinition('Two options of a choice cannot have the same value.');
  return read;
}

function choiceOptions({ body, firstOption }: Given): Option[] {
  const set = partOf(body, 'OptionSet');
  const isGlobal =
    flagIn(set, 'IsGlobal') === true || Object.keys(body).some((name) => name.startsWith('GlobalOptionSet'));
  if (isGlobal) throw unsupported('choice columns with a global option set');
  return optionsIn(partsOf(set, 'Options'), firstOption);
}

function range(body: Body): ColumnOptions {
  const min = numberIn(body, 'MinValue');
  const max = numberIn(body, 'MaxValue');
  const precision = numberIn(body, 'Precision');
  return {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(precision === undefined ? {} : { precision }),
  };
}

function booleanOf({ body, name, label, more }: Given): ColumnDraft {
  const set = partOf(body, 'OptionSet');
  const option = (which: 'FalseOption' | 'TrueOption', value: number, usual: string): Option => ({
    value,
    label: labelIn(partOf(set, which), 'Label') ?? usual,
  });
  const options = [option('FalseOption', 0, 'No'), option('TrueOption', 1, 'Yes')];
  return yesNo(name, label, { ...more, options, default: flagIn(body, 'DefaultValue') ?? false });
}

function choiceOf(given: Given): ColumnDraft {
  const usual = numberIn(given.body, 'DefaultFormValue');
  // -1 stands for no default.
  const more = usual === undefined || usual === -1 ? given.more : { ...given.more, default: usual };
  return choice(given.name, given.label, choiceOptions(given), more);
}

function precisionSourceIn(body: Body): 0 | 1 | 2 {
  const source = numberIn(body, 'PrecisionSource') ?? 2;
  if (source === 0 || source === 1 || source === 2) return source;
  throw invalidDefinition(`The PrecisionSource ${source} is not valid: it must be 0, 1 or 2.`);
}

const formatIn = (body: Body, usual: string): string =>
  textIn(partOf(body, 'FormatName'), 'Value') ?? textIn(body, 'Format') ?? usual;

type Reader = (given: Given) => ColumnDraft[];

/** By the type of the definition, without namespace. */
const READERS: Readonly<Record<string, Reader>> = {
  StringAttributeMetadata: ({ body, name, label, more }) => [
    text(name, label, lengthIn(body, MOST_CHARACTERS), { ...more, format: formatIn(body, 'Text') }),
  ],
  MemoAttributeMetadata: ({ body, name, label, more }) => [
    memo(name, label, lengthIn(body, MOST_MEMO), { ...more, format: formatIn(body, 'TextArea') }),
  ],
  IntegerAttributeMetadata: ({ body, name, label, more }) => [integer(name, label, { ...more, ...range(body) })],
  DecimalAttributeMetadata: ({ body, name, label, more }) => [
    decimal(name, label, numberIn(body, 'Precision') ?? 2, { ...more, ...range(body) }),
  ],
  DoubleAttributeMetadata: ({ body, name, label, more }) => [double(name, label, { ...more, ...range(body) })],
  MoneyAttributeMetadata: ({ body, name, label, more }) =>
    money(name, label, { ...more, ...range(body), precisionSource: precisionSourceIn(body) }),
  BooleanAttributeMetadata: (given) => [booleanOf(given)],
  PicklistAttributeMetadata: (given) => [choiceOf(given)],
  MultiSelectPicklistAttributeMetadata: (given) => [{ ...choiceOf(given), type: 'multiselect' }],
  DateTimeAttributeMetadata: ({ body, name, label, more }) =>
    textIn(body, 'Format') === 'DateOnly' ? [date(name, label, more)] : [datetime(name, label, more)],
};

/** The type of a definition without its namespace. */
export const typeIn = (body: Body): string =>
  required(textIn(body, '@odata.type'), '@odata.type').replace(/^#?Microsoft\.Dynamics\.CRM\.(Complex)?/, '');

/** The columns that a definition makes: one, and for money the amount in the base currency as well. */
export function columnDrafts(body: Body, context: DraftContext): ColumnDraft[] {
  const type = typeIn(body);
  if (type === 'LookupAttributeMetadata') {
    throw invalidDefinition('Lookup columns are created by creating a relationship.');
  }
  const reader = READERS[type];
  if (!reader) throw unsupported(`columns of type ${type}`);
  const schemaName = customName(body);
  const name = schemaName.toLowerCase();
  const isSecured = flagIn(body, 'IsSecured') ?? false;
  const description = labelIn(body, 'Description');
  const more: ColumnOptions = {
    schemaName,
    custom: true,
    required: requiredLevelIn(body) ?? 'none',
    ...(isSecured ? { secured: true } : {}),
    ...(description === undefined ? {} : { description }),
  };
  const drafts = reader({ ...context, body, name, label: labelIn(body, 'DisplayName') ?? schemaName, more });
  return drafts.map((draft) => (draft.logicalName === name ? draft : { ...draft, custom: true }));
}
