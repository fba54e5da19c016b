import { textAt, valueAt } from '../crm/rows.ts';
import { query } from './odata.ts';
import type { Row } from './schema.ts';

/** The currencies that the environment keeps. */
export interface Currencies {
  /** Active ones, by ISO 4217 code. */
  byCode: ReadonlyMap<string, Currency>;
  byId: ReadonlyMap<string, Currency>;
  /** Fraction digits of amounts whose currency is not known. */
  usualDigits: number;
}

export interface Currency {
  id: string;
  code: string;
  digits: number;
}

const DEFAULT_DIGITS = 2;

export const CURRENCY_QUERY = query('transactioncurrencies', {
  select: ['transactioncurrencyid', 'isocurrencycode', 'currencyprecision', 'exchangerate', 'statecode'],
});

export function currenciesOf(rows: readonly Row[]): Currencies {
  const all = rows.flatMap((row): (Currency & { active: boolean; isBase: boolean })[] => {
    const id = textAt(row, 'transactioncurrencyid')?.toLowerCase();
    const code = textAt(row, 'isocurrencycode')?.toUpperCase();
    if (!id || !code) return [];
    const digits = Number(valueAt(row, 'currencyprecision') ?? DEFAULT_DIGITS);
    // How many of it make one of the base currency (contract §1.5).
    const isBase = Number(valueAt(row, 'exchangerate')) === 1;
    return [{ id, code, digits, active: valueAt(row, 'statecode') === 0, isBase }];
  });
  return {
    byCode: new Map(all.filter(({ active }) => active).map((currency) => [currency.code, currency])),
    byId: new Map(all.map((currency) => [currency.id, currency])),
    usualDigits: all.find(({ isBase }) => isBase)?.digits ?? DEFAULT_DIGITS,
  };
}

/** Fraction digits of an amount in this currency. */
export function digitsOf({ byCode, usualDigits }: Currencies, code: string | null | undefined): number {
  return byCode.get(code?.toUpperCase() ?? '')?.digits ?? usualDigits;
}
