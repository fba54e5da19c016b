import type { Customer } from '../../core/model/deal.ts';
import { type AccountFacts, accountMarks, matchAccount } from '../crm/account-match.ts';
import { textAt } from '../crm/rows.ts';
import type { Org } from './org.ts';
import { keyOf } from './parties.ts';
import type { Row } from './schema.ts';
import { inList, select } from './soql.ts';

/** Every account that one of the rules might find for these customers; null when there is nothing to ask. */
export function accountQuery(customers: readonly Customer[], org: Org): string | null {
  const names = distinct(customers.map(({ name }) => name));
  const keys = usesKey(org) ? distinct(customers.map((customer) => keyOf(customer, org))) : [];
  const keyColumn = org.accountKeyColumn?.name ?? '';
  const conditions = [
    ...(names.length === 0 ? [] : [`Name IN ${inList(names)}`]),
    ...(keys.length === 0 ? [] : [`${keyColumn} IN ${inList(keys)}`]),
  ];
  if (conditions.length === 0) return null;
  const columns = ['Id', 'Name', 'BillingPostalCode', org.countryColumn.name, ...(keyColumn === '' ? [] : [keyColumn])];
  return select([...new Set(columns)], 'Account', conditions.join(' OR '), 'ORDER BY CreatedDate, Id');
}

/** The account behind a customer, among the rows that `accountQuery` brought; null when there is none. */
export function accountAmong(customer: Customer | null | undefined, rows: readonly Row[], org: Org): string | null {
  const key = customer ? keyOf(customer, org) : null;
  const accounts = rows.map((row) => factsOf(row, org));
  return matchAccount(customer, key, accounts, org.settings.accountMatch);
}

function factsOf(row: Row, { countryColumn, accountKeyColumn }: Org): AccountFacts {
  return {
    id: row.Id,
    name: textAt(row, 'Name'),
    postalCode: textAt(row, 'BillingPostalCode'),
    country: textAt(row, countryColumn.name),
    key: accountKeyColumn === null ? null : textAt(row, accountKeyColumn.name),
  };
}

/** What no two deals of one batch may make at the same time. */
export function newAccountMarks(customer: Customer, org: Org): readonly string[] {
  return accountMarks(customer, usesKey(org) ? keyOf(customer, org) : null);
}

function usesKey({ settings, accountKeyColumn }: Org): boolean {
  return accountKeyColumn !== null && settings.accountMatch.includes('key');
}

function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.flatMap((text) => (text ? [text] : [])))];
}
