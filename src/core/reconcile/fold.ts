import type { Deal, DealField, DealView } from '../model/deal.ts';
import type { FieldDecision } from '../model/plan.ts';
import { type PerSide, SIDES, type Side } from '../model/side.ts';

/**
 * What a pass achieved on each side: the views that were read, and the view after the write where one succeeded. A side that was to be
 * written but was not has no `after`.
 */
export interface Achieved {
  now: PerSide<DealView>;
  after: Partial<Record<Side, DealView>>;
  /** Fields that a side did not take although others of the same write went through. */
  refused?: Partial<Record<Side, ReadonlySet<DealField>>>;
}

/**
 * The new base: exactly what each side holds, field by field, and only for fields whose every write succeeded. A field whose write
 * failed or must wait keeps its old base, so that the next pass sees the change again (invariant 5).
 */
export function foldBase(
  base: PerSide<DealView>,
  decisions: readonly FieldDecision[],
  achieved: Achieved,
): PerSide<DealView> {
  const next = { crm: { ...base.crm }, 'partner-center': { ...base['partner-center'] } };
  for (const decision of decisions) {
    for (const side of sidesThatAdvance(decision, achieved))
      setField(next[side], decision.field, held(side, decision, achieved));
  }
  return next;
}

/** The base of a link whose two records were just made equal by creation: everything both show now. */
export function foldCreation(views: PerSide<DealView>): PerSide<DealView> {
  return { crm: { ...views.crm }, 'partner-center': { ...views['partner-center'] } };
}

function sidesThatAdvance(decision: FieldDecision, achieved: Achieved): readonly Side[] {
  const targets = SIDES.filter((side) => side in decision.write);
  const failed = (side: Side) => !achieved.after[side] || achieved.refused?.[side]?.has(decision.field);
  if (targets.some(failed)) return [];
  // What is held is still to be decided: both changes must be seen again when the hold ends.
  if (decision.verdict === 'hold') return [];
  return decision.partial ? targets : SIDES;
}

function held(side: Side, decision: FieldDecision, achieved: Achieved): Deal[DealField] | undefined {
  const after = side in decision.write ? achieved.after[side] : undefined;
  const view = after ?? achieved.now[side];
  return view[decision.field] as Deal[DealField] | undefined;
}

function setField(view: DealView, field: DealField, value: Deal[DealField] | undefined): void {
  // An absent field means that the side has no place for it; that is kept apart from null.
  if (value !== undefined) (view as Record<DealField, unknown>)[field] = value;
}
