import type { Chore, EngineDeps } from './deps.ts';
import type { Claim, WorkRequest } from './ports.ts';

export const CHORE_PREFIX = 'chore:';
export const CHORES_LANE = 'chores';

const DAY_MS = 86_400_000;

/** The engine's own regular task beside those that come from outside: once a day the store forgets what nobody needs any more. */
function choresOf({ store, chores = [] }: EngineDeps): readonly Chore[] {
  return [{ key: 'chore:prune-store', everyMs: DAY_MS, run: () => store.prune() }, ...chores];
}

/** The first runs. A restart does not push a run back that was due earlier. */
export async function choreRequests(deps: EngineDeps): Promise<readonly WorkRequest[]> {
  const nowMs = await deps.store.work.nowMs();
  return choresOf(deps).map(({ key, everyMs }) => ({
    key,
    lane: CHORES_LANE,
    priority: 1 as const,
    notBeforeMs: nowMs + everyMs,
  }));
}

export async function runChoreJob(deps: EngineDeps, claim: Claim, signal: AbortSignal): Promise<void> {
  const chore = choresOf(deps).find(({ key }) => key === claim.key);
  await chore?.run(signal);
  // A chore that this version no longer knows ends here.
  const outcome = chore ? { kind: 'done' as const, requeueAfterMs: chore.everyMs } : { kind: 'done' as const };
  await deps.store.transaction(async (tx) => void (await tx.work.settle(claim, outcome)));
}
