import type { Contact, Customer, Solution } from '../../core/model/deal.ts';
import { type Note, note } from '../../core/model/plan.ts';
import type { Columns } from '../crm/columns.ts';
import { filled } from '../crm/columns.ts';
import { cleanText } from '../crm/rows.ts';
import { CONTACT_COLUMNS, CUSTOMER_COLUMNS } from './bindings.ts';
import { columnOf } from './describe.ts';
import type { Org } from './org.ts';
import { customerShown, keyOf } from './parties.ts';
import { countryHeld, listsStates, STATE_CODE, stateChoice } from './places.ts';

/** A new account. Country and state are only written where the org's lists have them: it would refuse the whole record. */
export function accountColumns(customer: Customer, org: Org): { columns: Columns; notes: Note[] } {
  const shown = customerShown(customer, org);
  const columns: Columns = { [org.countryColumn.name]: countryHeld(cleanText(customer.country), org) };
  for (const part of ['name', 'street', 'city', 'postalCode'] as const) columns[CUSTOMER_COLUMNS[part]] = shown[part];
  if (listsStates(org)) columns[STATE_CODE] = stateChoice(shown.state, shown.country, org)?.value ?? null;
  else columns[CUSTOMER_COLUMNS.state] = shown.state;
  if (org.accountKeyColumn) columns[org.accountKeyColumn.name] = keyOf(shown, org);
  const lost = (['country', 'state'] as const).filter((part) => cleanText(customer[part]) !== null && !shown[part]);
  return {
    columns: filled(columns),
    notes: lost.map((part) => note(`${part}-unknown`, 'customer', { value: customer[part] })),
  };
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
export function detailColumns(solution: Solution, org: Org): Columns {
  const { fields } = org.settings;
  const detail = org.solutions?.detail;
  const kind = detail ? columnOf(detail, fields.detailKind) : null;
  return filled({
    Name: solution.name,
    [fields.detailIdentifier]: solution.id,
    ...(kind ? { [kind.name]: solution.kind } : {}),
    ...(detail && columnOf(detail, fields.detailPublisher) ? { [fields.detailPublisher]: solution.publisher } : {}),
  });
}

/** Price and quantity of a solution line. */
export function lineColumns(solution: Solution, org: Org): Columns {
  const { fields } = org.settings;
  return {
    [fields.linePrice]: solution.price === null ? null : Number(solution.price),
    [fields.lineQuantity]: solution.quantity === null ? null : Number(solution.quantity),
  };
}
