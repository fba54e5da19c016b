import type { RunReport } from '../src/cli/product/passes.ts';
import type { BenchCrm } from './crm/words.ts';
import { type Installation, withInstallation } from './installation.ts';
import type { Measured } from './measure.ts';
import { scaled } from './options.ts';
import { type Pair, plantPairs } from './pairs.ts';
import { pause } from './trace-log.ts';

/** Plants pairs and has the connector adopt them. Throws unless all were linked. */
export async function adoptedPairs(installation: Installation, count: number): Promise<readonly Pair[]> {
  const pairs = await plantPairs(installation, count);
  const { adopted } = await reconcileAll(installation);
  if (adopted !== count) throw new Error(`Of ${count} pairs ${adopted} were adopted`);
  return pairs;
}

async function reconcileAll(installation: Installation): Promise<RunReport> {
  return (await (await installation.spawn(['reconcile', '--all'])).answer()) as unknown as RunReport;
}

/** A first run over everything: `cosell reconcile --all` on pairs that name each other and agree. The pairs stay for further benches. */
export async function measureAdoption(installation: Installation, count: number): Promise<readonly Measured[]> {
  const { partnerCenter, crmEmulator } = installation;
  await plantPairs(installation, count);
  const report = await reconcileAll(installation);
  const [pc, inCrm] = await Promise.all([partnerCenter.calls(), crmEmulator.calls()]);
  const lists = pc.operations['list-referrals'] ?? 0;
  return [
    {
      id: 'adoption-rate',
      what: `Adoption of ${count} existing pairs`,
      value: (report.adopted / report.ms) * 1000,
      unit: 'pairs/s',
      aim: { atLeast: 200 },
      remark: `${report.adopted} pairs in ${Math.round(report.ms)} ms`,
    },
    {
      id: 'adoption-reads',
      what: `All reading calls to adopt ${count} pairs`,
      value: pc.read + inCrm.read,
      unit: 'calls',
      aim: { atMost: 200 },
      remark: `${lists} pages of Partner Center; ${inCrm.read} calls to the CRM, descriptions of the org included`,
    },
    {
      id: 'adoption-writes',
      what: 'Writes per adopted pair',
      value: (pc.write + inCrm.write) / count,
      unit: 'writes',
      aim: { atMost: 0.01 },
    },
  ];
}

const INTERRUPTED_PAIRS = scaled(3000);
const SLOW_PAGES = { kind: 'slow', delayMs: 100, match: { operation: 'list-referrals' }, times: 1_000_000 };

/** Interrupts a run in the middle of Partner Center's pages; the next one must adopt the rest without listing much again. */
export function benchInterruption(crm: BenchCrm): Promise<readonly Measured[]> {
  return withInstallation(crm, async (installation) => {
    const { partnerCenter } = installation;
    await plantPairs(installation, INTERRUPTED_PAIRS);
    // Slow pages give time to interrupt between them.
    await partnerCenter.order('faults', SLOW_PAGES);
    const first = await installation.spawn(['reconcile', '--all']);
    while (((await partnerCenter.calls()).operations['list-referrals'] ?? 0) < 8) await pause(20);
    const interrupted = (await stopped(first)) as unknown as RunReport;
    const before = (await partnerCenter.calls()).operations['list-referrals'] ?? 0;
    const second = await reconcileAll(installation);
    const after = (await partnerCenter.calls()).operations['list-referrals'] ?? 0;
    return [
      {
        id: 'adoption-resumed',
        what: `Of ${INTERRUPTED_PAIRS} pairs linked after an interruption and a second run`,
        value: second.deals,
        unit: 'pairs',
        aim: { equals: INTERRUPTED_PAIRS },
        remark: `interrupted (complete: ${interrupted.complete}) after ${before} pages with ${interrupted.adopted} adopted; the second run listed ${after - before} pages and ended with ${second.adopted} adopted, ${second.unchanged} unchanged, ${second.changed} changed`,
      },
    ];
  });
}

async function stopped(running: Awaited<ReturnType<Installation['spawn']>>): Promise<Record<string, unknown>> {
  const answer = running.answer();
  await running.stop('SIGINT');
  return answer;
}
