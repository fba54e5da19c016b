import { choreRequests } from './chores.ts';
import { compareProgress, requestComparison } from './compare.ts';
import type { EngineDeps } from './deps.ts';
import { askFor } from './linker.ts';
import { enterShadow, leaveShadow } from './shadow.ts';
import { sweepRequests } from './sweep.ts';
import { startWorker, type Worker } from './worker.ts';

/** The running engine: sweeps scheduled, worker claiming. */
export interface Connector {
  stop(): Promise<void>;
}

/** Starts the engine. A store without a finished comparison is new: everything that exists is compared once before the sweeps take over. */
export async function startConnector(deps: EngineDeps, options: { owner: string }): Promise<Connector> {
  await deps.store.work.releaseAll(null);
  await (deps.shadow ? enterShadow(deps) : leaveShadow(deps));
  const progress = await compareProgress(deps);
  if (progress?.phase !== 'done') await requestComparison(deps);
  const chores = await choreRequests(deps);
  await deps.store.transaction((tx) => tx.work.enqueue([...sweepRequests(), ...chores]));
  const worker: Worker = await startWorker(deps, options.owner);
  return {
    async stop() {
      await worker.stop();
      await deps.store.work.releaseAll(options.owner);
    },
  };
}

/** Asks for a pass of one link, with fresh reads of both sides. False when no such link exists. */
export async function requestPass(deps: EngineDeps, linkId: string): Promise<boolean> {
  return deps.store.transaction(async (tx) => {
    const stored = await tx.links.get(linkId);
    if (!stored) return false;
    await askFor(tx, stored);
    return true;
  });
}
