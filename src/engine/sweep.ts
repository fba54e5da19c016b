import type { Side } from '../core/model/side.ts';
import type { EngineDeps } from './deps.ts';
import { SWEEPS_LANE } from './deps.ts';
import { askAfter, askAgain, wakeFound } from './discovery.ts';
import { foretellWrites } from './foretell.ts';
import { lastKnown } from './known.ts';
import { offer } from './linker.ts';
import type { Claim, Priority, WorkRequest } from './ports.ts';

export const SWEEP_PREFIX = 'sweep:';

/**
 * Lists what changed on one side since its watermark and wakes the links concerned. Makes one call per page, so an idle system makes the
 * same number of calls whatever the number of links. Heals every lost webhook (R36).
 */
export async function runSweepJob(deps: EngineDeps, claim: Claim, signal: AbortSignal): Promise<void> {
  const side = claim.key.slice(SWEEP_PREFIX.length) as Side;
  await sweepSide(deps, side, signal);
  await wakeFound(deps);
  await deps.store.transaction(async (tx) => {
    await tx.watermarks.set(sweptAtName(side), new Date(deps.clock.nowMs()).toISOString());
    await tx.work.settle(claim, { kind: 'done', requeueAfterMs: deps.settings.sweepEveryMs[side] });
  });
}

/** Lists from the side's watermark on. Two at a time do no harm: the later end sets the watermark back at most, and what is repeated wakes nobody. */
export async function sweepSide(deps: EngineDeps, side: Side, signal: AbortSignal, onPage?: () => void): Promise<void> {
  const since = await deps.store.watermarks.get(SWEEP_PREFIX + side);
  // Without a watermark the first full comparison is still under way; it hands over by setting one.
  if (since === null) return;
  for await (const page of deps.sides[side].list({ since, signal, known: lastKnown(deps.store, side) })) {
    const woken = await deps.store.transaction(async (tx) => {
      // The page's links are dirty before the watermark moves past them, in one transaction.
      const links = await offer(deps, tx, page.snapshots, page.snapshots.length > BACKFILL_FROM ? BACKFILL : 1);
      await askAgain(tx, side, page.unreadable);
      await askAfter(tx, side, page.gone);
      await tx.watermarks.set(SWEEP_PREFIX + side, page.resumeAt);
      return links;
    });
    foretellWrites(deps, side, woken, signal);
    onPage?.();
  }
}

/** Under which name the time of a side's last sweep is kept. */
export function sweptAtName(side: Side): string {
  return `swept:${side}`;
}

/** A page this full is a backlog, which must not delay single changes. */
const BACKFILL_FROM = 50;
const BACKFILL: Priority = 3;

export function sweepRequests(): readonly WorkRequest[] {
  return (['partner-center', 'crm'] satisfies Side[]).map((side) => ({
    key: SWEEP_PREFIX + side,
    lane: SWEEPS_LANE,
    priority: 1 as const,
  }));
}
