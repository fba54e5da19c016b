import type { Customer } from '../../core/model/deal.ts';
import { type AccountFacts, accountMarks, matchAccount } from '../crm/account-match.ts';
import { textAt } from '../crm/rows.ts';
import type { CrmUser } from '../crm/users.ts';
import { CONTACT_COLUMNS, CUSTOMER_COLUMNS, USER_COLUMNS } from './bindings.ts';
import { any, idColumn, isOneOf, query } from './odata.ts';
import type { NamedReference, Org } from './org.ts';
import { keyOf } from './parties.ts';
import { userIn } from './people.ts';
import type { Row } from './schema.ts';

/** What new rows may refer to instead of being doubled. Keys are in lower case. */
export interface Known {
  /** Contacts by e-mail, the oldest first. */
  contacts: ReadonlyMap<string, readonly FoundContact[]>;
  /** Ids of the solution catalogue by solution id. */
  details: ReadonlyMap<string, string>;
}

interface FoundContact {
  id: string;
  accountId: string | null;
}

const OLDEST_FIRST = 'createdon';

export function contactQuery(emails: readonly string[]): string | null {
  if (emails.length === 0) return null;
  return query('contacts', {
    select: ['contactid', CONTACT_COLUMNS.email, idColumn('parentcustomerid')],
    filter: `${isOneOf(CONTACT_COLUMNS.email, emails)} and statecode eq 0`,
    orderBy: OLDEST_FIRST,
  });
}

export function knownContacts(rows: readonly Row[]): Known['contacts'] {
  const found = new Map<string, FoundContact[]>();
  for (const row of rows) {
    const email = textAt(row, CONTACT_COLUMNS.email)?.toLowerCase();
    const contact = { id: textAt(row, 'contactid') ?? '', accountId: textAt(row, idColumn('parentcustomerid')) };
    if (email) found.set(email, [...(found.get(email) ?? []), contact]);
  }
  return found;
}

/** The contact with this e-mail, of the same account when there is a choice. */
export function contactFor({ contacts }: Known, email: string | null, accountId: string | null): string | null {
  const found = email === null ? [] : (contacts.get(email) ?? []);
  return (found.find((contact) => contact.accountId === accountId) ?? found[0])?.id ?? null;
}

export function detailQuery(ids: readonly string[], { solutions }: Org): string | null {
  if (ids.length === 0 || !solutions) return null;
  const { detail, tables } = solutions;
  return query(detail.set, {
    select: [detail.id, tables.detailIdentifier],
    filter: isOneOf(tables.detailIdentifier, ids),
    orderBy: OLDEST_FIRST,
  });
}

export function knownDetails(rows: readonly Row[], { solutions }: Org): Known['details'] {
  const found = new Map<string, string>();
  for (const row of rows) {
    const key = textAt(row, solutions?.tables.detailIdentifier ?? '')?.toLowerCase();
    const id = textAt(row, solutions?.detail.id ?? '');
    if (key && id && !found.has(key)) found.set(key, id);
  }
  return found;
}

/** Active users with these e-mails; the oldest first, because an e-mail may stand on several. */
export function userQuery(emails: readonly string[]): string | null {
  if (emails.length === 0) return null;
  return query('systemusers', {
    select: ['systemuserid', ...Object.values(USER_COLUMNS)],
    filter: `${isOneOf(USER_COLUMNS.email, emails)} and isdisabled eq false`,
    orderBy: OLDEST_FIRST,
  });
}

export function usersIn(rows: readonly Row[]): readonly CrmUser[] {
  return rows.map((row) => ({ id: textAt(row, 'systemuserid') ?? '', member: userIn(row) }));
}

/** Every account that one of the rules might find for these customers; null when there is nothing to ask. */
export function accountQuery(customers: readonly Customer[], org: Org): string | null {
  const names = distinct(customers.map(({ name }) => name));
  const key = usesKey(org) ? org.accountKey : null;
  const keys = key ? distinct(customers.map((customer) => keyOf(customer, org))) : [];
  const conditions = [
    ...(names.length === 0 ? [] : [isOneOf(CUSTOMER_COLUMNS.name, names)]),
    ...(key && keys.length > 0 ? [isOneOf(key.name, keys)] : []),
  ];
  if (conditions.length === 0) return null;
  return query('accounts', {
    select: [
      'accountid',
      CUSTOMER_COLUMNS.name,
      CUSTOMER_COLUMNS.postalCode,
      org.country.name,
      ...(key ? [key.name] : []),
    ],
    filter: `${any(conditions)} and statecode eq 0`,
    orderBy: OLDEST_FIRST,
  });
}

/** The account behind a customer, among the rows that `accountQuery` brought; null when there is none. */
export function accountAmong(customer: Customer | null | undefined, rows: readonly Row[], org: Org): string | null {
  const accounts = rows.map(
    (row): AccountFacts => ({
      id: textAt(row, 'accountid') ?? '',
      name: textAt(row, CUSTOMER_COLUMNS.name),
      postalCode: textAt(row, CUSTOMER_COLUMNS.postalCode),
      country: textAt(row, org.country.name),
      key: org.accountKey === null ? null : textAt(row, org.accountKey.name),
    }),
  );
  return matchAccount(customer, customer ? keyOf(customer, org) : null, accounts, org.settings.accountMatch);
}

/** What no two deals of one batch may make at the same time. */
export function newAccountMarks(customer: Customer, org: Org): readonly string[] {
  return accountMarks(customer, usesKey(org) ? keyOf(customer, org) : null);
}

function usesKey({ settings, accountKey }: Org): boolean {
  return accountKey !== null && settings.accountMatch.includes('key');
}

/** Rows that are known by name, of one table. */
export function namedQuery({ table, nameColumn }: NamedReference, names: readonly string[]): string {
  return query(table.set, { select: [table.id, nameColumn], filter: isOneOf(nameColumn, names) });
}

export function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.flatMap((text) => (text ? [text] : [])))];
}
