import type { RefusedValue } from '../model/link.ts';
import type { FieldDecision } from '../model/plan.ts';
import type { Refusal, SideRefusal } from '../model/refusal.ts';
import { SIDES, type Side } from '../model/side.ts';
import { REFUSED } from './barriers.ts';
import { sameValue } from './equality.ts';

/**
 * Takes values out of the decisions that a side has refused before and that are still the same: they would be refused again, and would take
 * the other fields of the same write with them. Their bases stay, so that they are sent once they change.
 */
export function withholdRefused(
  decisions: readonly FieldDecision[],
  refused: readonly RefusedValue[],
): { decisions: readonly FieldDecision[]; standing: readonly SideRefusal[] } {
  // Of fields that were refused together, each names the same refusal.
  const standing = new Map<Refusal, SideRefusal>();
  const kept = decisions.map((decision) => {
    const again = SIDES.flatMap((side) => refused.filter((value) => isSame(decision, side, value)));
    if (again.length === 0) return decision;
    for (const { side, refusals } of again) for (const refusal of refusals) standing.set(refusal, { ...refusal, side });
    const sides = new Set(again.map(({ side }) => side));
    const write = Object.fromEntries(Object.entries(decision.write).filter(([side]) => !sides.has(side as Side)));
    return { ...decision, verdict: 'hold' as const, rule: REFUSED, write };
  });
  return { decisions: kept, standing: [...standing.values()] };
}

function isSame({ field, write }: FieldDecision, side: Side, refused: RefusedValue): boolean {
  return refused.side === side && refused.field === field && side in write && sameValue(write[side], refused.value);
}

/** What still stands after a pass: earlier refusals whose field was not written since, and the new ones. */
export function rememberRefused(
  earlier: readonly RefusedValue[],
  decisions: readonly FieldDecision[],
  fresh: readonly RefusedValue[],
): readonly RefusedValue[] {
  const held = new Set(decisions.filter(({ rule }) => rule === REFUSED).map(({ field }) => field));
  return [...earlier.filter(({ field }) => held.has(field)), ...fresh];
}
