import { decimalOf, roundDecimal } from '../../core/model/decimal.ts';
import type { DealStatus } from '../../core/model/status.ts';
import { shortened } from '../../core/model/text.ts';
import { DATE, FLAG } from '../crm/binding.ts';
import { coSellLabel, coSellType } from '../crm/co-sell-type.ts';
import type { ColumnValue } from '../crm/columns.ts';
import { helpCode, helpLabel, isSameLabel } from '../crm/help.ts';
import { splitMark } from '../crm/marks.ts';
import { shownName } from '../crm/named.ts';
import { cleanText } from '../crm/rows.ts';
import { shownStatus } from '../crm/status.ts';
import type { TransformName } from './bindings.ts';
import { type ColumnShape, choiceFor } from './describe.ts';
import { type StageTable, stageFor } from './stages.ts';

/** What a transform may know besides the value. */
export interface TransformPlace {
  column: ColumnShape;
  stages: StageTable;
  checkMarkInName: boolean;
}

export interface Transform {
  /** Column value to deal value; null when empty. The stage is read from the whole row, see `translate.ts`. */
  read(value: unknown, place: TransformPlace): unknown;
  /** Something that reads as null is no empty value but nonsense. */
  isStrict?: true;
  /** The deal value as the column will show it. */
  shown(value: unknown, place: TransformPlace): unknown;
  /** A shown deal value as the column's value. */
  write(value: unknown, place: TransformPlace): ColumnValue;
}

const TEXT: Transform = {
  read: cleanText,
  shown: (value, { column }) => shortened(choiceOrText(column, cleanText(value)), column.length),
  write: (value, { column }) => choiceOrText(column, cleanText(value)),
};

/** Transforms by name. `write` is always given what `shown` answered. */
export const TRANSFORMS: Readonly<Record<TransformName, Transform>> = {
  'marked-name': {
    read: (value) => cleanText(splitMark(cleanText(value) ?? '').name),
    shown: (value, { column, checkMarkInName }) => shownName(value, { length: column.length, marks: checkMarkInName }),
    write: (value) => cleanText(value),
  },
  text: TEXT,
  'long-text': TEXT,
  'lookup-name': TEXT,
  money: {
    read: decimalOf,
    isStrict: true,
    shown: (value, { column }) => (typeof value === 'string' ? roundDecimal(value, column.scale) : null),
    write: (value) => (typeof value === 'string' ? Number(value) : null),
  },
  'currency-code': {
    read: (value) => cleanText(value)?.toUpperCase() ?? null,
    shown: (value) => cleanText(value)?.toUpperCase() ?? null,
    write: (value) => cleanText(value),
  },
  date: DATE,
  checkbox: FLAG,
  help: {
    read: (value) => helpCode(cleanText(value)),
    shown: (value, { column }) => helpCode(choiceOrText(column, helpChoice(cleanText(value), column))),
    write: (value, { column }) => choiceOrText(column, helpChoice(cleanText(value), column)),
  },
  'co-sell-type': {
    read: (value) => coSellType(cleanText(value)),
    shown: (value) => coSellType(cleanText(value)),
    write: (value, { column }) => {
      const text = cleanText(value);
      return text === null ? null : choiceOrText(column, coSellLabel(text));
    },
  },
  stage: {
    read: () => null,
    shown: (value) => (isStatus(value) ? shownStatus(value) : null),
    write: (value, { stages }) => (isStatus(value) ? stageFor(value, stages) : null),
  },
};

function isStatus(value: unknown): value is DealStatus {
  return typeof value === 'string';
}

/** The column's own spelling of a choice. Where choices are restricted, an unknown one cannot be held at all. */
function choiceOrText(column: ColumnShape, text: string | null): string | null {
  if (text === null || column.choices.length === 0) return text;
  return choiceFor(column, text)?.value ?? (column.restricted ? null : text);
}

/** The org's choice that means the code, else the package's label, else the code itself. */
function helpChoice(code: string | null, column: ColumnShape): string | null {
  if (code === null) return null;
  const own = column.choices.find(({ value, active }) => active && isSameLabel(value, code));
  return own?.value ?? helpLabel(code);
}
