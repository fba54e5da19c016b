import type { ReconcileAllRequest, RunReport } from '../cli/product/passes.ts';
import type { Progress } from '../cli/product/progress.ts';
import { COMPARE_LANE, type CompareProgress, compareProgress, requestComparison } from '../engine/compare.ts';
import { type EngineDeps, LINKS_LANE, type PassReport } from '../engine/deps.ts';
import { startWorker } from '../engine/worker.ts';
import type { OpenEngine, PassListener } from './engine.ts';

const LOOK_AGAIN_MS = 100;

/** What a run over everything works on. Sweeps and chores are the connector's; while none runs, they are overdue for ever. */
const LANES: readonly string[] = [COMPARE_LANE, LINKS_LANE];

/**
 * A full comparison and every pass that follows from it, with progress. The work is in the store: an interrupted run is taken up by the next
 * one or by the connector, and several processes share it.
 */
export async function reconcileAll(
  engine: OpenEngine,
  listeners: Set<PassListener>,
  request: ReconcileAllRequest,
): Promise<RunReport> {
  const deps = await engine.connect();
  const startedAtMs = deps.clock.nowMs();
  const before = { ...engine.calls.total };
  const tally = createTally();
  listeners.add(tally.count);
  await requestComparison(deps, { restart: request.restart });
  const worker = await startWorker(deps, `command:${process.pid}`, LANES);
  const complete = await watch(deps, request, tally);
  await worker.stop();
  listeners.delete(tally.count);
  const progress = await compareProgress(deps);
  const links = await deps.store.links.count();
  return {
    complete,
    deals: Object.values(links).reduce((sum, count) => sum + count, 0),
    adopted: progress?.adopted ?? 0,
    ...tally.totals,
    unchanged: progress?.unchanged ?? 0,
    ms: deps.clock.nowMs() - startedAtMs,
    calls: {
      partnerCenter: engine.calls.total.partnerCenter - before.partnerCenter,
      crm: engine.calls.total.crm - before.crm,
    },
  };
}

/** Shows the progress until the comparison and its passes are through; false when interrupted. */
async function watch(deps: EngineDeps, { signal, onProgress }: ReconcileAllRequest, tally: Tally): Promise<boolean> {
  while (!signal.aborted) {
    const progress = await compareProgress(deps);
    const { due, leased } = await deps.store.work.counts(LANES);
    if (progress?.phase === 'done') {
      if (due + leased === 0) return true;
      onProgress({ phase: 'Reconciling deals', done: tally.passes(), total: tally.passes() + due + leased });
    } else if (progress) {
      onProgress(listing(progress));
    }
    await deps.clock.sleep(LOOK_AGAIN_MS, signal);
  }
  return false;
}

function listing(progress: CompareProgress): Progress {
  const { phase, records, referrals, totals } = progress;
  if (phase === 'crm') return { phase: 'Listing CRM records', done: records, total: totals.crm ?? null };
  return { phase: 'Pairing referrals', done: referrals, total: totals['partner-center'] ?? null };
}

type Totals = Pick<RunReport, 'created' | 'changed' | 'refused' | 'failed' | 'halted'>;

interface Tally {
  totals: Totals;
  count: PassListener;
  passes(): number;
}

/** Counts the passes that this process has carried out. */
function createTally(): Tally {
  const totals: Totals = { created: 0, changed: 0, refused: 0, failed: 0, halted: 0 };
  let passes = 0;
  return {
    totals,
    passes: () => passes,
    count(report: PassReport) {
      passes += 1;
      const creates = report.plans.some(({ changes }) => changes.some(({ kind }) => kind === 'create'));
      if (report.outcome === 'changed') totals[creates ? 'created' : 'changed'] += 1;
      if (report.outcome === 'refused' || report.outcome === 'halted' || report.outcome === 'failed')
        totals[report.outcome] += 1;
      if (report.outcome === 'broken') totals.failed += 1;
    },
  };
}
