import { adoptedPairs } from './adoption.ts';
import { bareInbound, bareOutbound } from './bare.ts';
import { editRecord } from './changes.ts';
import type { BenchCrm } from './crm/words.ts';
import { patchesByReferral } from './delays.ts';
import type { TimedTrace } from './emulators.ts';
import { type Installation, withInstallation } from './installation.ts';
import { type Measured, median } from './measure.ts';
import { benchOptions } from './options.ts';
import type { Pair } from './pairs.ts';
import { CHANGES, EDITORS, OVERLAP, pileUpReferrals } from './piled-up.ts';
import { inParallel, pause, withTraces } from './trace-log.ts';

const ROUNDS = benchOptions.rounds;
const PATIENCE_MS = 60_000;
const AIM = 0.7;
/** Long enough to make all changes before the connector hears of the first. */
const HOLD_MS = 8000;
/** One look finds all changes of a round. */
const SWEEPS = { partnerCenterEvery: '10m', crmEvery: '10s', overlap: OVERLAP } as const;

interface Rates {
  ours: number[];
  bare: number[];
  /** As the bare loop, with as many writes in one call as the product puts there. */
  batched: number[];
}

/**
 * Changes per second when many have piled up, against a loop that makes nothing but the calls. Both alternate, so that they share the weather.
 * Each round has an installation of its own: what the bare loop changes, the connector would put right in the next round.
 */
export async function benchThroughput(crm: BenchCrm): Promise<readonly Measured[]> {
  const inbound: Rates = { ours: [], bare: [], batched: [] };
  const outbound: Rates = { ours: [], bare: [], batched: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    await withInstallation(crm, async (installation) => {
      const pairs = await adoptedPairs(installation, CHANGES);
      const { process } = await installation.serve({ sweep: SWEEPS });
      await pause(2000);
      // What a connector pays once after its start belongs to `costs`.
      await ourInbound(installation, pairs);
      await pause(SETTLE_MS);
      inbound.ours.push(await ourInbound(installation, pairs));
      await pause(SETTLE_MS);
      outbound.ours.push(await ourOutbound(installation, pairs));
      await process.stop();
      inbound.bare.push(await bareInbound(installation, pairs, 1));
      inbound.batched.push(await bareInbound(installation, pairs, crm.bare.dealsPerCall));
      outbound.bare.push(await bareOutbound(installation, pairs));
    });
  }
  return [
    ...figures('inbound', 'Partner Center to CRM', inbound),
    ...figures('outbound', 'CRM to Partner Center', outbound),
  ];
}

/** Until the last changes' echoes are through and versions are at rest. */
const SETTLE_MS = 13_000;

async function ourInbound(installation: Installation, pairs: readonly Pair[]): Promise<number> {
  const { fromMs, toMs } = await pileUpReferrals(installation, pairs, { holdMs: HOLD_MS, patienceMs: PATIENCE_MS });
  return rate(pairs, fromMs, toMs);
}

function ourOutbound(installation: Installation, pairs: readonly Pair[]): Promise<number> {
  const { partnerCenter, crm, crmEmulator } = installation;
  return withTraces(crmEmulator, 100, (looks) =>
    withTraces(partnerCenter, 100, async (log) => {
      await looks.until((traces) => traces.some(crm.isLook), PATIENCE_MS);
      await inParallel(pairs, EDITORS, async (pair) => void (await editRecord(installation, pair)));
      const editedAtMs = Date.now();
      const found = (traces: readonly TimedTrace[]) =>
        traces.find((trace) => crm.isLook(trace) && trace.arrivedAtMs > editedAtMs);
      await looks.until((traces) => found(traces) !== undefined, PATIENCE_MS);
      await log.until((traces) => patchesByReferral(traces).size >= pairs.length, PATIENCE_MS);
      const patches = [...patchesByReferral(log.traces).values()];
      const foundAtMs = found(looks.traces)?.arrivedAtMs ?? Number.NaN;
      if (Math.min(...patches) < foundAtMs) throw new Error('A look came in between the edits; run the bench again');
      return rate(pairs, foundAtMs, Math.max(...patches));
    }),
  );
}

function rate(pairs: readonly Pair[], fromMs: number, toMs: number): number {
  return (pairs.length * 1000) / (toMs - fromMs);
}

function figures(id: string, what: string, { ours, bare, batched }: Rates): Measured[] {
  const ratios = ours.map((rate, round) => rate / (bare[round] ?? Number.NaN));
  const text = (rates: readonly number[]) => rates.map(Math.round).join(', ');
  return [
    {
      id: `throughput-${id}`,
      what: `Changes per second, ${what}`,
      value: median(ours),
      unit: 'changes/s',
      aim: null,
      remark: `rounds: ${text(ours)}`,
    },
    {
      id: `throughput-${id}-ratio`,
      what: `… of what a bare loop of calls reaches`,
      value: median(ratios),
      unit: '',
      aim: { atLeast: AIM },
      remark: `bare loop: ${text(bare)} changes/s${batched.length > 0 ? `; with writes in batches: ${text(batched)}` : ''}`,
    },
  ];
}
