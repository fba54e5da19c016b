import { canonicalCountry } from '../../../core/model/country.ts';
import type { Contact, DealView } from '../../../core/model/deal.ts';
import type { Snapshot } from '../../../core/model/snapshot.ts';
import { shortened } from '../../../core/model/text.ts';
import { leadTexts, shownLead } from '../../crm/leads/view.ts';
import { flagAt, textAt } from '../../crm/rows.ts';
import type { CurrentRecord } from '../memory.ts';
import type { Org } from '../org.ts';
import { contactsShown, customerShown } from '../parties.ts';
import type { Row } from '../schema.ts';
import { inList, select } from '../soql.ts';
import type { LeadOrg } from './org.ts';
import { leadStatusOf } from './statuses.ts';

/** Of a converted lead: whether its opportunity carries the referral already, and then is listed on its own. */
const OPPORTUNITY = 'ConvertedOpportunity';

export function leadColumns(leads: LeadOrg, { audit }: { audit: boolean }): string[] {
  const { own, country } = leads;
  return [
    'Id',
    'LastModifiedDate',
    'LastModifiedById',
    'SystemModstamp',
    'OwnerId',
    'Status',
    'IsConverted',
    'ConvertedOpportunityId',
    `${OPPORTUNITY}.${own.referralId}`,
    'Company',
    'FirstName',
    'LastName',
    'Email',
    'Phone',
    'Street',
    'City',
    'State',
    'PostalCode',
    country.name,
    own.optIn,
    own.referralId,
    ...(audit ? [own.audit] : []),
    ...leadTexts(leads).map(({ column }) => column.name),
  ];
}

export function leadsById(leads: LeadOrg, ids: readonly string[]): string {
  return select(leadColumns(leads, { audit: true }), 'Lead', `Id IN ${inList(ids)}`);
}

export function leadsByReferral(leads: LeadOrg, referralIds: readonly string[]): string {
  const where = `${leads.own.referralId} IN ${inList(referralIds)}`;
  return select(leadColumns(leads, { audit: true }), 'Lead', where, 'ORDER BY CreatedDate, Id');
}

/** Leads that take part and changed since; without `since` all but those whose opportunity has taken over. */
export function listLeadsStatement(leads: LeadOrg, since: string | null): string {
  const taking = `(${leads.own.optIn} = true OR ${leads.own.referralId} != null)`;
  const when =
    since === null
      ? `(IsConverted = false OR (ConvertedOpportunityId != null AND ${OPPORTUNITY}.${leads.own.referralId} = null))`
      : `SystemModstamp >= ${since}`;
  const columns = leadColumns(leads, { audit: since !== null });
  return select(columns, 'Lead', `${when} AND ${taking}`, 'ORDER BY SystemModstamp, Id');
}

/** The opportunity that a lead has become; null for one that is still a lead, or that became none. */
export function opportunityOf(row: Row): string | null {
  return flagAt(row, 'IsConverted') ? textAt(row, 'ConvertedOpportunityId') : null;
}

export function hasTakenOver(row: Row, { own }: LeadOrg): boolean {
  return opportunityOf(row) !== null && textAt(row, `${OPPORTUNITY}.${own.referralId}`) !== null;
}

export function snapshotFromLead(row: Row, leads: LeadOrg): Snapshot {
  return {
    side: 'crm',
    id: row.Id,
    version: textAt(row, 'LastModifiedDate'),
    modifiedAt: textAt(row, 'LastModifiedDate') ?? textAt(row, 'SystemModstamp') ?? '',
    deal: dealFromLead(row, leads),
    counterpartId: textAt(row, leads.own.referralId),
    record: { kind: 'lead', optedIn: flagAt(row, leads.own.optIn), mark: null, customerId: null },
  };
}

/** A lead has its owner and nobody else; whom it belongs to is the org's own affair. */
const NO_TEAM = { ownerId: null, owner: { firstName: null, lastName: null, email: null, phone: null }, rows: [] };

/** What a later write needs to know of it. */
export function currentLead(row: Row, leads: LeadOrg): CurrentRecord {
  const version = textAt(row, 'LastModifiedDate');
  const audit = textAt(row, leads.own.audit);
  return {
    id: row.Id,
    version,
    audit,
    name: null,
    mark: null,
    accountId: null,
    contacts: [],
    solutions: [],
    team: NO_TEAM,
    note: null,
  };
}

function dealFromLead(row: Row, leads: LeadOrg): DealView {
  const country = textAt(row, leads.country.name);
  const texts = leadTexts(leads).map(({ field, column }) => [field, textAt(row, column.name)]);
  return {
    ...Object.fromEntries(texts),
    status: leadStatusOf(row, leads.statuses),
    customer: {
      name: textAt(row, 'Company'),
      street: textAt(row, 'Street'),
      city: textAt(row, 'City'),
      state: textAt(row, 'State'),
      postalCode: textAt(row, 'PostalCode'),
      country: country === null ? null : canonicalCountry(country),
    },
    contacts: [personOf(row)].flatMap((person) => (person ? [person] : [])),
  };
}

/** Salesforce demands a last name: where nobody is known, the company's stands in, and that is no person. */
function personOf(row: Row): Contact | null {
  const person = {
    firstName: textAt(row, 'FirstName'),
    lastName: textAt(row, 'LastName'),
    email: textAt(row, 'Email')?.toLowerCase() ?? null,
    phone: textAt(row, 'Phone'),
  };
  const { firstName, lastName, email, phone } = person;
  const isStandIn = lastName === standIn(textAt(row, 'Company')) && !firstName && !email && !phone;
  return isStandIn ? null : person;
}

const LAST_NAME_LENGTH = 80;

export function standIn(company: string | null): string | null {
  return shortened(company, LAST_NAME_LENGTH);
}

/** The values as a lead will show them after a write; what it has no place for is left out. Pure. */
export function normalizeLead(view: DealView, org: Org, leads: LeadOrg): DealView {
  return shownLead(view, leads, {
    customer: (customer) => customerShown(customer, org),
    contacts: (contacts) => contactsShown(contacts, org),
  });
}
