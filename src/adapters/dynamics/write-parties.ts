import type { Contact, Customer, Solution } from '../../core/model/deal.ts';
import { type Note, note } from '../../core/model/plan.ts';
import type { Columns } from '../crm/columns.ts';
import { filled } from '../crm/columns.ts';
import { cleanText } from '../crm/rows.ts';
import { CONTACT_COLUMNS, CUSTOMER_COLUMNS, STREET_COLUMNS } from './bindings.ts';
import { choiceFor, columnOf } from './describe.ts';
import type { Org, SolutionOrg } from './org.ts';
import { customerShown, keyOf, streetLines } from './parties.ts';

/** A new account. A country is only written where the environment's list has it: it would refuse the whole row. */
export function accountColumns(customer: Customer, org: Org): { columns: Columns; notes: Note[] } {
  const shown = customerShown(customer, org);
  const lines = streetLines(customer.street, org);
  const columns: Columns = {
    [CUSTOMER_COLUMNS.name]: shown.name,
    ...Object.fromEntries(STREET_COLUMNS.map((column, at) => [column, lines[at] ?? null])),
    [CUSTOMER_COLUMNS.city]: shown.city,
    [CUSTOMER_COLUMNS.state]: shown.state,
    [CUSTOMER_COLUMNS.postalCode]: shown.postalCode,
    [org.country.name]: countryValue(shown.country, org),
    ...(org.accountKey ? { [org.accountKey.name]: keyOf(shown, org) } : {}),
  };
  const isLost = cleanText(customer.country) !== null && shown.country === null;
  return {
    columns: filled(columns),
    notes: isLost ? [note('country-unknown', 'customer', { value: customer.country })] : [],
  };
}

function countryValue(code: string | null, { country }: Org): string | number | null {
  return code !== null && country.choices.length > 0 ? (choiceFor(country, code)?.value ?? null) : code;
}

/** A contact as it will be shown; `contactsShown` has been there before. */
export function contactColumns(contact: Contact): Columns {
  return filled({
    [CONTACT_COLUMNS.firstName]: contact.firstName,
    [CONTACT_COLUMNS.lastName]: contact.lastName,
    [CONTACT_COLUMNS.email]: contact.email,
    [CONTACT_COLUMNS.phone]: contact.phone,
  });
}

/** An entry of the solution catalogue; `solutionsShown` has been there before. */
export function detailColumns(solution: Solution, { tables, detail }: SolutionOrg): Columns {
  const kind = columnOf(detail, tables.detailKind);
  const kindHeld = kind && kind.choices.length > 0 ? choiceFor(kind, solution.kind ?? '')?.value : solution.kind;
  return filled({
    [tables.detailName]: solution.name,
    [tables.detailIdentifier]: solution.id,
    ...(kind ? { [kind.name]: kindHeld ?? null } : {}),
    ...(columnOf(detail, tables.detailPublisher) ? { [tables.detailPublisher]: solution.publisher } : {}),
  });
}

/** Price and quantity of a solution line. */
export function lineColumns(solution: Solution, { tables, line }: SolutionOrg): Columns {
  const held = [
    [tables.linePrice, solution.price],
    [tables.lineQuantity, solution.quantity],
  ] as const;
  const present = held.filter(([name]) => columnOf(line, name));
  return Object.fromEntries(present.map(([name, value]) => [name, value === null ? null : Number(value)]));
}
