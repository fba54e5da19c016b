import { canonicalCountry } from '../../core/model/country.ts';
import type { Customer } from '../../core/model/deal.ts';
import type { Org } from './org.ts';
import { keyOf } from './parties.ts';
import { textAt } from './rows.ts';
import type { Row } from './schema.ts';
import type { AccountRule } from './settings.ts';
import { inList, select } from './soql.ts';

/** How the account of a customer is recognised before a new one is made (R45, R46). */

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

/** The account behind a customer, by the first rule that finds one; the oldest of several. Null when none does. */
export function matchAccount(customer: Customer | null | undefined, accounts: readonly Row[], org: Org): string | null {
  if (!customer?.name) return null;
  const key = accountKey(customer.name);
  const named = accounts.filter((row) => accountKey(textAt(row, 'Name') ?? '') === key);
  for (const rule of org.settings.accountMatch) {
    const found = RULES[rule]({ customer, accounts, named, org });
    if (found) return found.Id;
  }
  return null;
}

interface Candidates {
  customer: Customer;
  accounts: readonly Row[];
  /** Those of the customer's name. */
  named: readonly Row[];
  org: Org;
}

const RULES: Readonly<Record<AccountRule, (candidates: Candidates) => Row | undefined>> = {
  key({ customer, accounts, org }) {
    const key = keyOf(customer, org)?.toLowerCase();
    const column = org.accountKeyColumn?.name ?? '';
    return key === undefined ? undefined : accounts.find((row) => textAt(row, column)?.toLowerCase() === key);
  },
  'name-and-postal-code': ({ customer, named }) =>
    matching(named, compact(customer.postalCode), (row) => compact(textAt(row, 'BillingPostalCode'))),
  'name-and-country': ({ customer, named, org }) =>
    matching(named, inCode(customer.country), (row) => inCode(textAt(row, org.countryColumn.name))),
  name: ({ named }) => named[0],
};

/** What the deal does not tell cannot tell accounts apart: the name decides then, but only when it is unambiguous. */
function matching(named: readonly Row[], wanted: string, shown: (row: Row) => string): Row | undefined {
  if (wanted === '') return named.length === 1 ? named[0] : undefined;
  return named.find((row) => shown(row) === wanted);
}

/** What no two deals of one batch may make at the same time. */
export function accountMarks(customer: Customer, org: Org): readonly string[] {
  const key = usesKey(org) ? keyOf(customer, org) : null;
  return [`account/${accountKey(customer.name ?? '')}`, ...(key === null ? [] : [`account-key/${key.toLowerCase()}`])];
}

function usesKey({ settings, accountKeyColumn }: Org): boolean {
  return accountKeyColumn !== null && settings.accountMatch.includes('key');
}

function accountKey(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/g, ' ');
}

function inCode(country: string | null): string {
  return country === null ? '' : canonicalCountry(country).toLowerCase();
}

function compact(text: string | null): string {
  return (text ?? '').replace(/[\s-]+/g, '').toLowerCase();
}

function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.flatMap((text) => (text ? [text] : [])))];
}
