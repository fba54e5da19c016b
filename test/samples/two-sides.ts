import { DEFAULT_RULES, type FieldRule } from '../../src/core/mapping/field-rules.ts';
import type { DealView } from '../../src/core/model/deal.ts';
import type { Link } from '../../src/core/model/link.ts';
import type { Change, Plan } from '../../src/core/model/plan.ts';
import { type PerSide, SIDES, type Side } from '../../src/core/model/side.ts';
import type { RecordFacts, Snapshot } from '../../src/core/model/snapshot.ts';
import { foldBase } from '../../src/core/reconcile/fold.ts';
import { type PlanningSide, planPass } from '../../src/core/reconcile/plan.ts';
import { DEAL, LOSSY_SIDES, link, PLAN_SETTINGS, record, referral } from './snapshots.ts';

/** Two linked records in memory, and the rules by which they are kept in step. */
export interface World {
  link: Link;
  now: PerSide<Snapshot>;
  rules: readonly FieldRule[];
  sides: PerSide<PlanningSide>;
}

export function world(parts: Pick<World, 'link' | 'now'> & Partial<World>): World {
  return { rules: DEFAULT_RULES, sides: LOSSY_SIDES, ...parts };
}

/** A linked pair that agreed on `agreed` and was then edited. */
export function pair(
  agreed: DealView,
  crm: DealView,
  partnerCenter: DealView = {},
  facts: Partial<RecordFacts> = {},
): World {
  const full = { ...DEAL, ...agreed };
  const now = { crm: record({ ...full, ...crm }, facts), 'partner-center': referral({ ...full, ...partnerCenter }) };
  return world({ link: link({ crm: full, 'partner-center': full }), now });
}

export function planOf({ link, now, rules, sides }: World): Plan {
  return planPass({ link, now, rules, sides, today: '2026-03-02', settings: PLAN_SETTINGS });
}

/** The world after one pass, with the writes to `failing` refused. */
export function afterPass(before: World, failing: readonly Side[] = []): { plan: Plan; world: World } {
  const plan = planOf(before);
  const after: Partial<Record<Side, DealView>> = {};
  const now = { ...before.now };
  for (const change of plan.changes.filter(({ side }) => !failing.includes(side))) {
    now[change.side] = written(now[change.side], change, before.sides[change.side]);
    after[change.side] = now[change.side].deal;
  }
  const views = { crm: before.now.crm.deal, 'partner-center': before.now['partner-center'].deal };
  const base = foldBase(before.link.base, plan.decisions, { now: views, after });
  return { plan, world: { ...before, now, link: { ...before.link, base } } };
}

function written(snapshot: Snapshot, change: Change, side: PlanningSide): Snapshot {
  const deal = { ...snapshot.deal, ...side.normalize(change.fields) };
  return { ...snapshot, deal, counterpartId: change.counterpartId ?? snapshot.counterpartId };
}

/** Plans and applies until a plan is empty; the plans that were not. Throws when ten passes do not suffice. */
export function settle(start: World): { plans: readonly Plan[]; world: World } {
  const plans: Plan[] = [];
  let current = start;
  for (let pass = 0; pass < 10; pass += 1) {
    const step = afterPass(current);
    current = step.world;
    if (step.plan.changes.length === 0) return { plans, world: current };
    plans.push(step.plan);
  }
  throw new Error('The two sides do not come to rest');
}

export function dealsOf({ now }: World): PerSide<DealView> {
  return Object.fromEntries(SIDES.map((side) => [side, now[side].deal])) as PerSide<DealView>;
}

export function changeTo(side: Side, plan: Plan): Change | undefined {
  return plan.changes.find((change) => change.side === side);
}
