import { asCosellError } from '../core/errors.ts';
import { CHORE_PREFIX, CHORES_LANE, runChoreJob } from './chores.ts';
import { COMPARE_KEY, COMPARE_LANE, runCompareJob } from './compare.ts';
import { type EngineDeps, LINKS_LANE, SWEEPS_LANE } from './deps.ts';
import { RECORD_PREFIX, REFERRAL_PREFIX, runDiscoveryJob } from './discovery.ts';
import { outcomeOfFailure, restLane } from './failure.ts';
import { createGathering } from './gathering.ts';
import { LINK_PREFIX, runLinkJob } from './link-job.ts';
import type { Claim, ClaimRequest } from './ports.ts';
import { runSweepJob, SWEEP_PREFIX } from './sweep.ts';

type Job = (deps: EngineDeps, claim: Claim, signal: AbortSignal) => Promise<void>;

/** Which job a key's prefix names. Each job settles its own claim, in the transaction that saves its result. */
const JOBS: readonly (readonly [string, Job])[] = [
  [LINK_PREFIX, runLinkJob],
  [REFERRAL_PREFIX, runDiscoveryJob],
  [RECORD_PREFIX, runDiscoveryJob],
  [SWEEP_PREFIX, runSweepJob],
  [COMPARE_KEY, runCompareJob],
  [CHORE_PREFIX, runChoreJob],
];

/** Keys that come back for ever. */
const SCHEDULES = [SWEEP_PREFIX, COMPARE_KEY, CHORE_PREFIX];

/** Longest sleep without looking at the work list: the safety net under wake-ups that got lost. */
const MAX_SLEEP_MS = 1_000;

export interface Worker {
  /** Resolves when every running job has ended. */
  stop(): Promise<void>;
}

/** Claims and runs due work until stopped; `lanes` limits it to some, for commands that have one task. */
export async function startWorker(deps: EngineDeps, owner: string, lanes?: readonly string[]): Promise<Worker> {
  await deps.store.work.setLane({ id: LINKS_LANE, maxInFlight: deps.settings.laneLimit });
  await deps.store.work.setLane({ id: SWEEPS_LANE, maxInFlight: 2 });
  await deps.store.work.setLane({ id: COMPARE_LANE, maxInFlight: 1 });
  await deps.store.work.setLane({ id: CHORES_LANE, maxInFlight: 1 });
  const stopping = new AbortController();
  const gathering = createGathering(deps, stopping.signal);
  const loop = new WorkerLoop({ ...deps, gathering }, { owner, ...(lanes ? { lanes } : {}) }, stopping.signal);
  const unsubscribe = deps.store.work.onWake(() => loop.wake());
  const running = Promise.all([loop.run(), keepLeases(deps, loop, stopping.signal)]);
  return {
    async stop() {
      stopping.abort();
      loop.wake();
      await running;
      unsubscribe();
    },
  };
}

type WorkerScope = Pick<ClaimRequest, 'owner' | 'lanes'>;

/** A class because it has a lifetime: the claims in flight and the sleep that a wake-up ends. */
class WorkerLoop {
  readonly claims = new Map<Claim, Promise<void>>();
  readonly #deps: EngineDeps;
  readonly #scope: WorkerScope;
  readonly #signal: AbortSignal;
  #awake = new AbortController();

  constructor(deps: EngineDeps, scope: WorkerScope, signal: AbortSignal) {
    this.#deps = deps;
    this.#scope = scope;
    this.#signal = signal;
  }

  wake(): void {
    // With a reason, because the usual exception costs a stack trace.
    this.#awake.abort('awake');
  }

  async run(): Promise<void> {
    while (!this.#signal.aborted) {
      this.#awake = new AbortController();
      const claimed = await this.#claimSome();
      if (claimed === 0) await this.#deps.clock.sleep(await this.#idleMs(), this.#awake.signal);
      else if (this.#isBusy()) await this.#deps.clock.sleep(GATHER_MS, this.#signal);
    }
    await Promise.all(this.claims.values());
  }

  /** With many passes under way their ends follow closely: the places are filled together, by one claim instead of one each. */
  #isBusy(): boolean {
    return this.claims.size > this.#deps.settings.maxPasses / 2;
  }

  async #claimSome(): Promise<number> {
    const { maxPasses, leaseMs } = this.#deps.settings;
    const free = maxPasses + EXTRA_SLOTS - this.claims.size;
    if (free <= 0) return 0;
    try {
      const claims = await this.#deps.store.work.claim({ ...this.#scope, limit: free, leaseMs });
      for (const claim of claims) this.#start(claim);
      return claims.length;
    } catch (thrown) {
      this.#deps.log.error({ err: asCosellError(thrown) }, 'work list unavailable');
      await this.#deps.clock.sleep(MAX_SLEEP_MS, this.#signal);
      return 0;
    }
  }

  async #idleMs(): Promise<number> {
    const { work } = this.#deps.store;
    try {
      const dueAtMs = await work.nextDueAtMs();
      if (dueAtMs === null || this.claims.size >= this.#deps.settings.maxPasses + EXTRA_SLOTS) return MAX_SLEEP_MS;
      // At least a millisecond: a due row whose lane is full must not make the loop spin.
      return Math.min(MAX_SLEEP_MS, Math.max(LANE_FULL_MS, dueAtMs - (await work.nowMs())));
    } catch {
      return MAX_SLEEP_MS;
    }
  }

  #start(claim: Claim): void {
    const running = this.#runJob(claim).finally(() => {
      this.claims.delete(claim);
      this.wake();
    });
    this.claims.set(claim, running);
  }

  async #runJob(claim: Claim): Promise<void> {
    const job = JOBS.find(([prefix]) => claim.key.startsWith(prefix))?.[1];
    try {
      if (!job) throw new Error(`No job is known for the key ${claim.key}`);
      await job(this.#deps, claim, this.#signal);
    } catch (thrown) {
      await this.#fail(claim, thrown);
    }
  }

  async #fail(claim: Claim, thrown: unknown): Promise<void> {
    const { store, log } = this.#deps;
    try {
      if (this.#signal.aborted) {
        await store.transaction(async (tx) => void (await tx.work.settle(claim, { kind: 'released' })));
        return;
      }
      const failure = asCosellError(thrown);
      log.warn(
        {
          key: claim.key,
          code: failure.code,
          place: failure.place,
          err: failure.recovery === 'bug' ? failure : undefined,
        },
        'job failed',
      );
      await restLane(this.#deps, claim.lane, failure);
      const isSchedule = SCHEDULES.some((prefix) => claim.key.startsWith(prefix));
      const outcome = outcomeOfFailure(failure, {
        attempts: claim.attempts,
        pauseMs: this.#deps.settings.pauseMs,
        isSchedule,
      });
      await store.transaction(async (tx) => void (await tx.work.settle(claim, outcome)));
    } catch (storeFailure) {
      // The lease runs out by itself and another process takes the key.
      log.error({ key: claim.key, err: asCosellError(storeFailure) }, 'could not settle a job');
    }
  }
}

/** Sweeps and comparisons run beside a full lane of passes. */
const EXTRA_SLOTS = 3;
const LANE_FULL_MS = 5;
const GATHER_MS = 4;

/** Prolongs the leases of running jobs and frees those of dead workers. */
async function keepLeases(deps: EngineDeps, loop: WorkerLoop, signal: AbortSignal): Promise<void> {
  const { leaseMs } = deps.settings;
  while (!signal.aborted) {
    await deps.clock.sleep(leaseMs / 3, signal);
    if (signal.aborted) return;
    try {
      if (loop.claims.size > 0) await deps.store.work.renew([...loop.claims.keys()], leaseMs);
      if ((await deps.store.work.reap()) > 0) loop.wake();
    } catch (thrown) {
      deps.log.warn({ err: asCosellError(thrown) }, 'leases could not be renewed');
    }
  }
}
