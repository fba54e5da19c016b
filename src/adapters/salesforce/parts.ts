import type { Contact, Solution } from '../../core/model/deal.ts';
import type { ContactPlan, SolutionPlan } from '../crm/children.ts';
import type { ColumnValue } from '../crm/columns.ts';
import { filled } from '../crm/columns.ts';
import type { RelatedPlan } from './children.ts';
import type { Part } from './client.ts';
import { contactFor, type Known } from './lookups.ts';
import { noteParts } from './notes/write.ts';
import type { Org } from './org.ts';
import type { ContactRow, SolutionRow } from './parties.ts';
import { teamParts } from './team.ts';
import { contactColumns, detailColumns, lineColumns } from './write-parties.ts';

/** Where new contacts and lines belong: ids, or references such as `@{opportunity.id}`. */
export interface Belonging {
  opportunityId: string;
  /** Who owns the opportunity; null when that is the connector itself. */
  ownerId: string | null;
  accountId: string | null;
  /** The account's id when it is already known, to choose between contacts with the same e-mail. */
  knownAccountId: string | null;
}

/** The parts that carry out a plan for child lists. New rows come before removals, so that no list is empty in between. */
export function relatedParts(plan: RelatedPlan, belonging: Belonging, known: Known, org: Org): Part[] {
  return [
    ...(plan.contacts ? contactParts(plan.contacts, belonging, known, org) : []),
    // An empty list of solutions would untick Sync in orgs with Microsoft's trigger (incumbent §1.7).
    ...(plan.solutions ? solutionParts(plan.solutions, belonging.opportunityId, known, org) : []),
    ...(plan.team ? teamParts(plan.team, belonging, org) : []),
    ...(plan.note && org.notes ? noteParts(plan.note, belonging.opportunityId, org.notes) : []),
  ];
}

function contactParts(plan: ContactPlan<ContactRow>, belonging: Belonging, known: Known, org: Org): Part[] {
  const changed = plan.changed.map(
    ({ contactId, contact }, at): Part => ({
      method: 'PATCH',
      path: `sobjects/Contact/${contactId}`,
      referenceId: `contact${at}`,
      body: contactColumns(contact),
      headers: duplicateHeader(org),
    }),
  );
  const removed = plan.removed.map(
    ({ roleId }, at): Part => ({
      method: 'DELETE',
      path: `sobjects/OpportunityContactRole/${roleId}`,
      referenceId: `roleGone${at}`,
    }),
  );
  const promoted: Part[] = plan.promoted
    ? [
        {
          method: 'PATCH',
          path: `sobjects/OpportunityContactRole/${plan.promoted.roleId}`,
          referenceId: 'promoted',
          body: { IsPrimary: true },
        },
      ]
    : [];
  const added = newContactParts(plan.added, belonging, known, org, plan.firstIsPrimary);
  return [...changed, ...added, ...promoted, ...removed];
}

/** New contacts where there are none with that e-mail, and a role for each; the first is the primary one when asked for. */
export function newContactParts(
  contacts: readonly Contact[],
  { opportunityId, accountId, knownAccountId }: Belonging,
  known: Known,
  org: Org,
  firstIsPrimary: boolean,
): Part[] {
  const { contactRole, requiredFieldDefaults } = org.settings;
  return contacts.flatMap((contact, at): Part[] => {
    const found = contactFor(known, contact.email, knownAccountId);
    const role = {
      OpportunityId: opportunityId,
      ContactId: found ?? `@{newContact${at}.id}`,
      IsPrimary: firstIsPrimary && at === 0,
      ...(contactRole === null ? {} : { Role: contactRole }),
    };
    const made = { ...requiredFieldDefaults.Contact, ...contactColumns(contact), ...filled({ AccountId: accountId }) };
    const parts: Part[] = [post('OpportunityContactRole', `role${at}`, role)];
    return found === null ? [postParty('Contact', `newContact${at}`, made, org), ...parts] : parts;
  });
}

function solutionParts(plan: SolutionPlan<SolutionRow>, opportunityId: string, known: Known, org: Org): Part[] {
  const { solutionLine } = org.settings.fields;
  const changed = plan.changed.map(
    ({ lineId, solution }, at): Part => ({
      method: 'PATCH',
      path: `sobjects/${solutionLine}/${lineId}`,
      referenceId: `line${at}`,
      body: lineColumns(solution, org),
    }),
  );
  const removed = plan.removed.map(
    ({ lineId }, at): Part => ({
      method: 'DELETE',
      path: `sobjects/${solutionLine}/${lineId}`,
      referenceId: `lineGone${at}`,
    }),
  );
  return [...changed, ...newSolutionParts(plan.added, opportunityId, known, org), ...removed];
}

/** Solution lines, with catalogue entries for solutions that the org has not met yet. */
export function newSolutionParts(
  solutions: readonly Solution[],
  opportunityId: string,
  known: Known,
  org: Org,
): Part[] {
  const { fields } = org.settings;
  if (!org.solutions) return [];
  const { line, detail } = org.solutions;
  return solutions.flatMap((solution, at): Part[] => {
    const found = known.details.get(solution.id.toLowerCase()) ?? null;
    const row = {
      [fields.lineOpportunity]: opportunityId,
      [fields.lineSolution]: found ?? `@{newSolution${at}.id}`,
      ...filled(lineColumns(solution, org)),
    };
    const parts: Part[] = [post(line.name, `newLine${at}`, row)];
    return found === null ? [post(detail.name, `newSolution${at}`, detailColumns(solution, org)), ...parts] : parts;
  });
}

export function post(object: string, referenceId: string, body: Readonly<Record<string, ColumnValue>>): Part {
  return { method: 'POST', path: `sobjects/${object}`, referenceId, body };
}

/** A new account or contact, which duplicate rules look at. */
export function postParty(object: string, referenceId: string, body: Part['body'] & {}, org: Org): Part {
  return { method: 'POST', path: `sobjects/${object}`, referenceId, body, headers: duplicateHeader(org) };
}

/** Parts bring their own: the header of the whole call is not documented to reach them (contract §1.8). */
function duplicateHeader(org: Org): Record<string, string> {
  return { 'Sforce-Duplicate-Rule-Header': `allowSave=${org.settings.allowDuplicates}` };
}
