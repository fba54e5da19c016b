import { canonicalCountry } from '../../core/model/country.ts';
import type { Customer } from '../../core/model/deal.ts';

/** How the account of a customer is recognised before a new one is made (R45, R46). */

export type AccountRule = 'key' | 'name-and-postal-code' | 'name-and-country' | 'name';

/** An account of the CRM, as far as the rules look at it. */
export interface AccountFacts {
  id: string;
  name: string | null;
  postalCode: string | null;
  country: string | null;
  /** A key of the customer which Partner Center knows too; null where none is kept. */
  key: string | null;
}

/** The account behind a customer, by the first rule that finds one; the first of several. Null when none does. */
export function matchAccount(
  customer: Customer | null | undefined,
  key: string | null,
  accounts: readonly AccountFacts[],
  rules: readonly AccountRule[],
): string | null {
  if (!customer?.name) return null;
  const name = accountName(customer.name);
  const named = accounts.filter((account) => accountName(account.name ?? '') === name);
  for (const rule of rules) {
    const found = RULES[rule]({ customer, key, accounts, named });
    if (found) return found.id;
  }
  return null;
}

interface Candidates {
  customer: Customer;
  key: string | null;
  accounts: readonly AccountFacts[];
  /** Those of the customer's name. */
  named: readonly AccountFacts[];
}

const RULES: Readonly<Record<AccountRule, (candidates: Candidates) => AccountFacts | undefined>> = {
  key({ key, accounts }) {
    const wanted = key?.toLowerCase();
    return wanted === undefined ? undefined : accounts.find((account) => account.key?.toLowerCase() === wanted);
  },
  'name-and-postal-code': ({ customer, named }) =>
    matching(named, compact(customer.postalCode), ({ postalCode }) => compact(postalCode)),
  'name-and-country': ({ customer, named }) =>
    matching(named, inCode(customer.country), ({ country }) => inCode(country)),
  name: ({ named }) => named[0],
};

/** What the deal does not tell cannot tell accounts apart: the name decides then, but only when it is unambiguous. */
function matching(
  named: readonly AccountFacts[],
  wanted: string,
  shown: (account: AccountFacts) => string,
): AccountFacts | undefined {
  if (wanted === '') return named.length === 1 ? named[0] : undefined;
  return named.find((account) => shown(account) === wanted);
}

/** What no two deals of one batch may make at the same time. */
export function accountMarks(customer: Customer, key: string | null): readonly string[] {
  return [`account/${accountName(customer.name ?? '')}`, ...(key === null ? [] : [`account-key/${key.toLowerCase()}`])];
}

function accountName(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/g, ' ');
}

function inCode(country: string | null): string {
  return country === null ? '' : canonicalCountry(country).toLowerCase();
}

function compact(text: string | null): string {
  return (text ?? '').replace(/[\s-]+/g, '').toLowerCase();
}
