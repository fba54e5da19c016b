import { benchInterruption } from './adoption.ts';
import { benchBurst } from './burst.ts';
import { benchCosts } from './costs.ts';
import { BENCH_CRMS } from './crm/kinds.ts';
import type { BenchCrm } from './crm/words.ts';
import { benchLarge } from './large.ts';
import type { Measured } from './measure.ts';
import { benchOptions } from './options.ts';
import { benchOverhead } from './overhead.ts';
import { type Failed, formatReport, type MeasuredWith, machineFacts, reportOf, saveReport } from './report.ts';
import { benchSetup } from './setup.ts';
import { benchThroughput } from './throughput.ts';

type Bench = (crm: BenchCrm) => Promise<readonly Measured[]>;

/** What can be measured, by name, and how long it may take at most with one CRM. */
const BENCHES: Readonly<Record<string, { bench: Bench; minutes: number }>> = {
  setup: { bench: benchSetup, minutes: 2 },
  overhead: { bench: benchOverhead, minutes: 5 },
  costs: { bench: benchCosts, minutes: 4 },
  burst: { bench: benchBurst, minutes: 20 },
  throughput: { bench: benchThroughput, minutes: 10 },
  large: { bench: benchLarge, minutes: 6 },
  interruption: { bench: benchInterruption, minutes: 3 },
};

const { crms, names, json } = benchOptions;
requireKnown('bench', names, Object.keys(BENCHES));
requireKnown('CRM', crms, Object.keys(BENCH_CRMS));
const chosen = Object.entries(BENCHES).filter(([name]) => names.length === 0 || names.includes(name));
const columns = Object.values(BENCH_CRMS).filter(({ kind }) => crms.length === 0 || crms.includes(kind));

const machine = machineFacts();
const measured: MeasuredWith[] = [];
const failed: Failed[] = [];
for (const [name, { bench, minutes }] of chosen) {
  for (const crm of columns) {
    process.stderr.write(`${name}, ${crm.label} …\n`);
    try {
      const figures = await inTime(bench(crm), minutes);
      measured.push(...figures.map((figure) => ({ ...figure, crm: crm.kind })));
    } catch (thrown) {
      const reason = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      failed.push({ bench: name, crm: crm.kind, reason });
    }
  }
}
const report = reportOf(machine, measured, failed);
const path = await saveReport(report);
process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${formatReport(report, columns)}\n`);
process.stderr.write(`Kept in ${path}\n`);
// Children that hang end with this process.
process.exit(failed.length > 0 ? 1 : 0);

function requireKnown(what: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  process.stderr.write(`There is no ${what} ${unknown.join(', ')}. There is: ${known.join(', ')}.\n`);
  process.exit(2);
}

function inTime<T>(running: Promise<T>, minutes: number): Promise<T> {
  return Promise.race([
    running,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`not done after ${minutes} minutes`)), minutes * 60_000).unref();
    }),
  ]);
}
