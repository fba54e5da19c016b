import type { Organisation } from '../organisation.ts';
import { roundTo } from '../records/coerce.ts';
import type { Reference, Row } from '../records/store.ts';
import { refuse } from '../refusal.ts';
import type { Column, Table } from '../schema/types.ts';
import type { Values } from './types.ts';

const CURRENCY = 'transactioncurrencyid';
/** Amounts in the organisation's own currency keep four digits at most. */
const BASE_DIGITS = 4;
const LARGEST_BASE = 922_337_203_685_477;

function currencyOf(org: Organisation, values: Values): Row | undefined {
  const reference = values.get(CURRENCY) as Reference | null;
  return reference ? org.store.get('transactioncurrency', reference.id) : undefined;
}

/** Digits of the column's own, of the organisation's prices, or of the currency (CUR). */
function digitsOf(org: Organisation, column: Column, currency: Row): number {
  if (column.precisionSource === 0) return column.precision ?? 2;
  if (column.precisionSource === 2) return Number(currency.values.get('currencyprecision') ?? 2);
  const organisation = org.store.get('organization', org.world.organization.id);
  return Number(organisation?.values.get('pricingdecimalprecision') ?? 2);
}

/** The columns that hold amounts, without their base columns. */
const amounts = (table: Table): Column[] =>
  [...table.columns.values()].filter((column) => column.type === 'money' && !column.logicalName.endsWith('_base'));

/**
 * Gives a row its currency and exchange rate, rounds its amounts to the digits of their precision source, and fills the
 * base columns: amount / rate (the rate is the number of units that make one of the base currency).
 */
export function settleMoney(org: Organisation, table: Table, values: Values, given: ReadonlySet<string>): void {
  if (!table.columns.has(CURRENCY) || !table.columns.has('exchangerate')) return;
  const columns = amounts(table);
  if (columns.length === 0) return;
  values.set(CURRENCY, values.get(CURRENCY) ?? { table: 'transactioncurrency', id: org.baseCurrencyId });
  const currency = currencyOf(org, values);
  if (!currency) return;
  const rate = Number(currency.values.get('exchangerate') ?? 1);
  const isRated = given.has(CURRENCY) || values.get('exchangerate') === null;
  if (isRated) values.set('exchangerate', rate);
  for (const column of columns) {
    if (isRated || given.has(column.logicalName)) settleOne(org, column, currency, values);
  }
}

function settleOne(org: Organisation, column: Column, currency: Row, values: Values): void {
  const rate = Number(values.get('exchangerate'));
  const base = `${column.logicalName}_base`;
  const amount = values.get(column.logicalName);
  if (typeof amount !== 'number') {
    values.set(base, null);
    return;
  }
  const rounded = roundTo(amount, digitsOf(org, column, currency));
  const inBase = roundTo(rounded / rate, BASE_DIGITS);
  if (Math.abs(inBase) > LARGEST_BASE) {
    throw refuse(400, '0x80048cec', 'The currency cannot be converted: the amount is too large in the base currency.');
  }
  values.set(column.logicalName, rounded);
  values.set(base, inBase);
}
