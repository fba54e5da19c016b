import type { CallCounts } from '../emulators/kit/calls.ts';
import { adoptedPairs } from './adoption.ts';
import { editRecord, editReferral } from './changes.ts';
import type { BenchCrm } from './crm/words.ts';
import { commitsByRecord, patchesByReferral } from './delays.ts';
import { type Installation, withInstallation } from './installation.ts';
import type { Measured } from './measure.ts';
import { scaled } from './options.ts';
import type { Pair } from './pairs.ts';
import { OVERLAP } from './piled-up.ts';
import { atRate, pause, withTraces } from './trace-log.ts';

/** Slow enough that no two changes share a call by chance. */
const CHANGES = scaled(150);
const PER_SECOND = 10;
const PATIENCE_MS = 90_000;
/** Looks in proportion to the changes as with the defaults, but within a bench. */
const SWEEPS = { partnerCenterEvery: '5s', crmEvery: '5s', overlap: OVERLAP } as const;
/** Until the echoes of all changes have come back with the next looks, which must cost nothing, and versions are at rest. */
const SETTLE_MS = 12_000;
const AIM = 1.2;

/**
 * Calls that a changed deal costs, everything included: sweeps, reads, writes of fields and of remarks. Every deal is changed on both sides in
 * turn, twice; the first time shows what a connector pays that was just started, the second the steady state.
 */
export function benchCosts(crm: BenchCrm): Promise<readonly Measured[]> {
  return withInstallation(crm, async (installation) => {
    const pairs = await adoptedPairs(installation, CHANGES);
    await installation.serve({ sweep: SWEEPS });
    await pause(SETTLE_MS);
    const inbound = () => counted(installation, () => changeReferrals(installation, pairs));
    const outbound = () => counted(installation, () => changeRecords(installation, pairs));
    const first = { inbound: await inbound(), outbound: await outbound() };
    const steady = { inbound: await inbound(), outbound: await outbound() };
    return [
      ...figures('inbound', 'deal changed in Partner Center', steady.inbound, AIM),
      ...figures('outbound', 'deal changed in the CRM', steady.outbound, AIM),
      ...figures('inbound-first', 'deal changed in Partner Center, first time after a start', first.inbound, null),
    ];
  });
}

interface Counted {
  read: number;
  write: number;
  operations: Readonly<Record<string, number>>;
}

async function counted(installation: Installation, act: () => Promise<void>): Promise<Counted> {
  const before = await countsOf(installation);
  await act();
  await pause(SETTLE_MS);
  const after = await countsOf(installation);
  const operations = Object.entries(after.operations).map(([name, calls]) => [
    name,
    calls - (before.operations[name] ?? 0),
  ]);
  return {
    read: after.read - before.read,
    write: after.write - before.write,
    operations: Object.fromEntries(operations),
  };
}

async function countsOf({ partnerCenter, crm, crmEmulator }: Installation): Promise<Counted> {
  const [pc, inCrm] = await Promise.all([partnerCenter.calls(), crmEmulator.calls()]);
  const named = (side: string, { operations }: CallCounts) =>
    Object.entries(operations).map(([name, calls]) => [`${side} ${name}`, calls]);
  return {
    read: pc.read + inCrm.read,
    write: pc.write + inCrm.write,
    operations: Object.fromEntries([...named('Partner Center', pc), ...named(crm.label, inCrm)]),
  };
}

function changeReferrals(installation: Installation, pairs: readonly Pair[]): Promise<void> {
  return withTraces(installation.crmEmulator, 500, async (log) => {
    const done = log.until((traces) => commitsByRecord(traces).size >= pairs.length, PATIENCE_MS);
    await Promise.all([done, atRate(pairs, PER_SECOND, (pair) => editReferral(installation, pair))]);
  });
}

function changeRecords(installation: Installation, pairs: readonly Pair[]): Promise<void> {
  return withTraces(installation.partnerCenter, 500, async (log) => {
    const done = log.until((traces) => patchesByReferral(traces).size >= pairs.length, PATIENCE_MS);
    await Promise.all([done, atRate(pairs, PER_SECOND, async (pair) => void (await editRecord(installation, pair)))]);
  });
}

function figures(id: string, what: string, { read, write, operations }: Counted, atMost: number | null): Measured[] {
  const aim = atMost === null ? null : { atMost };
  const remark = Object.entries(operations)
    .filter(([, calls]) => calls > 0)
    .map(([name, calls]) => `${name} ${calls}`)
    .join(', ');
  return [
    {
      id: `cost-${id}-reads`,
      what: `Reads per ${what}`,
      value: read / CHANGES,
      unit: 'calls',
      aim,
      remark: `${CHANGES} changes: ${remark}`,
    },
    { id: `cost-${id}-writes`, what: `Writes per ${what}`, value: write / CHANGES, unit: 'calls', aim },
  ];
}
