import type { DealView } from '../../core/model/deal.ts';
import type { Note, UpdateChange } from '../../core/model/plan.ts';
import { type Refusal, refusal } from '../../core/model/refusal.ts';
import { auditColumn, counterpartColumns, notSaidYet } from '../crm/bookkeeping.ts';
import {
  type ContactPlan,
  planContacts,
  planSolutions,
  planTeam,
  type SolutionPlan,
  type TeamPlan,
} from '../crm/children.ts';
import type { Columns } from '../crm/columns.ts';
import { renamed } from '../crm/named.ts';
import { writtenFields } from '../crm/written-fields.ts';
import type { BatchPart, ChangeSet } from './batch.ts';
import type { Known } from './lookups.ts';
import type { CurrentRecord } from './memory.ts';
import { noteParts, noteShown } from './notes.ts';
import type { Org } from './org.ts';
import { type ContactRow, contactsShown, type SolutionRow, solutionsShown } from './parties.ts';
import { ANY_VERSION, type Belonging, type ContactParts, closingPart, contactParts, solutionParts } from './parts.ts';
import { type TeamRow, teamParts } from './team.ts';
import { openColumns, opportunityColumns } from './write-columns.ts';

/** One update: columns of the opportunity itself, and what must happen to the rows that belong to it. */
export interface UpdatePlan {
  change: UpdateChange;
  current: CurrentRecord;
  columns: Columns;
  contacts: ContactPlan<ContactRow> | null;
  solutions: SolutionPlan<SolutionRow> | null;
  team: TeamPlan<TeamRow> | null;
  notes: readonly Note[];
  /** What the connector itself must not do. */
  refusals: readonly Refusal[];
}

export function planUpdate(change: UpdateChange, current: CurrentRecord, org: Org, nowMs: number): UpdatePlan {
  const fields = writtenFields(change);
  const { columns, notes } = opportunityColumns(fields, currencyOf(change, current), org, 'update');
  const isReopened = current.isClosed && fields.status != null;
  return {
    change,
    current,
    columns: {
      ...columns,
      ...(isReopened ? {} : openColumns(fields.status, org)),
      ...nameColumn(change, current, org),
      ...(change.counterpartId === undefined ? {} : counterpartColumns(change.counterpartId, org, org.own)),
      ...(change.optIn ? { [org.own.optIn]: true } : {}),
      ...auditColumn({ feedback: change.feedback, notes, nowMs }, current.audit, org, org),
    },
    contacts: fields.contacts ? planContacts(contactsShown(fields.contacts, org), current.contacts) : null,
    solutions:
      fields.solutions && org.solutions
        ? planSolutions(solutionsShown(fields.solutions, currencyOf(change, current), org), current.solutions)
        : null,
    team: fields.team && org.roles.team !== null ? planTeam(fields.team, current.team) : null,
    notes,
    // A closed deal is reopened by people alone.
    refusals: isReopened ? [refusal('crm-deal-closed', 'status', { said: '', fields: '', reason: '' })] : [],
  };
}

function currencyOf({ fields }: UpdateChange, { snapshot }: CurrentRecord): string | null {
  return fields.currency ?? snapshot.deal.currency ?? null;
}

/** The name is written when it changes or when its mark does; the mark stays unless the feedback says otherwise. */
function nameColumn({ fields, feedback }: UpdateChange, current: CurrentRecord, org: Org): Columns {
  const name = renamed({ name: fields.name, mark: feedback?.mark }, current, org.name);
  return name === null ? {} : { name };
}

/** The plan with remarks that only a look-up could bring; what the audit text says already is not said again. */
export function withNotes(plan: UpdatePlan, remarks: readonly Note[], org: Org, nowMs: number): UpdatePlan {
  const { current, change } = plan;
  const fresh = notSaidYet(remarks, current.audit, org.settings.language);
  if (fresh.length === 0) return plan;
  const notes = [...plan.notes, ...fresh];
  const audit = auditColumn({ feedback: change.feedback, notes, nowMs }, current.audit, org, org);
  return { ...plan, notes, columns: { ...plan.columns, ...audit } };
}

const NOTHING: ContactParts = { before: [], columns: {}, after: [] };

/** The requests of a plan, all or nothing; null when there is nothing to write. */
export function changeSetOf(plan: UpdatePlan, known: Known, org: Org, newId: () => string): ChangeSet | null {
  const { change, current } = plan;
  const { fields } = change;
  const belonging: Belonging = {
    dealId: change.id,
    accountId: current.accountId,
    currency: currencyOf(change, current),
    newId,
  };
  const contacts = plan.contacts ? contactParts(plan.contacts, belonging, known, org) : NOTHING;
  const closing = current.isClosed ? null : closingPart(closingFields(change, current), change.id, org);
  const columns = { ...plan.columns, ...contacts.columns };
  const after: BatchPart[] = [
    ...contacts.after,
    ...(plan.solutions ? solutionParts(plan.solutions, belonging, known, org) : []),
    ...(plan.team ? teamParts(plan.team, { dealId: change.id, ownerId: current.team.ownerId }, org, newId) : []),
    ...(org.settings.notes === 'note' && fields.notes !== undefined
      ? noteParts(noteShown(fields.notes), current.note, change.id, newId)
      : []),
    // Last: a closed opportunity takes nothing more.
    ...(closing ? [closing] : []),
  ];
  if (Object.keys(columns).length === 0 && contacts.before.length + after.length === 0) return null;
  return { changes: [...contacts.before, opportunityPart(change, columns, org), ...after] };
}

/** Its condition decides whether anything is written at all, so it is there even when none of its columns changes. */
function opportunityPart({ id, expectedVersion }: UpdateChange, columns: Columns, org: Org): BatchPart {
  const isConditional = expectedVersion !== null && org.opportunity.hasVersions;
  return {
    method: 'PATCH',
    path: `${org.opportunity.set}(${id})`,
    headers: isConditional ? { 'If-Match': expectedVersion } : ANY_VERSION,
    body: columns,
  };
}

/** Only a change of status closes. */
function closingFields(change: UpdateChange, { snapshot }: CurrentRecord): DealView {
  const { status } = writtenFields(change);
  if (status == null) return {};
  const { deal } = snapshot;
  return {
    status,
    name: change.fields.name ?? deal.name ?? null,
    value: change.fields.value ?? deal.value ?? null,
    statusReason: change.fields.statusReason ?? null,
  };
}
