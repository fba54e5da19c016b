import type { EngineDeps } from './deps.ts';
import type { Claim } from './ports.ts';

export const PRUNE_KEY = 'prune:store';

const DAY_MS = 86_400_000;

/** Once a day the store forgets what nobody needs any more. */
export async function runPruneJob(deps: EngineDeps, claim: Claim): Promise<void> {
  await deps.store.prune();
  await deps.store.transaction(async (tx) => {
    await tx.work.settle(claim, { kind: 'done', requeueAfterMs: DAY_MS });
  });
}
