import type { Link } from '../core/model/link.ts';
import type { Change, Feedback, Plan, UpdateChange } from '../core/model/plan.ts';
import { type PerSide, SIDES, type Side } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { isFinal } from '../core/model/status.ts';
import { feedbackOf } from '../core/reconcile/feedback.ts';
import { foldBase, foldCreation } from '../core/reconcile/fold.ts';
import { planPass } from '../core/reconcile/plan.ts';
import { type Applied, applyChange, mayGoOn, nothingApplied } from './apply.ts';
import { findCounterparts } from './counterpart.ts';
import type { EngineDeps, PassReport } from './deps.ts';
import { lookAt } from './look.ts';
import type { StoredLink } from './ports.ts';

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
  const found = await findCounterparts(deps, adopt(stored.link, looked.now), looked.now, signal);
  if (found.missing)
    return { ...unchanged(found.link), link: brokenLink(found.link, found.missing), outcome: 'broken' };
  return runRounds(deps, found.link, found.now, signal);
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
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const plan = planFor(deps, link, now);
    const barred = barredBy(deps, link, plan);
    if (barred) return { ...barred, plans: [...plans, ...barred.plans] };
    const step = await applyPlan(deps, link, plan, now, signal);
    if (step.worked) plans.push(plan);
    ({ link, now } = step);
    const end = endOf(step.applied, link, plan, plans);
    if (end) return end;
    deps.rateStop.applied(plan);
    await deps.store.transaction(async (tx) => {
      // Each round is safe in the store before the next one begins (invariant 5); hints stay until the pass ends.
      await tx.links.save(link, 0);
    });
  }
  return { ...unchanged(link), plans, outcome: 'changed', again: true };
}

/** Why a plan is not applied: a safety stop, or a run that only looks. */
function barredBy(deps: EngineDeps, link: Link, plan: Plan): PassResult | null {
  const halt = plan.halt ?? (link.released ? null : deps.rateStop.check(plan));
  if (halt) return { ...unchanged(link), link: { ...link, state: 'halted', reason: halt }, outcome: 'halted' };
  return deps.settings.dryRun ? { ...unchanged(link), plans: [plan] } : null;
}

/** Whether the pass is over after this step: something stopped it, or there was nothing left to do. */
function endOf(applied: Applied, link: Link, plan: Plan, plans: readonly Plan[]): PassResult | null {
  if (!mayGoOn(applied) && !applied.adopted) return ended(applied, link, plans);
  const over = plan.changes.length === 0 || applied.refusals.length > 0;
  return over ? settled(applied, { ...link, released: false }, plans) : null;
}

/** The plan for a link with both sides in view. */
export function planFor(deps: EngineDeps, link: Link, now: PerSide<Snapshot | null>): Plan {
  const side = (port: EngineDeps['sides'][Side]) => ({
    updatable: new Set(port.capabilities.updatable),
    normalize: (view: Parameters<typeof port.normalize>[0]) => port.normalize(view),
  });
  return planPass({
    link,
    now,
    rules: deps.rules,
    sides: { crm: side(deps.sides.crm), 'partner-center': side(deps.sides['partner-center']) },
    settings: deps.settings,
  });
}

interface Step {
  link: Link;
  now: PerSide<Snapshot | null>;
  applied: Applied;
  /** Something was written or refused. */
  worked: boolean;
}

/** Partner Center first; the CRM record then gets its fields, mark and audit lines in one write. */
async function applyPlan(
  deps: EngineDeps,
  start: Link,
  plan: Plan,
  now: PerSide<Snapshot | null>,
  signal: AbortSignal,
): Promise<Step> {
  const applied = nothingApplied();
  let link = start;
  for (const change of plan.changes.filter(({ side }) => side === 'partner-center')) {
    link = await applyChange(deps, link, change, applied, signal);
  }
  if (mayGoOn(applied)) link = await applyToRecord(deps, link, plan, now.crm, applied, signal);
  return {
    ...fold(link, plan, now, applied),
    applied,
    worked: plan.changes.length + plan.refusals.length + plan.notes.length > 0,
  };
}

async function applyToRecord(
  deps: EngineDeps,
  start: Link,
  plan: Plan,
  record: Snapshot | null,
  applied: Applied,
  signal: AbortSignal,
): Promise<Link> {
  const tell = () =>
    feedbackOf({ plan, outcome: applied, told: start.feedback, record, rules: deps.rules, nowMs: deps.clock.nowMs() });
  const told = tell();
  const change = recordChange(plan, record, told.feedback, applied);
  if (!change) return { ...start, feedback: told.waiting };
  const link = await applyChange(deps, start, change, applied, signal);
  if (applied.after.crm && !applied.adopted) return { ...link, feedback: told.told };
  if (applied.refusals.length === 0 || !record)
    return { ...link, feedback: mayGoOn(applied) ? told.waiting : start.feedback };
  // The CRM refused the fields: the seller still learns why, by a write that carries nothing else.
  const refusal = tell();
  const aside = nothingApplied();
  if (refusal.feedback) await applyChange(deps, link, feedbackOnly(record, refusal.feedback), aside, signal);
  applied.told = aside.after.crm ?? null;
  return { ...link, feedback: aside.after.crm ? refusal.told : start.feedback };
}

/** The CRM's write of this round: its fields, if any, with the feedback; or the feedback alone when that is worth a write. */
function recordChange(plan: Plan, record: Snapshot | null, feedback: Feedback | null, applied: Applied): Change | null {
  const planned = plan.changes.find(({ side }) => side === 'crm');
  if (planned) return feedback ? { ...planned, feedback } : planned;
  if (!record || !feedback) return null;
  const shared = plan.changes.some(({ kind }) => kind === 'create') ? applied.after['partner-center']?.id : undefined;
  return shared ? { ...feedbackOnly(record, feedback), counterpartId: shared } : feedbackOnly(record, feedback);
}

function feedbackOnly(record: Snapshot, feedback: Feedback): UpdateChange {
  return {
    kind: 'update',
    side: 'crm',
    id: record.id,
    expectedVersion: record.version,
    fields: {},
    previous: record.deal,
    feedback,
    irreversible: [],
  };
}

function fold(link: Link, plan: Plan, now: PerSide<Snapshot | null>, applied: Applied): Pick<Step, 'link' | 'now'> {
  const next: PerSide<Snapshot | null> = {
    crm: applied.after.crm ?? applied.told ?? now.crm,
    'partner-center': applied.after['partner-center'] ?? now['partner-center'],
  };
  const created = plan.changes.find(({ kind }) => kind === 'create');
  const named = adopt(link, next);
  if (created) return { link: afterCreate(named, created.side, now, applied), now: next };
  if (!next.crm || !next['partner-center'] || !now.crm || !now['partner-center']) return { link: named, now: next };
  const views = { crm: now.crm.deal, 'partner-center': now['partner-center'].deal };
  const after = Object.fromEntries(
    SIDES.flatMap((side) => (applied.after[side] ? [[side, applied.after[side].deal]] : [])),
  );
  return {
    link: activated({ ...named, base: foldBase(named.base, plan.decisions, { now: views, after }) }, next),
    now: next,
  };
}

/** A created record agrees with its origin; one that was found instead is merged against no base. */
function afterCreate(link: Link, side: Side, now: PerSide<Snapshot | null>, applied: Applied): Link {
  const created = applied.after[side];
  if (!created) return link;
  const known = { ...link, intent: null };
  const origin = now[side === 'crm' ? 'partner-center' : 'crm'];
  if (applied.adopted || !origin) return known;
  const base = foldCreation({ [side]: created.deal, [origin.side]: origin.deal } as PerSide<Snapshot['deal']>);
  return activated({ ...known, base }, { [side]: created, [origin.side]: origin } as PerSide<Snapshot>);
}

/** The link with the ids that its snapshots tell. */
function adopt(link: Link, now: PerSide<Snapshot | null>): Link {
  const referral = now['partner-center'];
  return {
    ...link,
    referralId: referral?.id ?? link.referralId,
    engagementId: referral?.referral?.engagementId ?? link.engagementId,
    microsoftReferralId: referral?.referral?.microsoftReferralId ?? link.microsoftReferralId,
    recordId: now.crm?.id ?? link.recordId,
    seen: { crm: now.crm ?? link.seen.crm, 'partner-center': referral ?? link.seen['partner-center'] },
  };
}

function activated(link: Link, now: PerSide<Snapshot | null>): Link {
  const closed = isFinal(now['partner-center']?.deal.status) && isFinal(link.base['partner-center'].status);
  return { ...link, state: closed ? 'closed' : 'active', reason: null };
}

function unchanged(link: Link): PassResult {
  return { link, stale: [], applied: nothingApplied(), plans: [], outcome: 'silent', again: false };
}

function settled(applied: Applied, link: Link, plans: readonly Plan[]): PassResult {
  const refusal = applied.refusals[0] ?? plans.at(-1)?.refusals[0];
  const said = refusal ? { ...link, reason: `${refusal.message} ${refusal.remedy}` } : link;
  const changed = plans.some(({ changes, notes }) => changes.length > 0 || notes.length > 0);
  return { ...unchanged(said), applied, plans, outcome: refusal ? 'refused' : changed ? 'changed' : 'silent' };
}

function ended(applied: Applied, link: Link, plans: readonly Plan[]): PassResult {
  if (applied.gone) return { ...broken(link, applied.gone), applied, plans };
  if (applied.conflict) return { ...unchanged(link), applied, plans, outcome: 'conflict', stale: SIDES };
  return { ...unchanged(link), applied, plans, outcome: 'failed', stale: SIDES };
}

function broken(link: Link, side: Side): PassResult {
  const id = side === 'crm' ? link.recordId : link.referralId;
  const what = side === 'crm' ? `The CRM record ${id}` : `The referral ${id}`;
  return {
    ...unchanged(link),
    link: brokenLink(link, `${what} is gone or no longer visible to the connector's account.`),
    outcome: 'broken',
  };
}

function brokenLink(link: Link, reason: string): Link {
  return { ...link, state: 'broken', reason };
}
