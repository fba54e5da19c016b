import type { EngineDeps } from './deps.ts';
import type { Claim, WorkRequest } from './ports.ts';

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
