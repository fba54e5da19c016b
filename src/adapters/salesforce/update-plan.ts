import type { Note, UpdateChange } from '../../core/model/plan.ts';
import { auditColumn, counterpartColumns, notSaidYet } from '../crm/bookkeeping.ts';
import { planContacts, planSolutions, planTeam } from '../crm/children.ts';
import type { Columns } from '../crm/columns.ts';
import { renamed } from '../crm/named.ts';
import { writtenFields } from '../crm/written-fields.ts';
import type { RelatedPlan } from './children.ts';
import type { CurrentRecord } from './memory.ts';
import { noteLosses, planNote } from './notes/write.ts';
import type { Org } from './org.ts';
import { contactsShown, solutionsShown } from './parties.ts';
import { nameColumnOf, opportunityColumns } from './write-columns.ts';

/** One update as calls: columns of the opportunity itself, and what must happen to its child lists. */
export interface UpdatePlan {
  change: UpdateChange;
  current: CurrentRecord;
  columns: Columns;
  related: RelatedPlan;
  notes: readonly Note[];
}

export function planUpdate(change: UpdateChange, current: CurrentRecord, org: Org, nowMs: number): UpdatePlan {
  const own = opportunityColumns(writtenFields(change), org, 'update');
  const notes = [...own.notes, ...noteLosses(change.fields, org.notes)];
  return {
    change,
    current,
    columns: {
      ...own.columns,
      ...nameColumn(change, current, org),
      ...(change.counterpartId === undefined ? {} : counterpartColumns(change.counterpartId, org, org.own)),
      ...(change.optIn ? { [org.own.optIn]: true } : {}),
      ...auditColumn({ feedback: change.feedback, notes, nowMs }, current.audit, org, org),
    },
    related: {
      contacts: change.fields.contacts
        ? planContacts(contactsShown(change.fields.contacts, org), current.contacts)
        : null,
      solutions:
        change.fields.solutions && org.solutions
          ? planSolutions(solutionsShown(change.fields.solutions, org), current.solutions)
          : null,
      team: change.fields.team && org.teamPath !== null ? planTeam(change.fields.team, current.team) : null,
      note: planNote(change, current.note, org),
    },
    notes,
  };
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

/** The name is written when it changes or when its mark does; the mark stays unless the feedback says otherwise. */
function nameColumn({ fields, feedback }: UpdateChange, current: CurrentRecord, org: Org): Columns {
  const name = renamed({ name: fields.name, mark: feedback?.mark }, current, nameColumnOf(org));
  return name === null ? {} : { Name: name };
}
