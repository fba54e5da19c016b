import type { ContactPlan, SolutionPlan, TeamPlan } from '../crm/children.ts';
import type { NotePlan } from './notes/write.ts';
import type { ContactRow, SolutionRow } from './parties.ts';
import type { TeamRow } from './team.ts';

/** What must happen to the child lists of an opportunity. */
export interface RelatedPlan {
  contacts: ContactPlan<ContactRow> | null;
  solutions: SolutionPlan<SolutionRow> | null;
  team: TeamPlan<TeamRow> | null;
  note: NotePlan | null;
}

export function isIdle({ contacts, solutions, team, note }: RelatedPlan): boolean {
  const isChanging = [contacts, solutions].some((plan) => plan !== null && plan.changed.length > 0);
  const isMoving = [contacts, solutions, team].some(
    (plan) => plan !== null && (plan.added.length > 0 || plan.removed.length > 0),
  );
  return !isChanging && !isMoving && note === null;
}
