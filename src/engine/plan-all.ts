import type { Link } from '../core/model/link.ts';
import type { Plan } from '../core/model/plan.ts';
import type { PerSide, Side } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { isFinal } from '../core/model/status.ts';
import { succeed } from '../core/reconcile/succession.ts';
import { allLinks } from './all-links.ts';
import { adopt } from './apply-plan.ts';
import type { EngineDeps } from './deps.ts';
import { newLink } from './linker.ts';
import { planFor } from './pass.ts';

/** What a pass of one deal would do now. */
export interface PlannedDeal {
  link: Link;
  plan: Plan;
}

export interface PlanAllOptions {
  signal: AbortSignal;
  onListed: (side: Side, count: number) => void;
}

/**
 * Plans every deal as the two systems show it now, and writes nothing anywhere, not even to the store: what the present settings would do,
 * seen before they do it (R95). Both sides are listed once, so the cost does not grow with what differs.
 */
export async function* planAll(deps: EngineDeps, options: PlanAllOptions): AsyncGenerator<PlannedDeal> {
  const records = await listed(deps, 'crm', options);
  const referrals = await listed(deps, 'partner-center', options);
  for await (const { link } of allLinks(deps.store)) {
    const record = take(records, link.recordId) ?? takeSuccessor(records, link.recordId);
    const referral = take(referrals, link.referralId);
    if (LEFT_ALONE.has(link.state) || (!record && !referral)) continue;
    yield planned(deps, link, { crm: record, 'partner-center': referral });
  }
  // What no link knows yet is paired as a listing would pair it.
  for (const record of [...records.values()]) {
    const named = take(referrals, record.counterpartId);
    yield planned(deps, newLink('planned', record), { crm: record, 'partner-center': named });
  }
  for (const referral of referrals.values()) {
    if (isFinal(referral.deal.status)) continue;
    if (referral.referral?.category === 'lead' && deps.settings.coSellOnly) continue;
    yield planned(deps, newLink('planned', referral), { crm: null, 'partner-center': referral });
  }
}

const LEFT_ALONE: ReadonlySet<Link['state']> = new Set(['closed', 'halted', 'broken']);

type Listed = Map<string, Snapshot>;

async function listed(deps: EngineDeps, side: Side, { signal, onListed }: PlanAllOptions): Promise<Listed> {
  const found: Listed = new Map();
  for await (const page of deps.sides[side].list({ since: null, signal })) {
    for (const snapshot of page.snapshots) found.set(snapshot.id, snapshot);
    onListed(side, found.size);
    signal.throwIfAborted();
  }
  return found;
}

function take(snapshots: Listed, id: string | null): Snapshot | null {
  const found = snapshots.get(id ?? '') ?? null;
  snapshots.delete(id ?? '');
  return found;
}

/** The opportunity that a lead has become, found by the lead's id. */
function takeSuccessor(records: Listed, id: string | null): Snapshot | null {
  if (id === null) return null;
  const found = [...records.values()].find(({ record }) => record?.replaces?.id === id);
  return take(records, found?.id ?? null);
}

function planned(deps: EngineDeps, known: Link, views: PerSide<Snapshot | null>): PlannedDeal {
  const { link, record } = succeed(known, views.crm);
  const now = { ...views, crm: record };
  return { link: adopt(link, now), plan: planFor(deps, adopt(link, now), now) };
}
