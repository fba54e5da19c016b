import { isGuid } from '../odata/lexer.ts';
import { refuse } from '../refusal.ts';
import { cannotConvert } from '../refusals.ts';
import type { Column, ColumnType } from '../schema/types.ts';
import { readDate, readDatetime, toStamp } from '../stamps.ts';

type Coerce = (column: Column, input: unknown, table: string) => unknown;

const LONGEST_MULTISELECT = 150;

function coerceText(column: Column, input: unknown, table: string): unknown {
  if (typeof input !== 'string') throw cannotConvert(input, 'Edm.String');
  if (column.maxLength !== undefined && input.length > column.maxLength) {
    throw refuse(
      400,
      '0x80044331',
      `A validation error occurred. The length of the '${column.logicalName}' attribute of the '${table}' entity exceeded the maximum allowed length of '${column.maxLength}'.`,
    );
  }
  return input === '' ? null : input;
}

function checkRange(column: Column, value: number, table: string): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = column;
  if (value >= min && value <= max) return value;
  throw refuse(
    400,
    '0x80044330',
    `A validation error occurred. The value of '${column.logicalName}' on record of type '${table}' is outside the valid range.`,
  );
}

const numeric =
  (edmType: string, isWhole: boolean): Coerce =>
  (column, input, table) => {
    if (typeof input !== 'number' || (isWhole && !Number.isInteger(input))) throw cannotConvert(input, edmType);
    return checkRange(column, input, table);
  };

/** Decimal text is taken where a client asked for IEEE 754 safe numbers. */
const coerceDecimal: Coerce = (column, input, table) => {
  const number = typeof input === 'string' && /^-?\d+(\.\d+)?$/.test(input) ? Number(input) : input;
  if (typeof number !== 'number') throw cannotConvert(input, 'Edm.Decimal');
  const value = checkRange(column, number, table);
  return column.type === 'decimal' ? roundTo(value, column.precision ?? 10) : value;
};

/** Rounds half away from zero, as amounts are rounded; shifts by text, because 1.005 * 100 is not 100.5. */
export function roundTo(value: number, digits: number): number {
  const shifted = Number(`${Math.abs(value)}e${digits}`);
  if (Number.isNaN(shifted)) return value;
  return Math.sign(value) * Number(`${Math.round(shifted)}e-${digits}`);
}

const coerceChoice: Coerce = (column, input) => {
  if (typeof input !== 'number' || !Number.isInteger(input)) throw cannotConvert(input, 'Edm.Int32');
  if (column.options?.some((option) => option.value === input)) return input;
  throw refuse(
    400,
    '0x8004431a',
    `The value ${input} for the attribute '${column.logicalName}' is outside the valid range of its options.`,
  );
};

const coerceMultiselect: Coerce = (column, input, table) => {
  if (typeof input !== 'string') throw cannotConvert(input, 'Edm.String');
  if (input.trim() === '') return null;
  const values = input.split(',').map((part) => Number(part.trim()));
  if (values.length > LONGEST_MULTISELECT) throw cannotConvert(input, 'Edm.String');
  for (const value of values) coerceChoice(column, value, table);
  return values.join(',');
};

function coerceBoolean(_column: Column, input: unknown): unknown {
  if (typeof input !== 'boolean') throw cannotConvert(input, 'Edm.Boolean');
  return input;
}

function coerceDate(_column: Column, input: unknown): unknown {
  const day = typeof input === 'string' ? readDate(input) : undefined;
  if (day === undefined) throw cannotConvert(input, 'Edm.Date');
  return day;
}

function coerceDatetime(_column: Column, input: unknown): unknown {
  const ms = typeof input === 'string' ? readDatetime(input) : undefined;
  if (ms === undefined) throw cannotConvert(input, 'Edm.DateTimeOffset');
  return toStamp(ms);
}

function coerceGuid(_column: Column, input: unknown): unknown {
  if (typeof input !== 'string' || !isGuid(input)) throw cannotConvert(input, 'Edm.Guid');
  return input.toLowerCase();
}

const COERCE: Readonly<Record<Exclude<ColumnType, 'lookup' | 'customer' | 'owner'>, Coerce>> = {
  string: coerceText,
  memo: coerceText,
  entityname: coerceText,
  integer: numeric('Edm.Int32', true),
  bigint: numeric('Edm.Int64', true),
  double: numeric('Edm.Double', false),
  decimal: coerceDecimal,
  money: coerceDecimal,
  boolean: coerceBoolean,
  picklist: coerceChoice,
  state: coerceChoice,
  status: coerceChoice,
  multiselect: coerceMultiselect,
  date: coerceDate,
  datetime: coerceDatetime,
  uniqueidentifier: coerceGuid,
};

/** Judges one value of a request body by its column and turns it into what is stored. Throws a Refusal. */
export function coerce(column: Column, input: unknown, table: string): unknown {
  if (input === null || input === undefined) return null;
  const judge = COERCE[column.type as keyof typeof COERCE];
  return judge(column, input, table);
}
