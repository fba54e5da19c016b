import { ACTIVE_INACTIVE, decimal, guid, integer, READ_ONLY, states, text, yesNo } from './columns.ts';
import { auditTrail, imported, table, versioned } from './tables.ts';
import type { Table } from './types.ts';

const CURRENCY: Table = table({
  logicalName: 'transactioncurrency',
  entitySet: 'transactioncurrencies',
  label: 'Currency',
  pluralLabel: 'Currencies',
  typeCode: 9105,
  primaryName: 'currencyname',
  ownership: 'organization',
  columns: [
    ...auditTrail(),
    ...versioned(),
    ...imported(),
    ...states(...ACTIVE_INACTIVE),
    text('currencyname', 'Currency Name', 100, { required: 'system' }),
    text('isocurrencycode', 'Currency Code', 5, { required: 'system' }),
    text('currencysymbol', 'Currency Symbol', 13, { required: 'system' }),
    integer('currencyprecision', 'Currency Precision', { min: 0, max: 4, required: 'system' }),
    decimal('exchangerate', 'Exchange Rate', 12, { min: 0.000000000001, required: 'system' }),
  ],
});

const ORGANIZATION: Table = table({
  logicalName: 'organization',
  entitySet: 'organizations',
  label: 'Organization',
  pluralLabel: 'Organizations',
  typeCode: 1019,
  primaryName: 'name',
  ownership: 'none',
  columns: [
    ...auditTrail(),
    ...versioned(),
    text('name', 'Organization Name', 160, { required: 'system' }),
    guid('basecurrencyid', 'Currency', READ_ONLY),
    integer('languagecode', 'Language', READ_ONLY),
    integer('expirechangetrackingindays', 'Days to Expire Change Tracking Deltas', { min: 0, max: 365 }),
    integer('pricingdecimalprecision', 'Pricing Decimal Precision', { min: 0, max: 10 }),
    yesNo('isdisabled', 'Is Organization Disabled', READ_ONLY),
  ],
});

/** Currencies and the organisation itself. */
export const SETUP_TABLES: readonly Table[] = [CURRENCY, ORGANIZATION];
