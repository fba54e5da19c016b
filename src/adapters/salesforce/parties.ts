import { canonicalCountry } from '../../core/model/country.ts';
import type { Contact, Customer, Solution } from '../../core/model/deal.ts';
import { decimalOf, roundDecimal } from '../../core/model/decimal.ts';
import { shortened } from '../../core/model/text.ts';
import type { HeldContact, HeldSolution } from '../crm/children.ts';
import { cleanText, flagAt, textAt, valueAt } from '../crm/rows.ts';
import { peopleShown } from '../crm/shown.ts';
import { CONTACT_COLUMNS, CUSTOMER_COLUMNS } from './bindings.ts';
import { childRows } from './child-rows.ts';
import { choiceFor, columnOf, type ObjectShape } from './describe.ts';
import type { Org } from './org.ts';
import { personOf } from './people.ts';
import { countryHeld, listsStates, stateChoice } from './places.ts';
import type { Row } from './schema.ts';

/** The parts of a deal that live in other objects than the opportunity: how rows show them, and how they will be shown. */

export function customerOf(row: Row, org: Org): Customer | null {
  if (typeof valueAt(row, 'Account') !== 'object' || valueAt(row, 'Account') === null) return null;
  const read = (column: string) => textAt(row, `Account.${column}`);
  const country = read(org.countryColumn.name);
  return {
    name: read(CUSTOMER_COLUMNS.name),
    street: read(CUSTOMER_COLUMNS.street),
    city: read(CUSTOMER_COLUMNS.city),
    state: read(CUSTOMER_COLUMNS.state),
    postalCode: read(CUSTOMER_COLUMNS.postalCode),
    country: country === null ? null : canonicalCountry(country),
    ...keyed(org.accountKeyColumn === null ? null : read(org.accountKeyColumn.name), org),
  };
}

/** The customer's key under its own name, where the org keeps one. */
function keyed(key: string | null, org: Org): Pick<Customer, 'duns' | 'externalId'> {
  const { accountKey } = org.settings;
  return accountKey === null || key === null ? {} : { [accountKey.holds]: key };
}

/** The key by which the org may know a customer; null when the customer has none or the org keeps none. */
export function keyOf(customer: Customer, org: Org): string | null {
  const { accountKey } = org.settings;
  return accountKey === null ? null : cleanText(customer[accountKey.holds]);
}

export interface ContactRow extends HeldContact {
  roleId: string;
}

/** Contact roles, the primary one first, else in the order of creation. */
export function contactRows(row: Row, org: Org): readonly ContactRow[] {
  return childRows(row, org.rolesPath)
    .flatMap((role): ContactRow[] => {
      const contactId = textAt(role, 'ContactId');
      if (contactId === null) return [];
      return [{ roleId: role.Id, contactId, isPrimary: flagAt(role, 'IsPrimary'), contact: personOf(role, 'Contact') }];
    })
    .sort((left, right) => Number(right.isPrimary) - Number(left.isPrimary) || compare(left.roleId, right.roleId));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

export interface SolutionRow extends HeldSolution {
  detailId: string;
}

export function solutionRows(row: Row, org: Org): readonly SolutionRow[] {
  const { solutions } = org;
  if (!solutions) return [];
  const { fields } = org.settings;
  return childRows(row, solutions.linesPath).flatMap((line): SolutionRow[] => {
    const detail = (column: string) => textAt(line, `${solutions.detailPath}.${column}`);
    const id = detail(fields.detailIdentifier);
    const detailId = textAt(line, fields.lineSolution);
    if (id === null || detailId === null) return [];
    const solution = {
      id,
      name: detail('Name'),
      publisher: detail(fields.detailPublisher),
      kind: detail(fields.detailKind),
      price: decimalOf(valueAt(line, fields.linePrice)),
      quantity: decimalOf(valueAt(line, fields.lineQuantity)),
    };
    return [{ lineId: line.Id, detailId, solution }];
  });
}

/** Solution lines or, where there are none, the ids in the old text column. */
export function solutionsOf(row: Row, org: Org): readonly Solution[] {
  const lines = solutionRows(row, org).map(({ solution }) => solution);
  if (lines.length > 0 || org.own.products === null) return lines;
  const ids = (textAt(row, org.own.products) ?? '').split(/[;,\s]+/).filter((id) => id !== '');
  return [...new Set(ids)].map((id) => ({
    id,
    name: null,
    publisher: null,
    kind: null,
    price: null,
    quantity: null,
  }));
}

/** Contacts as Salesforce will show them. It demands a last name, and lower-cases e-mail addresses (contract §2). */
export function contactsShown(contacts: readonly Contact[], { contact }: Org): readonly Contact[] {
  const length = (column: string) => columnOf(contact, column)?.length ?? 0;
  const { firstName, lastName, email, phone } = CONTACT_COLUMNS;
  return peopleShown(contacts, {
    firstName: length(firstName),
    lastName: length(lastName),
    email: length(email),
    phone: length(phone),
  });
}

export function solutionsShown(solutions: readonly Solution[], org: Org): readonly Solution[] {
  if (!org.solutions) return [];
  const { line, detail } = org.solutions;
  const { fields } = org.settings;
  const cut = cutter(detail);
  const rounded = (value: string | null, column: string) => {
    const shape = columnOf(line, column);
    return value === null || shape === null ? null : roundDecimal(value, shape.scale);
  };
  const kindHeld = (text: string | null) => {
    const column = columnOf(detail, fields.detailKind);
    if (text === null || !column) return null;
    return choiceFor(column, text)?.value ?? (column.restricted ? null : text);
  };
  return solutions.map((solution) => ({
    id: solution.id,
    // The record's name is demanded, so a solution without one shows its id.
    name: cut(cleanText(solution.name) ?? solution.id, 'Name'),
    publisher: cut(cleanText(solution.publisher), fields.detailPublisher),
    kind: kindHeld(cleanText(solution.kind)),
    price: rounded(solution.price, fields.linePrice),
    quantity: rounded(solution.quantity, fields.lineQuantity),
  }));
}

export function customerShown(customer: Customer, org: Org): Customer {
  const cut = cutter(org.account);
  const country = countryHeld(cleanText(customer.country), org);
  const state = cleanText(customer.state);
  return {
    name: cut(cleanText(customer.name), CUSTOMER_COLUMNS.name),
    street: cut(cleanText(customer.street), CUSTOMER_COLUMNS.street),
    city: cut(cleanText(customer.city), CUSTOMER_COLUMNS.city),
    state: listsStates(org) ? (stateChoice(state, country, org)?.label ?? null) : cut(state, CUSTOMER_COLUMNS.state),
    postalCode: cut(cleanText(customer.postalCode), CUSTOMER_COLUMNS.postalCode),
    country,
    ...keyed(org.accountKeyColumn === null ? null : cut(keyOf(customer, org), org.accountKeyColumn.name), org),
  };
}

function cutter(object: ObjectShape): (text: string | null, column: string) => string | null {
  return (text, column) => shortened(text, columnOf(object, column)?.length ?? 0);
}
