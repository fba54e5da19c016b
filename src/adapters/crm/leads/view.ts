import { word } from '../../../core/messages.ts';
import type { Contact, Customer, DealField, DealView } from '../../../core/model/deal.ts';
import { note } from '../../../core/model/plan.ts';
import { shortened } from '../../../core/model/text.ts';
import type { Columns } from '../columns.ts';
import { cleanText } from '../rows.ts';
import { shownStatus } from '../status.ts';
import type { LeadWrites } from './updates.ts';

/** What a lead can show of a deal. */

interface TextColumn {
  name: string;
  length: number;
}

/** Columns of a lead that hold one field each; null where leads have none. */
export interface LeadTexts {
  notes: TextColumn | null;
  reason: TextColumn | null;
  program: TextColumn | null;
}

type TextField = 'notes' | 'statusReason' | 'referralProgram';

/** Fields that are one text column. */
export function leadTexts({ notes, reason, program }: LeadTexts): { field: TextField; column: TextColumn }[] {
  const bound = [
    { field: 'notes', column: notes },
    { field: 'statusReason', column: reason },
    { field: 'referralProgram', column: program },
  ] as const;
  return bound.flatMap(({ field, column }) => (column ? [{ field, column }] : []));
}

/** Fields of a deal that a lead has places for; of the customer's people it names one. */
export function leadFields(leads: LeadTexts): DealField[] {
  return ['customer', 'contacts', 'status', ...leadTexts(leads).map(({ field }) => field)];
}

/** How the CRM shows a lead's people and company. */
export interface LeadRendering {
  customer(customer: Customer): Customer;
  contacts(contacts: readonly Contact[]): readonly Contact[];
}

/** The values as a lead will show them after a write; what it has no place for is left out. Pure. */
export function shownLead(view: DealView, leads: LeadTexts, { customer, contacts }: LeadRendering): DealView {
  const shown: DealView = {};
  if (view.customer !== undefined) shown.customer = view.customer ? customer(view.customer) : null;
  if (view.contacts !== undefined) shown.contacts = contacts(view.contacts ?? []).slice(0, 1);
  if (view.status !== undefined) shown.status = view.status === null ? null : shownStatus(view.status);
  for (const { field, column } of leadTexts(leads)) {
    const value = view[field];
    if (value !== undefined) shown[field] = shortened(cleanText(value), column.length);
  }
  return shown;
}

/** The texts among the given fields, as columns. */
export function leadTextColumns(fields: DealView, leads: LeadTexts): Columns {
  const given = leadTexts(leads).filter(({ field }) => field in fields);
  return Object.fromEntries(
    given.map(({ field, column }) => [column.name, shortened(cleanText(fields[field]), column.length)]),
  );
}

/** Whether an update moves the status of a lead to something that means another thing. */
export function isLeadMoved({ status }: DealView, previous: DealView): boolean {
  return status != null && shownStatus(status) !== previous.status;
}

/** The columns for a status, with a remark where leads have none that fits; nothing without a status. */
export function leadStatusColumns(
  { status }: DealView,
  columnsFor: (status: NonNullable<DealView['status']>) => Columns | null,
): LeadWrites {
  if (status == null) return { columns: {}, notes: [] };
  const columns = columnsFor(status);
  if (columns) return { columns, notes: [] };
  const means = word(`status.${status}`);
  return { columns: {}, notes: [note('lead-status-missing', 'status', { status: means })] };
}
