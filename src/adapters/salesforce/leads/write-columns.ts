import type { Contact, DealView } from '../../../core/model/deal.ts';
import type { Columns } from '../../crm/columns.ts';
import { filled } from '../../crm/columns.ts';
import type { LeadWrites } from '../../crm/leads/updates.ts';
import { isLeadMoved, leadStatusColumns, leadTextColumns } from '../../crm/leads/view.ts';
import { cleanText } from '../../crm/rows.ts';
import type { Org } from '../org.ts';
import { contactsShown, customerShown } from '../parties.ts';
import { countryHeld, stateChoice } from '../places.ts';
import type { LeadOrg } from './org.ts';
import { leadStatusFor } from './statuses.ts';
import { standIn } from './translate.ts';

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
      ...leadTextColumns(fields, leads),
    }),
    ...personColumns(fields.contacts ?? [], org),
    ...status.columns,
  };
  return { columns, notes: status.notes };
}

/** What an update writes; the status only when it means something else than before. */
export function leadUpdateColumns(fields: DealView, previous: DealView, org: Org, leads: LeadOrg): LeadWrites {
  const status = statusColumn(isLeadMoved(fields, previous) ? fields : {}, leads);
  const columns = {
    ...leadTextColumns(fields, leads),
    ...personColumns(fields.contacts ?? [], org),
    ...status.columns,
  };
  return { columns, notes: status.notes };
}

function statusColumn(fields: DealView, { statuses }: LeadOrg): LeadWrites {
  return leadStatusColumns(fields, (status) => {
    const Status = leadStatusFor(status, statuses);
    return Status === null ? null : { Status };
  });
}

function stateColumn(state: string | null, country: string | null, org: Org, { stateCode }: LeadOrg): Columns {
  if (!stateCode) return { State: state };
  return { [stateCode.name]: stateChoice(state, country, org)?.value ?? null };
}

/** A lead is one person; what is not known of him is left as it is. */
function personColumns(contacts: readonly Contact[], org: Org): Columns {
  const [person] = contactsShown(contacts, org);
  if (!person) return {};
  const { firstName, lastName, email, phone } = person;
  return filled({ FirstName: firstName, LastName: lastName, Email: email, Phone: phone });
}
