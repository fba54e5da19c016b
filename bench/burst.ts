import type { CallCounts } from '../emulators/kit/calls.ts';
import { adoptedPairs } from './adoption.ts';
import { editRecord } from './changes.ts';
import type { BenchCrm } from './crm/words.ts';
import { patchesByReferral } from './delays.ts';
import { type Installation, withInstallation } from './installation.ts';
import type { Measured } from './measure.ts';
import type { Pair } from './pairs.ts';
import { CHANGES, EDITORS, OVERLAP, pileUpReferrals } from './piled-up.ts';
import { inParallel, pause, withTraces } from './trace-log.ts';

/** As far away as the real systems are. */
const LATENCY_MS = 100;
const PATIENCE_MS = 500_000;
/** Long enough to make all changes before the connector hears of the first. */
const HOLD_MS = 25_000;
/** Until what the changes have set off is through, which must cost nothing more. */
const SETTLE_MS = 22_000;
/** One look finds all changes of sellers; referrals are told by notices. */
const SWEEPS = { partnerCenterEvery: '30m', crmEvery: '15s', overlap: OVERLAP } as const;
const CALLS_AIM = 1.2;

/** Calls that a loop needs. */
interface Loop {
  partnerCenter: number;
  crm: number;
}

/** A loop that reads and writes each referral by itself, as Partner Center's API has it, and knows everything else. */
const loops = ({ bare }: BenchCrm): { inbound: Loop; outbound: Loop } => ({
  inbound: { partnerCenter: CHANGES, crm: Math.ceil(CHANGES / bare.dealsPerCall) },
  outbound: { partnerCenter: CHANGES, crm: 1 },
});

interface Burst {
  seconds: number;
  partnerCenter: CallCounts;
  crm: CallCounts;
}

/** A thousand deals changed at once, on one side and then on the other, with both systems answering late. */
export function benchBurst(crm: BenchCrm): Promise<readonly Measured[]> {
  return withInstallation(crm, async (installation) => {
    const pairs = await adoptedPairs(installation, CHANGES);
    await slowDown(installation);
    await installation.serve({ sweep: SWEEPS });
    await pause(SETTLE_MS);
    const there = await measured(installation, () => inbound(installation, pairs));
    const back = await measured(installation, () => outbound(installation, pairs));
    return [
      ...figures('inbound', 'Partner Center', there, loops(crm).inbound),
      ...figures('outbound', 'the CRM', back, loops(crm).outbound),
      await doubled(installation, pairs),
    ];
  });
}

async function slowDown({ partnerCenter, crmEmulator }: Installation): Promise<void> {
  const slow = { kind: 'slow', delayMs: LATENCY_MS, times: 1_000_000 };
  await Promise.all([partnerCenter.order('faults', slow), crmEmulator.order('faults', slow)]);
}

async function measured(installation: Installation, burst: () => Promise<number>): Promise<Burst> {
  const { partnerCenter, crmEmulator } = installation;
  const before = [await partnerCenter.calls(), await crmEmulator.calls()] as const;
  const seconds = await burst();
  await pause(SETTLE_MS);
  return {
    seconds,
    partnerCenter: difference(before[0], await partnerCenter.calls()),
    crm: difference(before[1], await crmEmulator.calls()),
  };
}

function difference(before: CallCounts, now: CallCounts): CallCounts {
  const operations = Object.entries(now.operations).map(([name, calls]) => [
    name,
    calls - (before.operations[name] ?? 0),
  ]);
  return {
    read: now.read - before.read,
    write: now.write - before.write,
    token: now.token - before.token,
    operations: Object.fromEntries(operations.filter(([, calls]) => calls !== 0)),
  };
}

async function inbound(installation: Installation, pairs: readonly Pair[]): Promise<number> {
  const { fromMs, toMs } = await pileUpReferrals(installation, pairs, { holdMs: HOLD_MS, patienceMs: PATIENCE_MS });
  return (toMs - fromMs) / 1000;
}

/** From the look that shows the changes to the last written referral, in seconds. */
function outbound(installation: Installation, pairs: readonly Pair[]): Promise<number> {
  const { partnerCenter, crm, crmEmulator } = installation;
  return withTraces(crmEmulator, 100, (looks) =>
    withTraces(partnerCenter, 100, async (log) => {
      await looks.until((traces) => traces.some(crm.isLook), PATIENCE_MS);
      await inParallel(pairs, EDITORS, async (pair) => void (await editRecord(installation, pair)));
      const editedAtMs = Date.now();
      await log.until((traces) => patchesByReferral(traces).size >= pairs.length, PATIENCE_MS);
      const patches = [...patchesByReferral(log.traces).values()];
      const fromMs = Math.min(editedAtMs, ...patches);
      return (Math.max(...patches) - fromMs) / 1000;
    }),
  );
}

function figures(id: string, what: string, { seconds, partnerCenter, crm }: Burst, loop: Loop): Measured[] {
  const calls = partnerCenter.read + partnerCenter.write + crm.read + crm.write;
  const named = (counts: CallCounts) =>
    Object.entries(counts.operations)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  return [
    {
      id: `burst-${id}-seconds`,
      what: `${CHANGES} deals changed at once in ${what}`,
      value: seconds,
      unit: 's',
      aim: null,
      remark: `${LATENCY_MS} ms per call; ${Math.round(CHANGES / seconds)} changes/s`,
    },
    {
      id: `burst-${id}-calls`,
      what: '… calls',
      value: calls,
      unit: 'calls',
      aim: null,
      remark: `Partner Center: ${named(partnerCenter)}; CRM: ${named(crm)}`,
    },
    {
      id: `burst-${id}-ratio`,
      what: '… of what a loop over each deal needs',
      value: calls / (loop.partnerCenter + loop.crm),
      unit: '',
      aim: { atMost: CALLS_AIM },
      remark: `the loop: ${loop.partnerCenter} calls to Partner Center, ${loop.crm} to the CRM; our looks are in the count`,
    },
  ];
}

/** Records beyond one per pair, on either side. */
async function doubled({ partnerCenter, crm, crmEmulator }: Installation, pairs: readonly Pair[]): Promise<Measured> {
  const { referrals } = (await partnerCenter.admin('snapshot')) as { referrals: readonly { organizationId: string }[] };
  const { records } = (await crmEmulator.admin('snapshot')) as {
    records: Readonly<Record<string, readonly unknown[]>>;
  };
  const own = referrals.filter(({ organizationId }) => organizationId !== 'msft').length;
  const deals = records[crm.dealTable]?.length ?? 0;
  return {
    id: 'burst-doubled',
    what: 'Records made beside those that were there',
    value: own + deals - 2 * pairs.length,
    unit: 'records',
    aim: { equals: 0 },
  };
}
