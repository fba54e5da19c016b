import { type Calls, callsSince, countDoubled, countLost } from '../support/scenario/tallies.ts';
import { type ScenarioWorld, startScenarioWorld } from '../support/scenario-world.ts';
import type { Step } from './step.ts';
import { STEPS } from './steps.ts';

/** What `--json` prints. */
interface TourReport {
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
async function tour(onStep: (played: Played) => void): Promise<TourReport> {
  const world = await startScenarioWorld();
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
    return { steps, lost: countLost(world), doubled, echoes: idle.partnerCenter + idle.salesforce + Number(!settled) };
  } finally {
    await world.close();
  }
}

function stepLine({ line, failure }: Played): string {
  const { ok, title, ms, calls } = line;
  const head = `${ok ? '✔' : '✘'} ${title}`;
  const cost = `    ${ms} ms, calls: ${calls.partnerCenter} to Partner Center, ${calls.salesforce} to Salesforce`;
  const reason = failure instanceof Error ? failure.message.replaceAll('\n', '\n      ') : String(failure);
  return [head, cost, ...(ok ? [] : [`      ${reason}`])].join('\n');
}

const json = process.argv.includes('--json');
const print = (text: string) => process.stdout.write(`${text}\n`);
const report = await tour((played) => {
  if (!json) print(stepLine(played));
  else if (played.failure) process.stderr.write(`${stepLine(played)}\n`);
});
const { lost, doubled, echoes } = report;
if (json) print(JSON.stringify(report));
else print(`\nlost ${lost}, doubled ${doubled}, written without need ${echoes}`);
const held = report.steps.every(({ ok }) => ok) && lost + doubled + echoes === 0;
process.exitCode = held ? 0 : 1;
