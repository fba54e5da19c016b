import type { DealField, DealView } from '../core/model/deal.ts';
import type { Link } from '../core/model/link.ts';
import type { Change, Feedback, Plan, UpdateChange } from '../core/model/plan.ts';
import { isUnderReview } from '../core/model/registration.ts';
import { otherSide, type PerSide, SIDES, type Side } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { isFinal } from '../core/model/status.ts';
import { feedbackOf } from '../core/reconcile/feedback.ts';
import { foldBase, foldCreation } from '../core/reconcile/fold.ts';
import { rememberRefused } from '../core/reconcile/refused.ts';
import { holderOf } from '../core/reconcile/succession.ts';
import { type Applied, mayGoOn, nothingApplied } from './applied.ts';
import { applyChange, type Round } from './apply.ts';
import type { EngineDeps } from './deps.ts';
import { takeOver } from './take-over.ts';

export interface Step {
  link: Link;
  now: PerSide<Snapshot | null>;
  applied: Applied;
  /** Something was written or refused. */
  worked: boolean;
}

/** Partner Center first; the CRM record then gets its fields, mark and audit lines in one write. */
export async function applyPlan(
  deps: EngineDeps,
  start: Link,
  plan: Plan,
  now: PerSide<Snapshot | null>,
  signal: AbortSignal,
): Promise<Step> {
  const applied = nothingApplied();
  const round = { now, applied, signal };
  let link = start;
  for (const change of plan.changes.filter(({ side }) => side === 'partner-center')) {
    link = await applyChange(deps, link, change, round);
  }
  if (mayGoOn(applied)) link = await applyToRecord(deps, link, plan, round);
  return {
    ...fold(deps, link, plan, now, applied),
    applied,
    worked: plan.changes.length + plan.refusals.length + plan.standing.length + plan.notes.length > 0,
  };
}

async function applyToRecord(deps: EngineDeps, start: Link, whole: Plan, round: Round): Promise<Link> {
  const { now, applied } = round;
  const record = now.crm;
  const referral = now['partner-center'];
  const plan = possible(whole, applied);
  const { marks } = deps.sides.crm.memberFor(now).capabilities;
  const shared = { plan, told: start.feedback, record, referral, marks, nowMs: deps.clock.nowMs() };
  const tell = () => feedbackOf({ ...shared, outcome: applied });
  const told = tell();
  const change = recordChange(plan, record, told.feedback, applied);
  if (!change) return { ...start, feedback: told.waiting };
  const before = applied.refusals.length;
  const link = await applyChange(deps, start, change, round);
  const isRefused = applied.refusals.length > before;
  if (applied.after.crm && !applied.adopted && !isRefused) return { ...link, feedback: told.told };
  if (!isRefused || !record || !mayGoOn(applied))
    return { ...link, feedback: mayGoOn(applied) ? told.waiting : start.feedback };
  // The CRM refused the fields: the seller still learns why, by a write that carries nothing else.
  const refusal = tell();
  const aside = nothingApplied();
  const latest = applied.after.crm ?? record;
  const counterpartId = idOfShared(plan, applied);
  if (refusal.feedback)
    await applyChange(deps, link, feedbackOnly(latest, refusal.feedback, counterpartId), { ...round, applied: aside });
  applied.told = aside.after.crm ?? null;
  return { ...link, feedback: aside.after.crm ? refusal.told : start.feedback };
}

/** What sharing implies on the record waits until the deal is shared. */
function possible(plan: Plan, applied: Applied): Plan {
  const isSharing = plan.changes.some(({ side, kind }) => side === 'partner-center' && kind === 'create');
  if (!isSharing || applied.after['partner-center']) return plan;
  return { ...plan, changes: plan.changes.filter(({ side }) => side === 'partner-center') };
}

/** The CRM's write of this round: its fields, if any, with the feedback; or the feedback alone when that is worth a write. */
function recordChange(plan: Plan, record: Snapshot | null, feedback: Feedback | null, applied: Applied): Change | null {
  const planned = plan.changes.find(({ side }) => side === 'crm');
  const counterpartId = idOfShared(plan, applied);
  if (planned) return { ...planned, ...(feedback ? { feedback } : {}), ...(counterpartId ? { counterpartId } : {}) };
  return record && feedback ? feedbackOnly(record, feedback, counterpartId) : null;
}

/** The referral that this round has made, for its record to name. */
function idOfShared(plan: Plan, applied: Applied): string | undefined {
  const isShared = plan.changes.some(({ side, kind }) => side === 'partner-center' && kind === 'create');
  return isShared ? applied.after['partner-center']?.id : undefined;
}

/** A write that carries news alone. */
export function feedbackOnly(record: Snapshot, feedback: Feedback, counterpartId?: string): UpdateChange {
  return {
    kind: 'update',
    side: 'crm',
    id: record.id,
    expectedVersion: record.version,
    fields: {},
    previous: record.deal,
    ...(record.record?.kind === 'lead' ? { recordKind: 'lead' } : {}),
    feedback,
    irreversible: [],
    ...(counterpartId ? { counterpartId } : {}),
  };
}

function fold(
  deps: EngineDeps,
  link: Link,
  plan: Plan,
  now: PerSide<Snapshot | null>,
  applied: Applied,
): Pick<Step, 'link' | 'now'> {
  const next: PerSide<Snapshot | null> = {
    crm: applied.told ?? applied.after.crm ?? now.crm,
    'partner-center': applied.after['partner-center'] ?? now['partner-center'],
  };
  const created = plan.changes.find(({ kind }) => kind !== 'update');
  const named = adopt(link, next);
  if (created) return { link: afterCreate(deps, named, plan, { side: created.side, now, applied }), now: next };
  if (!next.crm || !next['partner-center'] || !now.crm || !now['partner-center']) return { link: named, now: next };
  const views = { crm: now.crm.deal, 'partner-center': now['partner-center'].deal };
  const after = Object.fromEntries(
    SIDES.flatMap((side) => (applied.after[side] ? [[side, applied.after[side].deal]] : [])),
  );
  const base = foldBase(named.base, plan.decisions, { now: views, after, refused: refusedFields(applied) });
  const refused = rememberRefused(named.refused, plan.decisions, applied.refused);
  return { link: activated({ ...named, base, refused }, next), now: next };
}

/** The link after a pass that wrote nothing: what both sides show alike is agreed, everything else keeps its base. */
export function foldAgreed(deps: EngineDeps, link: Link, plan: Plan, now: PerSide<Snapshot | null>): Link {
  return fold(deps, link, plan, now, nothingApplied()).link;
}

function refusedFields({ refused }: Applied): Partial<Record<Side, ReadonlySet<DealField>>> {
  const of = (wanted: Side) => new Set(refused.filter(({ side }) => side === wanted).map(({ field }) => field));
  return { crm: of('crm'), 'partner-center': of('partner-center') };
}

/** A created record, or one that a lead has become, agrees with its origin; one that was found instead, on what its creation carried. */
function afterCreate(
  deps: EngineDeps,
  link: Link,
  plan: Plan,
  { side, now, applied }: { side: Side; now: PerSide<Snapshot | null>; applied: Applied },
): Link {
  const created = applied.after[side];
  if (!created) return link;
  // As it was planned with: what somebody has changed on it since is no part of what both agreed on.
  const origin = now[otherSide(side)];
  if (!origin) return { ...link, intent: null };
  if (applied.adopted) return takeOver(deps, link);
  const known = { ...link, intent: null };
  const shown = { ...origin, deal: { ...origin.deal, ...writtenTo(origin.side, plan, applied) } };
  const base = foldCreation({ [side]: created.deal, [origin.side]: shown.deal } as PerSide<Snapshot['deal']>);
  return activated({ ...known, base }, { [side]: created, [origin.side]: shown } as PerSide<Snapshot>);
}

/** What the origin shows of the fields that the same round has written to it. */
function writtenTo(side: Side, { changes }: Plan, { after }: Applied): DealView {
  const written = changes.flatMap((change) => (change.side === side ? Object.keys(change.fields) : []));
  const deal: DealView = after[side]?.deal ?? {};
  return Object.fromEntries(Object.entries(deal).filter(([field]) => written.includes(field)));
}

/** The link with the ids that its snapshots tell. */
export function adopt(link: Link, now: PerSide<Snapshot | null>): Link {
  const referral = now['partner-center'];
  return {
    ...link,
    referralId: referral?.id ?? link.referralId,
    engagementId: referral?.referral?.engagementId ?? link.engagementId,
    microsoftReferralId: referral?.referral?.microsoftReferralId ?? link.microsoftReferralId,
    recordId: now.crm ? holderOf(now.crm) : link.recordId,
    seen: { crm: now.crm ?? link.seen.crm, 'partner-center': referral ?? link.seen['partner-center'] },
  };
}

function activated(link: Link, now: PerSide<Snapshot | null>): Link {
  const isClosed = isFinal(now['partner-center']?.deal.status) && isFinal(link.base['partner-center'].status);
  const closed = isClosed && !isBeingRegistered(now);
  return { ...link, state: closed ? 'closed' : 'active', reason: null };
}

/** A won deal may still be registered, and its review is worth following. */
function isBeingRegistered(now: PerSide<Snapshot | null>): boolean {
  const { status, registrationStatus } = now['partner-center']?.deal ?? {};
  if (status !== 'won') return false;
  return registrationStatus ? isUnderReview(registrationStatus) : now.crm?.record?.registration !== undefined;
}
