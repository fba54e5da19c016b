import type { DealField, DealView } from '../../../core/model/deal.ts';
import { shortened } from '../../../core/model/text.ts';
import { cleanText } from '../../crm/rows.ts';
import { shownStatus } from '../../crm/status.ts';
import type { ColumnShape } from '../describe.ts';
import type { Org } from '../org.ts';
import { contactsShown, customerShown } from '../parties.ts';
import type { LeadOrg } from './org.ts';

/** Fields of a deal that a lead has places for; of the customer's people it names one. */
export function leadFields(leads: LeadOrg): DealField[] {
  return ['customer', 'contacts', 'status', ...leadTexts(leads).map(({ field }) => field)];
}

type TextField = 'notes' | 'statusReason' | 'referralProgram';

/** Fields that are one text column. */
export function leadTexts({ notes, reason, program }: LeadOrg): { field: TextField; column: ColumnShape }[] {
  const bound = [
    { field: 'notes', column: notes },
    { field: 'statusReason', column: reason },
    { field: 'referralProgram', column: program },
  ] as const;
  return bound.flatMap(({ field, column }) => (column ? [{ field, column }] : []));
}

/** The values as a lead will show them after a write; what it has no place for is left out. Pure. */
export function normalizeLead(view: DealView, org: Org, leads: LeadOrg): DealView {
  const shown: DealView = {};
  if (view.customer !== undefined) shown.customer = view.customer ? leadCustomer(view.customer, org, leads) : null;
  if (view.contacts !== undefined) shown.contacts = contactsShown(view.contacts ?? [], org).slice(0, 1);
  if (view.status !== undefined) shown.status = view.status === null ? null : shownStatus(view.status);
  for (const { field, column } of leadTexts(leads)) {
    const value = view[field];
    if (value !== undefined) shown[field] = shortened(cleanText(value), column.length);
  }
  return shown;
}

/** A lead's company name may be shorter than an account's. */
export function leadCustomer(customer: NonNullable<DealView['customer']>, org: Org, { table }: LeadOrg) {
  const shown = customerShown(customer, org);
  const { duns: _duns, externalId: _externalId, ...kept } = shown;
  return { ...kept, name: shortened(kept.name, table.columns.get('companyname')?.length ?? 0) };
}
