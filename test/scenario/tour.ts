import { parseArgs } from 'node:util';
import { CRM_KINDS, CRM_NAMES, type CrmName } from '../support/scenario/crm/kinds.ts';
import { type Calls, callsSince, countDoubled, countLost } from '../support/scenario/tallies.ts';
import { type ScenarioWorld, startScenarioWorld } from '../support/scenario-world.ts';
import type { Step } from './step.ts';
import { STEPS } from './steps.ts';

/** What `--json` prints. */
interface TourReport {
  /** The CRM that was toured. */
  crm: CrmName;
  steps: { id: string; title: string; ok: boolean; ms: number; calls: Calls }[];
  /** Changes that never arrived. */
  lost: number;
  /** Deals that exist twice on either side. */
  doubled: number;
  /** Writes while nobody did anything. */
  echoes: number;
}

interface Played {
  line: TourReport['steps'][number];
  failure: unknown;
}

async function playStep(world: ScenarioWorld, { id, title, play }: Step): Promise<Played> {
  const [startedMs, before] = [performance.now(), world.calls()];
  const failure = await play(world).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const ms = Math.round(performance.now() - startedMs);
  return { line: { id, title, ok: failure === null, ms, calls: callsSince(before, world.calls()) }, failure };
}

/** Plays every step in one world, then counts what the two systems hold; `onStep` hears of each step as it ends. */
async function tour(crm: CrmName, onStep: (played: Played) => void): Promise<TourReport> {
  const world = await startScenarioWorld(crm);
  try {
    const steps: TourReport['steps'] = [];
    for (const step of STEPS) {
      const played = await playStep(world, step);
      onStep(played);
      steps.push(played.line);
    }
    const settled = await world.quiet().then(
      () => true,
      () => false,
    );
    const idle = await world.writesWhileIdle();
    const doubled = countDoubled(world);
    const echoes = idle.partnerCenter + idle.crm + Number(!settled);
    return { crm, steps, lost: countLost(world), doubled, echoes };
  } finally {
    await world.close();
  }
}

function stepLine(crm: CrmName, { line, failure }: Played): string {
  const { ok, title, ms, calls } = line;
  const head = `${ok ? '✔' : '✘'} ${title}`;
  const cost = `    ${ms} ms, calls: ${calls.partnerCenter} to Partner Center, ${calls.crm} to ${CRM_KINDS[crm].label}`;
  const reason = failure instanceof Error ? failure.message.replaceAll('\n', '\n      ') : String(failure);
  return [head, cost, ...(ok ? [] : [`      ${reason}`])].join('\n');
}

/** Which CRM to tour. Throws what is wrong with the words of the command. */
function wishOf(argv: string[]): { crm: CrmName; json: boolean } {
  const options = {
    crm: { type: 'string', default: 'salesforce' },
    json: { type: 'boolean', default: false },
  } as const;
  const { crm, json } = parseArgs({ args: argv, options }).values;
  const known = CRM_NAMES.find((name) => name === crm);
  if (!known) throw new RangeError(`There is no tour of "${crm}". Say --crm with one of: ${CRM_NAMES.join(', ')}.`);
  return { crm: known, json };
}

const print = (text: string) => process.stdout.write(`${text}\n`);

async function main(argv: string[]): Promise<number> {
  const { crm, json } = wishOf(argv);
  const report = await tour(crm, (played) => {
    if (!json) print(stepLine(crm, played));
    else if (played.failure) process.stderr.write(`${stepLine(crm, played)}\n`);
  });
  const { lost, doubled, echoes } = report;
  if (json) print(JSON.stringify(report));
  else print(`\nlost ${lost}, doubled ${doubled}, written without need ${echoes}`);
  return report.steps.every(({ ok }) => ok) && lost + doubled + echoes === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2)).catch((failure: unknown) => {
  if (!(failure instanceof Error)) throw failure;
  process.stderr.write(`${failure.message}\n`);
  return 2;
});
