import type { Contact, DealView } from '../../../core/model/deal.ts';
import { shortened } from '../../../core/model/text.ts';
import type { Columns } from '../../crm/columns.ts';
import { filled } from '../../crm/columns.ts';
import type { LeadWrites } from '../../crm/leads/updates.ts';
import { isLeadMoved, leadStatusColumns, leadTextColumns } from '../../crm/leads/view.ts';
import { CUSTOMER_COLUMNS, STREET_COLUMNS } from '../bindings.ts';
import type { Org } from '../org.ts';
import { contactsShown, streetLines } from '../parties.ts';
import { contactColumns } from '../write-parties.ts';
import type { LeadOrg } from './org.ts';
import { leadStateFor } from './statuses.ts';
import { leadCustomer, standIn } from './translate.ts';

/** A new lead, apart from its bookkeeping. Forms demand a last name, so something stands in for what is unknown. */
export function newLeadColumns(fields: DealView, referralId: string, org: Org, leads: LeadOrg): LeadWrites {
  const company = fields.customer?.name ?? fields.name ?? `Referral ${referralId}`;
  const customer = fields.customer ? leadCustomer({ ...fields.customer, name: company }, org, leads) : null;
  const lines = streetLines(fields.customer?.street ?? null, org);
  const status = stateColumns(fields, leads);
  const columns = {
    statecode: 0,
    statuscode: leads.statuses.open,
    ...leads.settings.requiredFieldDefaults,
    subject: shortened(fields.name ?? company, leads.table.columns.get('subject')?.length ?? 0),
    companyname: customer?.name ?? company,
    lastname: standIn(company),
    ...filled({
      ...Object.fromEntries(STREET_COLUMNS.map((column, at) => [column, lines[at] ?? null])),
      [CUSTOMER_COLUMNS.city]: customer?.city ?? null,
      [CUSTOMER_COLUMNS.state]: customer?.state ?? null,
      [CUSTOMER_COLUMNS.postalCode]: customer?.postalCode ?? null,
      address1_country: customer?.country ?? null,
      ...leadTextColumns(fields, leads),
    }),
    ...personColumns(fields.contacts ?? [], org),
    ...status.columns,
  };
  return { columns, notes: status.notes };
}

/** What an update writes; the status only when it means something else than before. */
export function leadUpdateColumns(fields: DealView, previous: DealView, org: Org, leads: LeadOrg): LeadWrites {
  const status = stateColumns(isLeadMoved(fields, previous) ? fields : {}, leads);
  const columns = {
    ...leadTextColumns(fields, leads),
    ...personColumns(fields.contacts ?? [], org),
    ...status.columns,
  };
  return { columns, notes: status.notes };
}

function stateColumns(fields: DealView, leads: LeadOrg): LeadWrites {
  return leadStatusColumns(fields, (status) => leadStateFor(status, leads.statuses));
}

/** A lead is one person; what is not known of him is left as it is. */
function personColumns(contacts: readonly Contact[], org: Org): Columns {
  const [person] = contactsShown(contacts, org);
  return person ? contactColumns(person) : {};
}
