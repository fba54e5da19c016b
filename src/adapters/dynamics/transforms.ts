import { decimalOf, roundDecimal } from '../../core/model/decimal.ts';
import { shortened } from '../../core/model/text.ts';
import { DATE, FLAG } from '../crm/binding.ts';
import { coSellLabel, coSellType } from '../crm/co-sell-type.ts';
import type { ColumnValue } from '../crm/columns.ts';
import { helpCode, helpLabel, isSameLabel } from '../crm/help.ts';
import { splitMark } from '../crm/marks.ts';
import { shownName } from '../crm/named.ts';
import { cleanText } from '../crm/rows.ts';
import type { TransformName } from './bindings.ts';
import { type Currencies, digitsOf } from './currencies.ts';
import { type Choice, type ColumnShape, choiceFor } from './describe.ts';

/** What a transform may know besides the value. */
export interface TransformPlace {
  column: ColumnShape;
  currencies: Currencies;
  checkMarkInName: boolean;
  /** Of the deal, where it is known. */
  currency: string | null;
}

export interface Transform {
  /** Column value to deal value; null when empty. Status and currency are read from the whole row, see `translate.ts`. */
  read(value: unknown, place: TransformPlace): unknown;
  /** Something that reads as null is no empty value but nonsense. */
  isStrict?: true;
  /** The deal value as the column will show it. */
  shown(value: unknown, place: TransformPlace): unknown;
  /** A shown deal value as the column's value. Lookups, status and currency are written otherwise, see `write-columns.ts`. */
  write(value: unknown, place: TransformPlace): ColumnValue;
}

const TEXT: Transform = {
  read: (value, { column }) => labelOrText(column, value),
  shown: (value, { column }) => {
    const text = cleanText(value);
    return hasChoices(column) ? (choiceOf(column, text)?.label ?? null) : shortened(text, column.length);
  },
  write: (value, { column }) => {
    const text = cleanText(value);
    return hasChoices(column) ? (choiceOf(column, text)?.value ?? null) : text;
  },
};

/** Transforms by name. `write` is always given what `shown` answered. */
export const TRANSFORMS: Readonly<Record<TransformName, Transform>> = {
  'marked-name': {
    read: (value) => cleanText(splitMark(cleanText(value) ?? '').name),
    shown: (value, { column, checkMarkInName }) => shownName(value, { length: column.length, marks: checkMarkInName }),
    write: (value) => cleanText(value),
  },
  text: TEXT,
  'row-name': TEXT,
  money: {
    read: decimalOf,
    isStrict: true,
    shown: (value, { column, currencies, currency }) =>
      typeof value === 'string' ? roundDecimal(value, column.scale ?? digitsOf(currencies, currency)) : null,
    write: (value) => (typeof value === 'string' ? Number(value) : null),
  },
  currency: {
    read: () => null,
    shown: (value, { currencies }) => {
      const code = cleanText(value)?.toUpperCase() ?? null;
      return code !== null && currencies.byCode.has(code) ? code : null;
    },
    write: () => null,
  },
  date: DATE,
  flag: FLAG,
  help: {
    read: (value, { column }) => helpCode(labelOrText(column, value)),
    shown: (value, { column }) => {
      const code = helpCode(cleanText(value));
      return code === null || !hasChoices(column) || helpChoice(column, code) ? code : null;
    },
    write: (value, { column }) => {
      const code = cleanText(value);
      if (code === null) return null;
      return hasChoices(column) ? (helpChoice(column, code)?.value ?? null) : helpLabel(code);
    },
  },
  'co-sell-type': {
    read: (value, { column }) => coSellType(labelOrText(column, value)),
    shown: (value) => coSellType(cleanText(value)),
    write: (value, { column }) => {
      const type = cleanText(value);
      if (type === null) return null;
      if (!hasChoices(column)) return coSellLabel(type);
      return column.choices.find(({ label }) => coSellType(label) === type)?.value ?? null;
    },
  },
  'purchase-intent': {
    read: (value, { column }) => intentCode(labelOrText(column, value)),
    shown: (value, { column }) => {
      const code = intentCode(cleanText(value));
      return code === null || !hasChoices(column) || intentChoice(column, code) ? code : null;
    },
    write: (value, { column }) => {
      const code = cleanText(value);
      return code !== null && hasChoices(column) ? (intentChoice(column, code)?.value ?? null) : code;
    },
  },
  status: { read: () => null, shown: (value) => value, write: () => null },
};

function hasChoices({ choices }: ColumnShape): boolean {
  return choices.length > 0;
}

/** Choices are answered as numbers; people know their labels. */
function labelOrText(column: ColumnShape, value: unknown): string | null {
  const text = cleanText(value);
  if (text === null || !hasChoices(column)) return text;
  return column.choices.find((choice) => String(choice.value) === text)?.label ?? text;
}

function choiceOf(column: ColumnShape, text: string | null): Choice | null {
  return text === null ? null : choiceFor(column, text);
}

function helpChoice({ choices }: ColumnShape, code: string): Choice | null {
  return choices.find(({ label, external }) => isSameLabel(label, code) || isSameLabel(external ?? '', code)) ?? null;
}

/** Codes of the Referrals API for whether the customer means to buy in the marketplace (incumbent §2.1). */
const INTENTS = ['Yes', 'No', 'HaveNotDecided'];

/** Label or code to code; unknown ones pass through. */
function intentCode(text: string | null): string | null {
  return text === null ? null : (INTENTS.find((code) => isSameLabel(code, text)) ?? text);
}

function intentChoice({ choices }: ColumnShape, code: string): Choice | null {
  return choices.find(({ label }) => isSameLabel(label, code)) ?? null;
}
