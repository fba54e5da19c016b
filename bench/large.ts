import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { adoptedPairs, measureAdoption } from './adoption.ts';
import type { BenchCrm } from './crm/words.ts';
import type { TimedTrace } from './emulators.ts';
import { type Installation, withInstallation } from './installation.ts';
import { type Measured, median } from './measure.ts';
import { scaled } from './options.ts';
import { pause, withTraces } from './trace-log.ts';

const LINKS = scaled(10_000);
const STARTS = 5;
const IDLE_MS = 30_000;
/** Paces at which idle calls are watched, and the defaults to which they are scaled. */
const SWEEPS = { partnerCenterEvery: '1s', crmEvery: '1s', overlap: '1s' } as const;
const PER_HOUR = { crm: 3600 / 60, partnerCenter: 3600 / 300 };

/** What depends on the number of links, or must not: adoption, start, memory, idle calls. */
export function benchLarge(crm: BenchCrm): Promise<readonly Measured[]> {
  return withInstallation(crm, async (installation) => {
    const adoption = await measureAdoption(installation, LINKS);
    const starts: number[] = [];
    for (let start = 1; start < STARTS; start += 1) {
      const { process, startedAfterMs } = await installation.serve();
      starts.push(startedAfterMs);
      await process.stop();
    }
    const serving = await installation.serve({ sweep: SWEEPS });
    starts.push(serving.startedAfterMs);
    const idle = await idleCallsPerHour(installation);
    const memory = await memoryOf(serving.process.pid);
    await serving.process.stop();
    const comparing = await memoryAfterComparing(installation);
    const idleWithOne = await withInstallation(crm, async (small) => {
      await adoptedPairs(small, 1);
      await small.serve({ sweep: SWEEPS });
      return idleCallsPerHour(small);
    });
    return [
      ...adoption,
      {
        id: 'start',
        what: `Start of the connector at ${LINKS} links`,
        value: median(starts),
        unit: 'ms',
        aim: { atMost: 1500 },
        remark: `median of ${starts.map(Math.round).join(', ')}`,
      },
      {
        id: 'memory',
        what: `Memory of the connector at ${LINKS} links`,
        value: memory.nowMb,
        unit: 'MB',
        aim: { atMost: 200 },
        remark: `resident after ${IDLE_MS / 1000} idle seconds; most so far ${Math.round(memory.peakMb)} MB`,
      },
      {
        id: 'memory-comparing',
        what: `Memory after it has compared all ${LINKS} links`,
        value: comparing.nowMb,
        unit: 'MB',
        aim: null,
        remark: `most while it compared: ${Math.round(comparing.peakMb)} MB`,
      },
      { id: 'idle-calls-1', what: 'Idle calls per hour with 1 link', value: idleWithOne, unit: 'calls', aim: null },
      {
        id: 'idle-calls-10000',
        what: `Idle calls per hour with ${LINKS} links`,
        value: idle,
        unit: 'calls',
        aim: { equals: idleWithOne },
        remark: 'calls per look, at the default paces of 60 s and 5 min',
      },
    ];
  });
}

/** Calls per look at each side, scaled to the default paces. */
function idleCallsPerHour({ partnerCenter, crm, crmEmulator }: Installation): Promise<number> {
  return withTraces(partnerCenter, 1000, (pc) =>
    withTraces(crmEmulator, 1000, async (inCrm) => {
      // What the start and the seeding have left to look at is over by then.
      await pause(5000);
      const fromMs = Date.now();
      const untilMs = fromMs + IDLE_MS;
      await Promise.all([pc, inCrm].map((log) => log.until(() => Date.now() > untilMs, 2 * IDLE_MS)));
      const within = ({ arrivedAtMs }: TimedTrace) => arrivedAtMs >= fromMs && arrivedAtMs <= untilMs;
      const [pcCalls, crmCalls] = [pc.traces.filter(within), inCrm.traces.filter(within)];
      const pcLooks = pcCalls.filter(
        ({ operation, path }) => operation === 'list-referrals' && !path.includes('skiptoken'),
      );
      const crmLooks = crmCalls.filter(crm.isLook);
      if (pcLooks.length === 0 || crmLooks.length === 0) throw new Error('The connector did not look at both sides');
      return (
        (pcCalls.length / pcLooks.length) * PER_HOUR.partnerCenter + (crmCalls.length / crmLooks.length) * PER_HOUR.crm
      );
    }),
  );
}

/** A connector compares everything when its store is new, and once a day; here the store is taken away. */
async function memoryAfterComparing({ folder, serve }: Installation): Promise<Memory> {
  await rm(join(folder, 'store'), { recursive: true });
  const { process } = await serve({ sweep: SWEEPS });
  await pause(COMPARING_MS);
  return memoryOf(process.pid);
}

const COMPARING_MS = 40_000;

interface Memory {
  nowMb: number;
  peakMb: number;
}

/** Resident memory now and at most, as the operating system counts it. */
async function memoryOf(pid: number): Promise<Memory> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kb = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
    return { nowMb: kb('VmRSS') / 1024, peakMb: kb('VmHWM') / 1024 };
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  const nowMb = Number(stdout) / 1024;
  return { nowMb, peakMb: nowMb };
}
