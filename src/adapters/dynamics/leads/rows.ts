import { leadTexts } from '../../crm/leads/view.ts';
import { textAt } from '../../crm/rows.ts';
import { CONTACT_COLUMNS, CUSTOMER_COLUMNS, STREET_COLUMNS } from '../bindings.ts';
import { idColumn, isOneOf, isOneOfIds, query } from '../odata.ts';
import type { Org } from '../org.ts';
import type { Row } from '../schema.ts';
import type { LeadOrg } from './org.ts';

/** The queries for leads, and a lead with what has become of it. */

export interface LeadRows {
  row: Row;
  /** The opportunity that the lead has become; null for one that is still a lead, or that became none. */
  opportunity: { id: string; carriesReferral: boolean } | null;
}

export interface LeadQuery {
  filter: string;
  orderBy?: string;
}

export function leadQuery(leads: LeadOrg, { filter, orderBy }: LeadQuery): string {
  const { own } = leads;
  const select = [
    'leadid',
    'modifiedon',
    'statecode',
    'statuscode',
    idColumn('modifiedby'),
    idColumn('ownerid'),
    'companyname',
    ...Object.values(CONTACT_COLUMNS),
    ...STREET_COLUMNS,
    ...Object.values(CUSTOMER_COLUMNS).filter((column) => column !== 'name'),
    'address1_country',
    own.optIn,
    own.referralId,
    own.audit,
    ...leadTexts(leads).map(({ column }) => column.name),
  ];
  return query('leads', { select, filter, ...(orderBy === undefined ? {} : { orderBy }) });
}

export function leadsById(leads: LeadOrg, ids: readonly string[]): string {
  return leadQuery(leads, { filter: isOneOfIds('leadid', ids) });
}

export function leadsByReferral(leads: LeadOrg, referralIds: readonly string[]): string {
  return leadQuery(leads, { filter: isOneOf(leads.own.referralId, referralIds), orderBy: 'createdon,leadid' });
}

/** What leads have become: an opportunity names the lead that it comes from. */
export function successorQuery({ own }: Org, leadIds: readonly string[]): string {
  return query('opportunities', {
    select: ['opportunityid', idColumn('originatingleadid'), own.referralId],
    filter: isOneOfIds(idColumn('originatingleadid'), leadIds),
    orderBy: 'createdon,opportunityid',
  });
}

/** Leads with their successors; the first that was made of each. */
export function withSuccessors(rows: readonly Row[], successors: readonly Row[], { own }: Org): readonly LeadRows[] {
  return rows.map((row) => {
    const found = successors.find((deal) => textAt(deal, idColumn('originatingleadid')) === textAt(row, 'leadid'));
    const id = found ? textAt(found, 'opportunityid') : null;
    const carriesReferral = found ? textAt(found, own.referralId) !== null : false;
    return { row, opportunity: id === null ? null : { id, carriesReferral } };
  });
}
