import type { Contact, Customer, Solution } from '../../core/model/deal.ts';
import type { Note } from '../../core/model/plan.ts';
import { CONTACT_COLUMNS, CUSTOMER_COLUMNS } from './bindings.ts';
import { choiceFor, columnOf, isValidFor } from './describe.ts';
import type { Org } from './org.ts';
import { customerShown } from './parties.ts';
import type { Columns } from './write-columns.ts';

/** A new account. Country and state are only written where the org's lists have them: it would refuse the whole record. */
export function accountColumns(customer: Customer, org: Org): { columns: Columns; notes: Note[] } {
  const shown = customerShown(customer, org);
  const notes: Note[] = [];
  const columns: Columns = {};
  for (const part of ['name', 'street', 'city', 'postalCode'] as const) columns[CUSTOMER_COLUMNS[part]] = shown[part];
  const country = countryColumns(shown.country, org);
  Object.assign(columns, country ?? {});
  if (!country) notes.push(leftOut('country', shown.country));
  const state = country ? stateColumns(shown.state, country, org) : null;
  Object.assign(columns, state ?? {});
  if (!state && shown.state !== null) notes.push(leftOut('state', shown.state));
  return { columns: filled(columns), notes };
}

function leftOut(part: string, value: string | null): Note {
  return {
    code: `${part}-unknown`,
    field: 'customer',
    message: `The new account has no ${part}: Salesforce does not know "${value ?? ''}".`,
  };
}

/** Null when the org's list does not have the country. */
function countryColumns(country: string | null, org: Org): Columns | null {
  const column = org.countryColumn;
  if (country === null) return {};
  if (!column.restricted) return { [column.name]: country };
  const choice = choiceFor(column, country);
  return choice ? { [column.name]: choice.value } : null;
}

/** With state lists on, the state must be one of its country's (contract §2); null when it is not. */
function stateColumns(state: string | null, country: Columns, org: Org): Columns | null {
  const code = columnOf(org.account, 'BillingStateCode');
  if (state === null) return {};
  if (!code) return { [CUSTOMER_COLUMNS.state]: state };
  const countryValue = country[org.countryColumn.name];
  const wanted = state.toLowerCase();
  const choice = code.choices.find(
    (candidate) =>
      candidate.active &&
      [candidate.value.toLowerCase(), candidate.label.toLowerCase()].includes(wanted) &&
      isValidFor(candidate, org.countryColumn, String(countryValue ?? '')),
  );
  return choice ? { [code.name]: choice.value } : null;
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
    ...(kind && solution.kind !== null && (!kind.restricted || choiceFor(kind, solution.kind))
      ? { [kind.name]: solution.kind }
      : {}),
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

/** Without what is empty: new records take the org's own defaults there. */
export function filled(columns: Columns): Columns {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null));
}
