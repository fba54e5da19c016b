import { benchInterruption } from './adoption.ts';

import { benchBurst } from './burst.ts';
import { benchCosts } from './costs.ts';
import { benchLarge } from './large.ts';
import type { Measured } from './measure.ts';
import { benchOverhead } from './overhead.ts';
import { formatReport, machineFacts, reportOf, saveReport } from './report.ts';
import { benchSetup } from './setup.ts';
import { benchThroughput } from './throughput.ts';

type Bench = () => Promise<readonly Measured[]>;

/** What can be measured, by name, and how long it may take at most. */
const BENCHES: Readonly<Record<string, { bench: Bench; minutes: number }>> = {
  setup: { bench: benchSetup, minutes: 2 },
  overhead: { bench: benchOverhead, minutes: 5 },
  costs: { bench: benchCosts, minutes: 4 },
  burst: { bench: benchBurst, minutes: 20 },
  throughput: { bench: benchThroughput, minutes: 10 },
  large: { bench: benchLarge, minutes: 6 },
  interruption: { bench: benchInterruption, minutes: 3 },
};

const args = process.argv.slice(2);
const names = args.filter((argument) => !argument.startsWith('--'));
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}. Benches: ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exit(2);
}

const machine = machineFacts();
const measured: Measured[] = [];
const failed: { bench: string; reason: string }[] = [];
for (const [name, { bench, minutes }] of Object.entries(BENCHES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  try {
    measured.push(...(await inTime(bench(), minutes)));
  } catch (thrown) {
    failed.push({ bench: name, reason: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) });
  }
}
const report = reportOf(machine, measured, failed);
const path = await saveReport(report);
process.stdout.write(args.includes('--json') ? `${JSON.stringify(report)}\n` : `${formatReport(report)}\n`);
process.stderr.write(`Kept in ${path}\n`);
// Children that hang end with this process.
process.exit(failed.length > 0 ? 1 : 0);

function inTime<T>(running: Promise<T>, minutes: number): Promise<T> {
  return Promise.race([
    running,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`not done after ${minutes} minutes`)), minutes * 60_000).unref();
    }),
  ]);
}
