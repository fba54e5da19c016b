import { say } from '../../core/messages.ts';
import type { DealView } from '../../core/model/deal.ts';
import type { Note, UpdateChange } from '../../core/model/plan.ts';
import type { Mark } from '../../core/model/snapshot.ts';
import { planContacts, planSolutions, type RelatedPlan } from './children.ts';
import type { CurrentRecord } from './memory.ts';
import type { Org } from './org.ts';
import { shownStatus } from './stages.ts';
import { planTeam } from './team.ts';
import { auditColumn, type Columns, counterpartColumns, markedName, opportunityColumns } from './write-columns.ts';

/** One update as calls: columns of the opportunity itself, and what must happen to its child lists. */
export interface UpdatePlan {
  change: UpdateChange;
  current: CurrentRecord;
  columns: Columns;
  related: RelatedPlan;
  notes: readonly Note[];
}

export function planUpdate(change: UpdateChange, current: CurrentRecord, org: Org, nowMs: number): UpdatePlan {
  const { columns, notes } = opportunityColumns(writtenFields(change), org, 'update');
  return {
    change,
    current,
    columns: {
      ...columns,
      ...nameColumn(change, current, org),
      ...(change.counterpartId === undefined ? {} : counterpartColumns(change.counterpartId, org)),
      ...(change.optIn ? { [org.own.optIn]: true } : {}),
      ...auditColumn({ feedback: change.feedback, notes, nowMs }, current.audit, org, org),
    },
    related: {
      contacts: change.fields.contacts ? planContacts(change.fields.contacts, current.contacts, org) : null,
      solutions:
        change.fields.solutions && org.solutions
          ? planSolutions(change.fields.solutions, current.solutions, org)
          : null,
      team: change.fields.team && org.teamPath !== null ? planTeam(change.fields.team, current.team) : null,
    },
    notes,
  };
}

/** The plan with remarks that only a look-up could bring; what the audit text says already is not said again. */
export function withNotes(plan: UpdatePlan, remarks: readonly Note[], org: Org, nowMs: number): UpdatePlan {
  const { current, change } = plan;
  const fresh = remarks.filter(({ told }) => !current.audit?.includes(say(told, org.settings.language)));
  if (fresh.length === 0) return plan;
  const notes = [...plan.notes, ...fresh];
  const audit = auditColumn({ feedback: change.feedback, notes, nowMs }, current.audit, org, org);
  return { ...plan, notes, columns: { ...plan.columns, ...audit } };
}

/** The stage moves only with the status: a seller's own stage within `active` is not ours to set. */
function writtenFields({ fields, previous }: UpdateChange): DealView {
  const { status, ...others } = fields;
  if (status == null || (previous.status != null && shownStatus(status) === shownStatus(previous.status)))
    return others;
  return { ...others, status };
}

/** The name is written when it changes or when its mark does; the mark stays unless the feedback says otherwise. */
function nameColumn(change: UpdateChange, current: CurrentRecord, org: Org): Columns {
  const mark: Mark = change.feedback?.mark === undefined ? current.mark : change.feedback.mark;
  const name = change.fields.name ?? current.name;
  const shownMark = org.settings.checkMarkInName ? mark : null;
  if (name === current.name && shownMark === current.mark) return {};
  const written = name === current.name ? withoutLoss(name, shownMark, org) : markedName(name, shownMark, org);
  return written === null ? {} : { Name: written };
}

/** A name that is already there is never cut for the sake of its mark. */
function withoutLoss(name: string | null, mark: Mark, org: Org): string | null {
  const marked = markedName(name, mark, org);
  return name !== null && marked?.endsWith(name) ? marked : name;
}
