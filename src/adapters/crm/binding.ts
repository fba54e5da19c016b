import { calendarDay } from '../../core/model/day.ts';
import type { DealField } from '../../core/model/deal.ts';
import { cleanText } from './rows.ts';

/** One line of the mapping between a deal and the columns of an opportunity. */
export interface ColumnBinding<Transform extends string> {
  field: DealField;
  column: string;
  transform: Transform;
  /** `create`: only given to new opportunities. */
  write: 'always' | 'create';
  /** `required`: the CRM must have it. `optional`: without it, the field is left out of the traffic. */
  need: 'required' | 'optional';
}

/** Null where the settings name no column. */
export function bind<Transform extends string>(
  field: DealField,
  column: string | null,
  transform: Transform,
  write: ColumnBinding<Transform>['write'],
  need: ColumnBinding<Transform>['need'],
): ColumnBinding<Transform> | null {
  return column === null ? null : { field, column, transform, write, need };
}

/** Days are held the same everywhere; anything else that is not empty makes no sense. */
export const DATE = {
  read: (value: unknown) => calendarDay(cleanText(value) ?? ''),
  isStrict: true,
  shown: (value: unknown) => calendarDay(cleanText(value) ?? ''),
  write: cleanText,
} as const;

/** Yes or no; such a column knows no "unknown". */
export const FLAG = {
  read: (value: unknown) => value === true,
  shown: (value: unknown) => value === true,
  write: (value: unknown) => value === true,
} as const;
