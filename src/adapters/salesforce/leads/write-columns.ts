import { word } from '../../../core/messages.ts';
import type { Contact, DealView } from '../../../core/model/deal.ts';
import { type Note, note } from '../../../core/model/plan.ts';
import { shortened } from '../../../core/model/text.ts';
import type { Columns } from '../../crm/columns.ts';
import { filled } from '../../crm/columns.ts';
import { cleanText } from '../../crm/rows.ts';
import { shownStatus } from '../../crm/status.ts';
import type { Org } from '../org.ts';
import { contactsShown, customerShown } from '../parties.ts';
import { countryHeld, stateChoice } from '../places.ts';
import type { LeadOrg } from './org.ts';
import { leadStatusFor } from './statuses.ts';
import { leadTexts, standIn } from './translate.ts';

export interface LeadWrites {
  columns: Columns;
  /** What could not be written as asked. */
  notes: readonly Note[];
}

/** A new lead, apart from its bookkeeping. Company and last name are demanded, so something stands in for what is unknown. */
export function newLeadColumns(fields: DealView, referralId: string, org: Org, leads: LeadOrg): LeadWrites {
  const company = fields.customer?.name ?? fields.name ?? `Referral ${referralId}`;
  const customer = fields.customer ? customerShown({ ...fields.customer, name: company }, org) : null;
  const status = statusColumn(fields, leads);
  const columns = {
    Status: leads.statuses.open,
    ...leads.settings.requiredFieldDefaults,
    Company: customer?.name ?? company,
    LastName: standIn(company),
    ...filled({
      Street: customer?.street ?? null,
      City: customer?.city ?? null,
      PostalCode: customer?.postalCode ?? null,
      [leads.country.name]: countryHeld(cleanText(customer?.country ?? null), org),
      ...stateColumn(customer?.state ?? null, customer?.country ?? null, org, leads),
      ...textColumns(fields, leads),
    }),
    ...personColumns(fields.contacts ?? [], org),
    ...status.columns,
  };
  return { columns, notes: status.notes };
}

/** What an update writes; the status only when it means something else than before. */
export function leadUpdateColumns(fields: DealView, previous: DealView, org: Org, leads: LeadOrg): LeadWrites {
  const isMoved = fields.status != null && shownStatus(fields.status) !== previous.status;
  const status = statusColumn(isMoved ? fields : {}, leads);
  const columns = {
    ...textColumns(fields, leads),
    ...personColumns(fields.contacts ?? [], org),
    ...status.columns,
  };
  return { columns, notes: status.notes };
}

function statusColumn({ status }: DealView, leads: LeadOrg): LeadWrites {
  if (status == null) return { columns: {}, notes: [] };
  const value = leadStatusFor(status, leads.statuses);
  if (value !== null) return { columns: { Status: value }, notes: [] };
  const means = word(`status.${status}`);
  return { columns: {}, notes: [note('lead-status-missing', 'status', { status: means })] };
}

function stateColumn(state: string | null, country: string | null, org: Org, { stateCode }: LeadOrg): Columns {
  if (!stateCode) return { State: state };
  return { [stateCode.name]: stateChoice(state, country, org)?.value ?? null };
}

function textColumns(fields: DealView, leads: LeadOrg): Columns {
  const given = leadTexts(leads).filter(({ field }) => field in fields);
  return Object.fromEntries(
    given.map(({ field, column }) => [column.name, shortened(cleanText(fields[field]), column.length)]),
  );
}

/** A lead is one person; what is not known of him is left as it is. */
function personColumns(contacts: readonly Contact[], org: Org): Columns {
  const [person] = contactsShown(contacts, org);
  if (!person) return {};
  const { firstName, lastName, email, phone } = person;
  return filled({ FirstName: firstName, LastName: lastName, Email: email, Phone: phone });
}
