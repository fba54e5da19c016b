import type { Contact, Deal, Solution } from '../../core/model/deal.ts';
import type { ContactPlan, SolutionPlan } from '../crm/children.ts';
import type { Columns } from '../crm/columns.ts';
import { filled } from '../crm/columns.ts';
import type { BatchPart } from './batch.ts';
import { contactFor, type Known } from './lookups.ts';
import type { Org } from './org.ts';
import type { ContactRow, SolutionRow } from './parties.ts';
import { stateFor } from './states.ts';
import { currencyColumn } from './write-columns.ts';
import { contactColumns, detailColumns, lineColumns } from './write-parties.ts';

/** The requests of one change set besides the one that writes the opportunity itself. */

/** To what new rows belong. */
export interface Belonging {
  dealId: string;
  /** The deal's account, and whether it was there before. */
  accountId: string | null;
  currency: string | null;
  newId: () => string;
}

/** A contact on its way to a deal: there already, or made by `made`. */
interface Arrival {
  contactId: string;
  made: BatchPart | null;
}

export function arrivals(contacts: readonly Contact[], belonging: Belonging, known: Known, org: Org): Arrival[] {
  const { accountId, newId } = belonging;
  return contacts.map((contact) => {
    const found = contactFor(known, contact.email, accountId);
    if (found !== null) return { contactId: found, made: null };
    const contactId = newId();
    const body = {
      ...org.settings.requiredFieldDefaults.contact,
      contactid: contactId,
      ...contactColumns(contact),
      ...filled({
        'parentcustomerid_account@odata.bind': accountId === null ? null : `/accounts(${accountId})`,
      }),
    };
    return { contactId, made: newParty('contacts', body, org) };
  });
}

/** A new account or contact, which duplicate detection rules look at only when they are asked to (contract §1). */
export function newParty(path: string, body: Columns, { settings }: Org): BatchPart {
  const headers = settings.allowDuplicates ? {} : { 'MSCRM.SuppressDuplicateDetection': 'false' };
  return { method: 'POST', path, headers, body };
}

/** Connects further contacts with the deal. */
export function stakeholderParts(contactIds: readonly string[], { dealId, newId }: Belonging, org: Org): BatchPart[] {
  const { stakeholder } = org.roles;
  if (stakeholder === null) return [];
  return contactIds.map((contactId) => ({
    method: 'POST',
    path: 'connections',
    body: {
      connectionid: newId(),
      'record1id_opportunity@odata.bind': `/opportunities(${dealId})`,
      'record2id_contact@odata.bind': `/contacts(${contactId})`,
      'record2roleid@odata.bind': `/connectionroles(${stakeholder})`,
    },
  }));
}

/** The deal's own contact; null clears it. */
export function ownContactColumn(contactId: string | null): Columns {
  return { 'parentcontactid@odata.bind': contactId === null ? null : `/contacts(${contactId})` };
}

export interface ContactParts {
  /** Contacts that must be there before the opportunity names them. */
  before: readonly BatchPart[];
  columns: Columns;
  after: readonly BatchPart[];
}

export function contactParts(
  { changed, added, removed, firstIsPrimary, promoted }: ContactPlan<ContactRow>,
  belonging: Belonging,
  known: Known,
  org: Org,
): ContactParts {
  const coming = arrivals(added, belonging, known, org);
  const [first] = coming;
  const own = firstIsPrimary ? (first?.contactId ?? null) : (promoted?.contactId ?? null);
  const losesOwn = removed.some(({ isPrimary }) => isPrimary);
  const others = coming.filter(({ contactId }) => contactId !== own).map(({ contactId }) => contactId);
  // Whoever becomes the deal's own contact is no longer merely connected with it.
  const disconnected = [...removed, ...(promoted ? [promoted] : [])].flatMap(({ connectionId }) => connectionId ?? []);
  return {
    before: [
      ...coming.flatMap(({ made }) => made ?? []),
      ...changed.map(
        ({ contactId, contact }): BatchPart => ({
          method: 'PATCH',
          path: `contacts(${contactId})`,
          headers: ANY_VERSION,
          body: contactColumns(contact),
        }),
      ),
    ],
    columns: own !== null || losesOwn ? ownContactColumn(own) : {},
    after: [
      ...stakeholderParts(others, belonging, org),
      ...disconnected.map((id): BatchPart => ({ method: 'DELETE', path: `connections(${id})` })),
    ],
  };
}

/** Without a condition an update of a row that is gone would make it anew (contract §1). */
export const ANY_VERSION = { 'If-Match': '*' };

export function solutionParts(
  { changed, added, removed }: SolutionPlan<SolutionRow>,
  belonging: Belonging,
  known: Known,
  org: Org,
): BatchPart[] {
  const { solutions } = org;
  if (!solutions) return [];
  const path = (lineId: string) => `${solutions.line.set}(${lineId})`;
  return [
    ...changed.map(
      ({ lineId, solution }): BatchPart => ({
        method: 'PATCH',
        path: path(lineId),
        headers: ANY_VERSION,
        body: lineColumns(solution, solutions),
      }),
    ),
    ...newSolutionParts(added, belonging, known, org),
    ...removed.map(({ lineId }): BatchPart => ({ method: 'DELETE', path: path(lineId) })),
  ];
}

/** Solution lines, with catalogue entries for solutions that the environment has not met yet. */
export function newSolutionParts(
  wanted: readonly Solution[],
  { dealId, currency, newId }: Belonging,
  known: Known,
  org: Org,
): BatchPart[] {
  const { solutions } = org;
  if (!solutions) return [];
  const { line, detail, tables, dealNavigation, detailNavigation } = solutions;
  return wanted.flatMap((solution): BatchPart[] => {
    const found = known.details.get(solution.id.toLowerCase()) ?? null;
    const detailId = found ?? newId();
    const made: BatchPart[] =
      found === null
        ? [{ method: 'POST', path: detail.set, body: { [detail.id]: detailId, ...detailColumns(solution, solutions) } }]
        : [];
    const body = {
      [line.id]: newId(),
      ...(line.nameColumn === null ? {} : { [line.nameColumn]: solution.name ?? solution.id }),
      [`${dealNavigation}@odata.bind`]: `/${org.opportunity.set}(${dealId})`,
      [`${detailNavigation}@odata.bind`]: `/${detail.set}(${detailId})`,
      ...(line.columns.has(tables.linePrice) ? currencyColumn(currency, org) : {}),
      ...filled(lineColumns(solution, solutions)),
    };
    return [...made, { method: 'POST', path: line.set, body }];
  });
}

/** Closes the deal; null for statuses in which it stays open. Won and lost are only reached by actions (contract §1.4). */
export function closingPart(
  { status, statusReason, name, value }: Partial<Pick<Deal, 'status' | 'statusReason' | 'name' | 'value'>>,
  dealId: string,
  { states }: Org,
): BatchPart | null {
  const target = status == null ? null : stateFor(status, states);
  if (target?.kind !== 'close') return null;
  const activity = {
    '@odata.type': 'Microsoft.Dynamics.CRM.opportunityclose',
    subject: (name ?? 'Microsoft Partner Center').slice(0, SUBJECT_LENGTH),
    'opportunityid@odata.bind': `/opportunities(${dealId})`,
    ...(statusReason == null ? {} : { description: statusReason }),
    ...(target.action === 'WinOpportunity' && value != null ? { actualrevenue: Number(value) } : {}),
  };
  return { method: 'POST', path: target.action, body: { Status: target.reason, OpportunityClose: activity } };
}

const SUBJECT_LENGTH = 200;
