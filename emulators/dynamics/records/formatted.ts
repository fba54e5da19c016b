import type { Organisation } from '../organisation.ts';
import type { Column, ColumnType } from '../schema/types.ts';
import type { Reference, Row } from './store.ts';

type Format = (value: unknown, column: Column, row: Row, org: Organisation) => string | null;

const labelOf: Format = (value, column) =>
  column.options?.find((option) => option.value === Number(value))?.label ?? null;

const labelsOf: Format = (value, column, row, org) =>
  String(value)
    .split(',')
    .map((each) => labelOf(Number(each), column, row, org))
    .join('; ');

function formatMoney(value: unknown, column: Column, row: Row, org: Organisation): string {
  const isBase = column.logicalName.endsWith('_base');
  const own = (row.values.get('transactioncurrencyid') as Reference | null)?.id;
  const currency = org.store.get('transactioncurrency', isBase ? org.baseCurrencyId : (own ?? org.baseCurrencyId));
  const digits = Number(currency?.values.get('currencyprecision') ?? 2);
  const amount = Number(value).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${String(currency?.values.get('currencysymbol') ?? '')}${amount}`;
}

const DAY = { timeZone: 'UTC', year: 'numeric', month: 'numeric', day: 'numeric' } as const;
const formatDay = (value: unknown) => new Date(String(value)).toLocaleDateString('en-US', DAY);
const formatMoment = (value: unknown) =>
  new Date(String(value)).toLocaleString('en-US', { ...DAY, hour: 'numeric', minute: '2-digit' }).replace(',', '');
const formatNumber = (value: unknown) => Number(value).toLocaleString('en-US');

const FORMATS: Partial<Record<ColumnType, Format>> = {
  boolean: labelOf,
  picklist: labelOf,
  state: labelOf,
  status: labelOf,
  multiselect: labelsOf,
  money: formatMoney,
  date: formatDay,
  datetime: formatMoment,
  integer: formatNumber,
  bigint: formatNumber,
  decimal: formatNumber,
  double: formatNumber,
};

/** What the formatted-value annotation says, in English and UTC; null for plain text and ids. */
export const formatted = (org: Organisation, column: Column, value: unknown, row: Row): string | null =>
  FORMATS[column.type]?.(value, column, row, org) ?? null;
