import type { DealView } from '../../core/model/deal.ts';
import { type CreateChange, type Note, note } from '../../core/model/plan.ts';
import { auditColumn, counterpartColumns } from '../crm/bookkeeping.ts';
import type { Columns } from '../crm/columns.ts';
import { filled } from '../crm/columns.ts';
import { assumedCloseDate, closeDateNotes, newChildMarks, referenceKey, referralOf } from '../crm/creating.ts';
import { markedName } from '../crm/named.ts';
import type { BatchPart, ChangeSet } from './batch.ts';
import { contactFor, type Known, newAccountMarks } from './lookups.ts';
import { noteParts, noteShown } from './notes.ts';
import type { Org } from './org.ts';
import { contactsShown, solutionsShown } from './parties.ts';
import {
  arrivals,
  type Belonging,
  closingPart,
  newParty,
  newSolutionParts,
  ownContactColumn,
  stakeholderParts,
} from './parts.ts';
import { newTeamParts, strangersIn } from './team.ts';
import { type ColumnWrites, openColumns, opportunityColumns } from './write-columns.ts';
import { accountColumns } from './write-parties.ts';

/** What new opportunities may be hung on instead of doubling it. */
export interface CreateKnown extends Known {
  /** Id of the account behind a customer; null when there is none. */
  accountFor(change: CreateChange): string | null;
  /** Ids of rows known by name (solution area, play, partner role) by `table/name`, lower case. */
  references: ReadonlyMap<string, string>;
}

/** The change set of one new deal, and the keys of what it makes new, so that no two units make the same. */
export interface CreateUnit {
  change: CreateChange;
  dealId: string;
  changes: ChangeSet;
  makes: readonly string[];
  notes: readonly Note[];
}

export interface CreateOptions {
  nowMs: number;
  newId: () => string;
}

/** One change set for everything that belongs to a new deal, all or nothing. */
export function createUnit(change: CreateChange, known: CreateKnown, org: Org, options: CreateOptions): CreateUnit {
  const { fields } = change;
  const { customer } = fields;
  const { newId } = options;
  const foundAccount = known.accountFor(change);
  const account = customer?.name && foundAccount === null ? accountColumns(customer, org) : null;
  const accountId = account ? newId() : foundAccount;
  const dealId = newId();
  const currency = fields.currency ?? null;
  const belonging: Belonging = { dealId, accountId, currency, newId };
  const contacts = contactsShown(fields.contacts ?? [], org);
  const coming = arrivals(contacts, belonging, known, org);
  const [own, ...others] = coming.map(({ contactId }) => contactId);
  const opportunity = opportunityBody(change, { dealId, accountId, contactId: own ?? null }, known, org, options);
  const notes = [...(account?.notes ?? []), ...opportunity.notes];
  const solutions = solutionsShown(fields.solutions ?? [], currency, org);
  const ownerId = newOwnerOf(fields, org);
  const closing = closingPart(fields, dealId, org);
  const parts: BatchPart[] = [
    ...accountParts(accountId, account?.columns, org),
    ...coming.flatMap(({ made }) => made ?? []),
    { method: 'POST', path: org.opportunity.set, body: opportunity.body },
    ...newSolutionParts(solutions, belonging, known, org),
    ...stakeholderParts(others, belonging, org),
    ...newTeamParts(fields.team ?? [], { dealId, ownerId }, org, newId),
    ...newNoteParts(fields, dealId, org, newId),
    // Last: a closed opportunity takes nothing more.
    ...(closing ? [closing] : []),
  ];
  return {
    change,
    dealId,
    changes: { changes: parts },
    notes,
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
  };
}

/** The account, unless it is there already. */
function accountParts(accountid: string | null, columns: Columns | undefined, org: Org): BatchPart[] {
  if (accountid === null || !columns) return [];
  return [newParty('accounts', { ...org.settings.requiredFieldDefaults.account, accountid, ...columns }, org)];
}

function newNoteParts({ notes }: DealView, dealId: string, { settings }: Org, newId: () => string): BatchPart[] {
  return settings.notes === 'note' ? noteParts(noteShown(notes), null, dealId, newId) : [];
}

/** The connector's own user, unless the settings give new opportunities to somebody of the referral's team. */
function newOwnerOf({ team }: DealView, org: Org): string {
  const users = (team ?? []).flatMap(({ email }) => org.users.get(email?.toLowerCase() ?? '') ?? []);
  return (org.settings.newOwner === 'team' ? users[0]?.id : undefined) ?? org.identity.userId;
}

function opportunityBody(
  change: CreateChange,
  ids: { dealId: string; accountId: string | null; contactId: string | null },
  known: CreateKnown,
  org: Org,
  { nowMs }: CreateOptions,
): { body: Columns; notes: readonly Note[] } {
  const { fields, feedback } = change;
  const { settings } = org;
  const referralId = referralOf(change);
  const own = opportunityColumns(fields, fields.currency ?? null, org, 'create');
  const referring = referringColumns(own.references, known);
  const values: Columns = {
    estimatedclosedate: assumedCloseDate(nowMs, settings.closeDateFallbackDays),
    ...settings.requiredFieldDefaults.opportunity,
    ...filled(own.columns),
    ...referring.columns,
    ...openColumns(fields.status ?? 'active', org),
  };
  const notes = [
    ...own.notes,
    ...referring.notes,
    ...strangersIn(fields.team ?? [], org),
    ...closeDateNotes(fields, values['estimatedclosedate']),
  ];
  const name = fields.name ?? fields.customer?.name ?? `Referral ${referralId}`;
  const ownerId = newOwnerOf(fields, org);
  const body = {
    opportunityid: ids.dealId,
    ...values,
    name: markedName(name, feedback?.mark ?? null, org.name),
    ...(ids.accountId === null ? {} : accountBindings(ids.accountId)),
    ...(ids.contactId === null ? {} : ownContactColumn(ids.contactId)),
    ...(ownerId === org.identity.userId ? {} : { 'ownerid@odata.bind': `/systemusers(${ownerId})` }),
    [org.own.optIn]: true,
    ...counterpartColumns(referralId, org, org.own),
    ...auditColumn({ feedback, notes, nowMs }, null, org, org),
  };
  return { body, notes };
}

/** The potential customer is one of two tables; forms show it and the account apart (contract §1.6). */
function accountBindings(accountId: string): Columns {
  const account = `/accounts(${accountId})`;
  return { 'customerid_account@odata.bind': account, 'parentaccountid@odata.bind': account };
}

/** Columns that refer to rows known by name. */
function referringColumns(
  references: ColumnWrites['references'],
  known: CreateKnown,
): { columns: Columns; notes: readonly Note[] } {
  const columns: Columns = {};
  const notes: Note[] = [];
  for (const { field, to, name } of references) {
    const id = known.references.get(referenceKey(to.table.name, name));
    if (id === undefined) notes.push(note('reference-unknown', field, { value: name, object: to.table.label }));
    else columns[`${to.navigation}@odata.bind`] = `/${to.table.set}(${id})`;
  }
  return { columns, notes };
}
