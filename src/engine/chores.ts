import type { EngineDeps } from './deps.ts';
import type { Claim, WorkRequest } from './ports.ts';

/** A regular task of the installation that concerns no single deal, such as looking after the registration for notices. */
export interface Chore {
  /** Begins with `chore:`; one process at a time carries it out. */
  key: string;
  /** Between two runs, beginning this long after the start. */
  everyMs: number;
  /** Reports what it finds by itself; what it throws counts as a failed attempt. */
  run(signal: AbortSignal): Promise<void>;
}

export const CHORE_PREFIX = 'chore:';
export const CHORES_LANE = 'chores';

/** The first runs. A restart does not push a run back that was due earlier. */
export async function choreRequests({ store, chores = [] }: EngineDeps): Promise<readonly WorkRequest[]> {
  const nowMs = await store.work.nowMs();
  return chores.map(({ key, everyMs }) => ({
    key,
    lane: CHORES_LANE,
    priority: 1 as const,
    notBeforeMs: nowMs + everyMs,
  }));
}

export async function runChoreJob(deps: EngineDeps, claim: Claim, signal: AbortSignal): Promise<void> {
  const chore = deps.chores?.find(({ key }) => key === claim.key);
  await chore?.run(signal);
  // A chore that this version no longer knows ends here.
  const outcome = chore ? { kind: 'done' as const, requeueAfterMs: chore.everyMs } : { kind: 'done' as const };
  await deps.store.transaction(async (tx) => void (await tx.work.settle(claim, outcome)));
}
