import { canonicalCountry } from '../../core/model/country.ts';
import type { Contact, Customer, Solution } from '../../core/model/deal.ts';
import { decimalOf, roundDecimal } from '../../core/model/decimal.ts';
import { shortened } from '../../core/model/text.ts';
import type { HeldContact, HeldSolution } from '../crm/children.ts';
import { cleanText, textAt, valueAt } from '../crm/rows.ts';
import { peopleShown } from '../crm/shown.ts';
import { CONTACT_COLUMNS, CUSTOMER_COLUMNS, STREET_COLUMNS } from './bindings.ts';
import { digitsOf } from './currencies.ts';
import { choiceFor, columnOf, type TableShape } from './describe.ts';
import { isSameRow } from './odata.ts';
import type { Org } from './org.ts';
import { expanded, personIn } from './people.ts';
import { countryHeld } from './places.ts';
import { orderIn } from './row-ids.ts';
import type { Row } from './schema.ts';

/** The parts of a deal that live in other tables than the opportunity: how rows show them, and how they will be shown. */

/** An opportunity with the rows that belong to it. */
export interface DealRows {
  row: Row;
  lines: readonly Row[];
  connections: readonly Row[];
  teams: readonly Row[];
  notes: readonly Row[];
}

/** The account behind an opportunity; a customer that is a person has none. */
function accountIn(row: Row): object | null {
  return expanded(row, 'parentaccountid') ?? expanded(row, 'customerid_account');
}

export function accountIdOf(row: Row): string | null {
  const account = accountIn(row);
  return account ? textAt(account, 'accountid') : null;
}

export function customerOf(row: Row, org: Org): Customer | null {
  const account = accountIn(row);
  if (!account) return null;
  const country = textAt(account, org.country.name);
  const street = STREET_COLUMNS.flatMap((column) => textAt(account, column) ?? []);
  return {
    name: textAt(account, CUSTOMER_COLUMNS.name),
    street: street.length === 0 ? null : street.join('\n'),
    city: textAt(account, CUSTOMER_COLUMNS.city),
    state: textAt(account, CUSTOMER_COLUMNS.state),
    postalCode: textAt(account, CUSTOMER_COLUMNS.postalCode),
    country: country === null ? null : canonicalCountry(country),
    ...keyed(org.accountKey === null ? null : textAt(account, org.accountKey.name), org),
  };
}

/** The customer's key under its own name, where the environment keeps one. */
function keyed(key: string | null, { settings }: Org): Pick<Customer, 'duns' | 'externalId'> {
  const { accountKey } = settings;
  return accountKey === null || key === null ? {} : { [accountKey.holds]: key };
}

/** The key by which the environment may know a customer; null when the customer has none or none is kept. */
export function keyOf(customer: Customer, { settings }: Org): string | null {
  return settings.accountKey === null ? null : cleanText(customer[settings.accountKey.holds]);
}

export interface ContactRow extends HeldContact {
  /** Null for the opportunity's own contact. */
  connectionId: string | null;
}

/** The opportunity's own contact, then those that are connected with it, in the order in which they were. */
export function contactRows({ row, connections }: DealRows, { roles }: Org): readonly ContactRow[] {
  const own = expanded(row, 'parentcontactid');
  const ownId = own ? textAt(own, 'contactid') : null;
  const primary: ContactRow[] =
    own && ownId !== null ? [{ connectionId: null, contactId: ownId, isPrimary: true, contact: personIn(own) }] : [];
  if (roles.stakeholder === null) return primary;
  const others = inOrder(connections).flatMap((connection): ContactRow[] => {
    const person = expanded(connection, 'record2id_contact');
    const contactId = person ? textAt(person, 'contactid') : null;
    const connectionId = textAt(connection, 'connectionid');
    if (!person || contactId === null || connectionId === null || isSameRow(contactId, ownId)) return [];
    return [{ connectionId, contactId, isPrimary: false, contact: personIn(person) }];
  });
  return [...primary, ...others];
}

/** In the order in which they came. */
export function inOrder(rows: readonly Row[]): readonly Row[] {
  const key = (row: Row) => `${textAt(row, 'createdon') ?? ''} ${orderIn(textAt(row, 'connectionid') ?? '')}`;
  return rows.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
}

export type SolutionRow = HeldSolution;

export function solutionRows({ lines }: Pick<DealRows, 'lines'>, { solutions }: Org): readonly SolutionRow[] {
  if (!solutions) return [];
  const { tables, line, detail, detailNavigation } = solutions;
  const created = (row: Row) => `${textAt(row, 'createdon') ?? ''} ${orderIn(textAt(row, line.id) ?? '')}`;
  return lines
    .toSorted((left, right) => (created(left) < created(right) ? -1 : 1))
    .flatMap((row): SolutionRow[] => {
      const catalogue = expanded(row, detailNavigation);
      const id = catalogue ? textAt(catalogue, tables.detailIdentifier) : null;
      const lineId = textAt(row, line.id);
      if (!catalogue || id === null || lineId === null) return [];
      const solution = {
        id,
        name: textAt(catalogue, tables.detailName),
        publisher: textAt(catalogue, tables.detailPublisher),
        kind: kindShown(detail, tables.detailKind, valueAt(catalogue, tables.detailKind)),
        price: decimalOf(valueAt(row, tables.linePrice)),
        quantity: decimalOf(valueAt(row, tables.lineQuantity)),
      };
      return [{ lineId, solution }];
    });
}

function kindShown(detail: TableShape, name: string, value: unknown): string | null {
  const text = cleanText(value);
  const choices = columnOf(detail, name)?.choices ?? [];
  return choices.find((choice) => String(choice.value) === text)?.label ?? text;
}

/** Solution lines or, where there are none, the ids in the old text column. */
export function solutionsOf(rows: DealRows, org: Org): readonly Solution[] {
  const lines = solutionRows(rows, org).map(({ solution }) => solution);
  if (lines.length > 0 || org.own.products === null) return lines;
  const ids = (textAt(rows.row, org.own.products) ?? '').split(/[;,\s]+/).filter((id) => id !== '');
  const unknown = { name: null, publisher: null, kind: null, price: null, quantity: null };
  return [...new Set(ids)].map((id) => ({ id, ...unknown }));
}

export function contactsShown(contacts: readonly Contact[], { contact, roles }: Org): readonly Contact[] {
  const length = (column: string) => columnOf(contact, column)?.length ?? 0;
  const { firstName, lastName, email, phone } = CONTACT_COLUMNS;
  const shown = peopleShown(contacts, {
    firstName: length(firstName),
    lastName: length(lastName),
    email: length(email),
    phone: length(phone),
  });
  return roles.stakeholder === null ? shown.slice(0, 1) : shown;
}

export function solutionsShown(
  solutions: readonly Solution[],
  currency: string | null | undefined,
  org: Org,
): readonly Solution[] {
  if (!org.solutions) return [];
  const { tables, line, detail } = org.solutions;
  const cut = cutter(detail);
  const rounded = (value: string | null, name: string) => {
    const column = columnOf(line, name);
    return value === null || !column ? null : roundDecimal(value, column.scale ?? digitsOf(org.currencies, currency));
  };
  const kindHeld = (text: string | null) => {
    const column = columnOf(detail, tables.detailKind);
    if (text === null || !column) return null;
    return column.choices.length === 0 ? text : (choiceFor(column, text)?.label ?? null);
  };
  return solutions.map((solution) => ({
    id: solution.id,
    // Rows are known by a name, so a solution without one shows its id.
    name: cut(cleanText(solution.name) ?? solution.id, tables.detailName),
    publisher: cut(cleanText(solution.publisher), tables.detailPublisher),
    kind: kindHeld(cleanText(solution.kind)),
    price: rounded(solution.price, tables.linePrice),
    quantity: rounded(solution.quantity, tables.lineQuantity),
  }));
}

export function customerShown(customer: Customer, org: Org): Customer {
  const cut = cutter(org.account);
  const street = streetLines(customer.street, org).filter((line) => line !== null);
  return {
    name: cut(cleanText(customer.name), CUSTOMER_COLUMNS.name),
    street: street.length === 0 ? null : street.join('\n'),
    city: cut(cleanText(customer.city), CUSTOMER_COLUMNS.city),
    state: cut(cleanText(customer.state), CUSTOMER_COLUMNS.state),
    postalCode: cut(cleanText(customer.postalCode), CUSTOMER_COLUMNS.postalCode),
    country: countryHeld(cleanText(customer.country), org),
    ...keyed(org.accountKey === null ? null : cut(keyOf(customer, org), org.accountKey.name), org),
  };
}

/** A street in as many lines as accounts have; what is left over stands in the last one. */
export function streetLines(street: string | null, { account }: Org): readonly (string | null)[] {
  const lines = (cleanText(street) ?? '').split('\n').flatMap((line) => cleanText(line) ?? []);
  const last = STREET_COLUMNS.length - 1;
  const fitted = [...lines.slice(0, last), lines.slice(last).join(', ')];
  return STREET_COLUMNS.map((column, at) => shortened(cleanText(fitted[at]), columnOf(account, column)?.length ?? 0));
}

function cutter(table: TableShape): (text: string | null, column: string) => string | null {
  return (text, column) => shortened(text, columnOf(table, column)?.length ?? 0);
}
