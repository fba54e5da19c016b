import { type CreateChange, type Note, note } from '../../core/model/plan.ts';
import { auditColumn, counterpartColumns } from '../crm/bookkeeping.ts';
import type { Columns } from '../crm/columns.ts';
import { filled } from '../crm/columns.ts';
import { assumedCloseDate, closeDateNotes, newChildMarks, referenceKey, referralOf } from '../crm/creating.ts';
import { markedName } from '../crm/named.ts';
import { newAccountMarks } from './account-match.ts';
import type { Graph, Part } from './client.ts';
import { contactFor, type Known } from './lookups.ts';
import { noteShown } from './notes/rows.ts';
import { newNoteParts, noteLosses } from './notes/write.ts';
import type { Org } from './org.ts';
import { contactsShown, solutionsShown } from './parties.ts';
import { newContactParts, newSolutionParts, post, postParty } from './parts.ts';
import { stageFor } from './stages.ts';
import { newTeamParts, strangersIn } from './team.ts';
import { type ColumnWrites, nameColumnOf, opportunityColumns } from './write-columns.ts';
import { accountColumns } from './write-parties.ts';

/** What new opportunities may be hung on instead of doubling it. */
export interface CreateKnown extends Known {
  /** Id of the account behind a customer; null when there is none. */
  accountFor(change: CreateChange): string | null;
  /** Ids of referenced records (solution area, play, partner role) by `object/name`, lower case. */
  references: ReadonlyMap<string, string>;
}

/** The unit of one new deal, and the keys of what it makes new, so that no two units make the same. */
export interface CreateUnit {
  change: CreateChange;
  graph: Graph;
  makes: readonly string[];
  notes: readonly Note[];
}

export const OPPORTUNITY = 'opportunity';

/**
 * One graph for everything that belongs to a new deal: account and contacts unless they are there, the opportunity addressed by its referral
 * id (so that a repetition changes instead of doubling), its contact roles and its solutions. All or nothing.
 */
export function createUnit(
  change: CreateChange,
  graphId: string,
  known: CreateKnown,
  org: Org,
  nowMs: number,
): CreateUnit {
  const { customer } = change.fields;
  const foundAccount = known.accountFor(change);
  const account = customer?.name && foundAccount === null ? accountColumns(customer, org) : null;
  const accountId = account ? '@{account.id}' : foundAccount;
  const opportunity = opportunityPart(change, { id: accountId, notes: account?.notes ?? [] }, known, org, nowMs);
  const contacts = contactsShown(change.fields.contacts ?? [], org);
  const solutions = solutionsShown(change.fields.solutions ?? [], org);
  const ownerId = newOwnerOf(change, org);
  const belonging = { opportunityId: `@{${OPPORTUNITY}.id}`, ownerId, accountId, knownAccountId: foundAccount };
  const parts: Part[] = [
    ...(account
      ? [postParty('Account', 'account', { ...org.settings.requiredFieldDefaults.Account, ...account.columns }, org)]
      : []),
    opportunity.part,
    ...newContactParts(contacts, belonging, known, org, true),
    ...newSolutionParts(solutions, belonging.opportunityId, known, org),
    ...newTeamParts(change.fields.team ?? [], belonging, org),
    ...(org.notes
      ? newNoteParts(noteShown(change.fields.notes ?? null, org.notes), belonging.opportunityId, org.notes)
      : []),
    ...(solutions.length > 0 ? [tickedPart(org)] : []),
  ];
  return {
    change,
    graph: { graphId, parts },
    makes: [
      ...(account && customer ? newAccountMarks(customer, org) : []),
      ...newChildMarks(
        { contacts, solutions },
        {
          contact: (email) => contactFor(known, email, foundAccount) !== null,
          solution: (id) => known.details.has(id),
        },
      ),
    ],
    notes: opportunity.notes,
  };
}

/** The connector's own user, unless the settings give new opportunities to somebody of the referral's team. */
function newOwnerOf({ fields }: CreateChange, org: Org): string | null {
  const users = (fields.team ?? []).flatMap(({ email }) => org.users.get(email?.toLowerCase() ?? '') ?? []);
  return (org.settings.newOwner === 'team' ? users[0]?.id : undefined) ?? org.ownUserId;
}

function opportunityPart(
  change: CreateChange,
  account: { id: string | null; notes: readonly Note[] },
  known: CreateKnown,
  org: Org,
  nowMs: number,
): { part: Part; notes: readonly Note[] } {
  const { fields, feedback } = change;
  const { settings } = org;
  const referralId = referralOf(change);
  const own = opportunityColumns(fields, org, 'create');
  const referring = referringColumns(own.references, known);
  const hasSolutions = org.solutions !== null && (fields.solutions ?? []).length > 0;
  const values: Columns = {
    StageName: stageFor('active', org.stages),
    CloseDate: assumedCloseDate(nowMs, settings.closeDateFallbackDays),
    ...settings.requiredFieldDefaults.Opportunity,
    ...filled(own.columns),
    ...referring.columns,
  };
  const newOwner = newOwnerOf(change, org);
  const strangers = strangersIn(fields.team ?? [], org);
  const notes = [
    ...account.notes,
    ...own.notes,
    ...noteLosses(fields, org.notes),
    ...referring.notes,
    ...strangers,
    ...closeDateNotes(fields, values['CloseDate']),
  ];
  const body: Columns = {
    ...values,
    Name: markedName(
      fields.name ?? fields.customer?.name ?? `Referral ${referralId}`,
      feedback?.mark ?? null,
      nameColumnOf(org),
    ),
    ...filled({ AccountId: account.id, OwnerId: newOwner === org.ownUserId ? null : newOwner }),
    [org.own.optIn]: !hasSolutions,
    ...counterpartColumns(referralId, org, org.own),
    ...auditColumn({ feedback, notes, nowMs }, null, org, org),
  };
  if (!org.upsertsByReferral) return { part: post('Opportunity', OPPORTUNITY, body), notes };
  // The value that addresses the record must not be in the body as well (contract §1.2).
  const { [org.own.referralId]: _addressed, ...rest } = body;
  const path = `sobjects/Opportunity/${org.own.referralId}/${encodeURIComponent(referralId)}`;
  return { part: { method: 'PATCH', path, referenceId: OPPORTUNITY, body: rest }, notes };
}

/** Columns that refer to records known by name. */
function referringColumns(
  references: ColumnWrites['references'],
  known: CreateKnown,
): { columns: Columns; notes: readonly Note[] } {
  const columns: Columns = {};
  const notes: Note[] = [];
  for (const { field, column, object, name } of references) {
    const id = known.references.get(referenceKey(object, name));
    if (id === undefined) notes.push(note('reference-unknown', field, { value: name, object }));
    else columns[column] = id;
  }
  return { columns, notes };
}

/** Sync is ticked once the solutions are there: a validation rule of Microsoft's package demands them first (incumbent §1.7). */
function tickedPart(org: Org): Part {
  return {
    method: 'PATCH',
    path: `sobjects/Opportunity/@{${OPPORTUNITY}.id}`,
    referenceId: 'ticked',
    body: { [org.own.optIn]: true },
  };
}
