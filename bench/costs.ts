import type { CallCounts } from '../emulators/kit/calls.ts';
import { adoptedPairs } from './adoption.ts';
import { editRecord, editReferral } from './changes.ts';
import { commitsByRecord, patchesByReferral } from './delays.ts';
import { type Installation, withInstallation } from './installation.ts';
import type { Measured } from './measure.ts';
import type { Pair } from './pairs.ts';
import { atRate, pause, withTraces } from './trace-log.ts';

/** Slow enough that no two changes share a call by chance, often enough that a sweep finds several. */
const CHANGES = 300;
const PER_SECOND = 10;
const PATIENCE_MS = 90_000;
/** Paces in the proportion of the defaults, but within a bench: one look at each side for every fifty changes. */
const SWEEPS = { partnerCenterEvery: '5s', crmEvery: '5s', overlap: '2s' } as const;
const AIM = 1.2;

/** Calls that a changed deal costs in steady state, everything included: sweeps, reads, writes of fields and of remarks. */
export function benchCosts(): Promise<readonly Measured[]> {
  return withInstallation(async (installation) => {
    const pairs = await adoptedPairs(installation, 2 * CHANGES);
    await installation.serve({ sweep: SWEEPS });
    await pause(6000);
    const inbound = await counted(installation, () => changeReferrals(installation, pairs.slice(0, CHANGES)));
    const outbound = await counted(installation, () => changeRecords(installation, pairs.slice(CHANGES)));
    return [
      ...figures('inbound', 'deal changed in Partner Center', inbound),
      ...figures('outbound', 'deal changed in Salesforce', outbound),
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
  // The echo of each change comes back with the next looks, and must cost nothing.
  await pause(6000);
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

async function countsOf({ partnerCenter, salesforce }: Installation): Promise<Counted> {
  const [pc, sf] = await Promise.all([partnerCenter.calls(), salesforce.calls()]);
  const named = (side: string, { operations }: CallCounts) =>
    Object.entries(operations).map(([name, calls]) => [`${side} ${name}`, calls]);
  return {
    read: pc.read + sf.read,
    write: pc.write + sf.write,
    operations: Object.fromEntries([...named('Partner Center', pc), ...named('Salesforce', sf)]),
  };
}

function changeReferrals(installation: Installation, pairs: readonly Pair[]): Promise<void> {
  return withTraces(installation.salesforce, 500, async (log) => {
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

function figures(id: string, what: string, { read, write, operations }: Counted): Measured[] {
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
      aim: { atMost: AIM },
      remark,
    },
    {
      id: `cost-${id}-writes`,
      what: `Writes per ${what}`,
      value: write / CHANGES,
      unit: 'calls',
      aim: { atMost: AIM },
    },
  ];
}
