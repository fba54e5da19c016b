import type { Link } from '../core/model/link.ts';
import type { Note, Plan } from '../core/model/plan.ts';
import { type PerSide, SIDES, type Side } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';

import { type PlanningSide, planPass } from '../core/reconcile/plan.ts';
import type { ShadowFinding } from '../core/reconcile/shadow.ts';
import { succeed } from '../core/reconcile/succession.ts';

import { type Applied, mayGoOn, nothingApplied } from './applied.ts';
import { adopt, applyPlan } from './apply-plan.ts';
import { findCounterparts } from './counterpart.ts';
import type { EngineDeps, PassReport } from './deps.ts';
import { lookAt } from './look.ts';

import type { SidePort, StoredLink } from './ports.ts';
import { lookOnly } from './shadow-pass.ts';
import { takeOver } from './take-over.ts';

/** A pass never plans more often than this; more would mean that the two sides do not converge. */
const MAX_ROUNDS = 4;

/** How a pass ended, before it is saved. */
export interface PassResult {
  link: Link;
  /** Sides to read again before the next pass. */
  stale: readonly Side[];
  applied: Applied;
  plans: readonly Plan[];
  outcome: PassReport['outcome'];
  /** Nothing was read: the hints stay for the next attempt. */
  keepHints?: true;
  /** In shadow: what stands against the deal now, if that has changed. */
  findings?: readonly ShadowFinding[];
  /** Not converged within the rounds: look again. */
  again: boolean;
}

/**
 * One reconcile of one link: look at both sides, plan, apply, fold what was really achieved, and plan again until nothing is left to do.
 * Nothing here knows why the pass was asked for: the state decides, not the event.
 */
export async function reconcileLink(deps: EngineDeps, stored: StoredLink, signal: AbortSignal): Promise<PassResult> {
  const looked = await lookAt(deps, stored, signal);
  if (looked.gone) return broken(stored.link, looked.gone);
  const { link, record } = succeed(stored.link, looked.now.crm);
  const now = { ...looked.now, crm: record };
  const found = await findCounterparts(deps, adopt(link, now), now, signal);
  if (found.missing)
    return { ...silentResult(found.link), link: brokenLink(found.link, found.missing), outcome: 'broken' };
  if (deps.shadow) return shadowed(deps, found.link, found.now);
  const { intent } = found.link;
  const isMade = intent && found.now.crm && found.now['partner-center'];
  return runRounds(deps, isMade ? takeOver(deps, found.link) : found.link, found.now, signal);
}

async function shadowed(deps: EngineDeps, start: Link, now: PerSide<Snapshot | null>): Promise<PassResult> {
  const plan = planFor(deps, start, now);
  const { link, findings } = await lookOnly(deps, start, plan, now);
  if (!findings) return silentResult(link);
  return { ...silentResult(link), plans: [plan], outcome: 'planned', findings };
}

async function runRounds(
  deps: EngineDeps,
  start: Link,
  views: PerSide<Snapshot | null>,
  signal: AbortSignal,
): Promise<PassResult> {
  let link = start;
  let now = views;
  const plans: Plan[] = [];
  // Of all rounds: the last one, which finds nothing to do, has none.
  const notes: Note[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const plan = planFor(deps, link, now);
    const halted = haltedBy(deps, link, plan);
    if (halted) return { ...halted, plans };
    if (round > 0 && mayWrite(link, plan)) await keep(deps, link);
    const step = await applyPlan(deps, link, plan, now, signal);
    if (step.worked) plans.push(plan);
    ({ link, now } = step);
    notes.push(...step.applied.notes);
    const end = endOf({ ...step.applied, notes }, link, plan, plans);
    if (end) return end;
    deps.rateStop.applied(plan);
  }
  return { ...silentResult(link), applied: { ...nothingApplied(), notes }, plans, outcome: 'changed', again: true };
}

/** Whether applying the plan may call a side: most passes end with a second plan that holds nothing, and are saved as a whole. */
function mayWrite({ feedback }: Link, { changes, notes, refusals, standing }: Plan): boolean {
  return changes.length + notes.length + refusals.length + standing.length + feedback.shownRefusals.length > 0;
}

/** What a round has achieved is safe in the store before the next one writes (invariant 5); hints stay until the pass ends. */
async function keep(deps: EngineDeps, link: Link): Promise<void> {
  await deps.store.transaction(async (tx) => {
    await tx.links.save(link, 0);
  });
}

/** Why a plan is not applied: a safety stop that no person has released. */
function haltedBy(deps: EngineDeps, link: Link, plan: Plan): PassResult | null {
  const halt = plan.halt ?? (link.released ? null : deps.rateStop.check(plan));
  return halt ? { ...silentResult(link), link: { ...link, state: 'halted', reason: halt }, outcome: 'halted' } : null;
}

/** Whether the pass is over after this step: something stopped it, or there was nothing left to do. */
function endOf(applied: Applied, link: Link, plan: Plan, plans: readonly Plan[]): PassResult | null {
  if (!mayGoOn(applied) && !applied.adopted) return ended(applied, link, plans);
  const over = plan.changes.length === 0 || applied.refusals.length > 0;
  return over ? settled(applied, { ...link, released: false }, plans) : null;
}

/** The plan for a link with both sides in view. */
export function planFor(deps: EngineDeps, link: Link, now: PerSide<Snapshot | null>): Plan {
  const kind = now.crm?.record?.kind ?? 'opportunity';
  const side = (port: SidePort): PlanningSide => ({
    updatable: new Set(
      (kind === 'lead' ? port.capabilities.leads : undefined)?.updatable ?? port.capabilities.updatable,
    ),
    normalize: (view) => port.normalize(view, kind),
    leads: port.capabilities.leads !== undefined,
  });
  return planPass({
    link,
    now,
    rules: deps.rules,
    sides: {
      crm: side(deps.sides.crm.memberFor(now)),
      'partner-center': side(deps.sides['partner-center'].memberFor(now)),
    },
    today: new Date(deps.clock.nowMs()).toISOString().slice(0, 10),
    settings: deps.settings,
  });
}

/** A pass that found nothing to do. */
export function silentResult(link: Link): PassResult {
  return { link, stale: [], applied: nothingApplied(), plans: [], outcome: 'silent', again: false };
}

function settled(applied: Applied, link: Link, plans: readonly Plan[]): PassResult {
  const last = plans.at(-1);
  const refusal = applied.refusals[0] ?? last?.refusals[0] ?? last?.standing[0];
  const said = refusal ? { ...link, reason: `${refusal.message} ${refusal.remedy}` } : link;
  const changed = plans.some(({ changes, notes }) => changes.length > 0 || notes.length > 0);
  return { ...silentResult(said), applied, plans, outcome: refusal ? 'refused' : changed ? 'changed' : 'silent' };
}

function ended(applied: Applied, link: Link, plans: readonly Plan[]): PassResult {
  if (applied.gone) return { ...broken(link, applied.gone), applied, plans };
  if (applied.conflict) return { ...silentResult(link), applied, plans, outcome: 'conflict', stale: SIDES };
  return { ...silentResult(link), applied, plans, outcome: 'failed', stale: SIDES };
}

function broken(link: Link, side: Side): PassResult {
  const id = side === 'crm' ? link.recordId : link.referralId;
  const what = side === 'crm' ? `The CRM record ${id}` : `The referral ${id}`;
  return {
    ...silentResult(link),
    link: brokenLink(link, `${what} is gone or no longer visible to the connector's account.`),
    outcome: 'broken',
  };
}

function brokenLink(link: Link, reason: string): Link {
  return { ...link, state: 'broken', reason };
}
