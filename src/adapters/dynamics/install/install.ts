import { attempt, publish } from './attempt.ts';
import { carryOut, touchedTables } from './carry-out.ts';
import type { InstallContext } from './context.ts';
import type { InstallProblem } from './failures.ts';
import { importSolution } from './import.ts';
import { inPlace } from './in-place.ts';
import { type InstallPlan, planInstall } from './plan.ts';
import type { Site } from './site.ts';
import type { PlanOptions, Work } from './step.ts';
import { takeInventory } from './take-inventory.ts';
import { awaitKeys, awaitVisible, verify } from './verify.ts';

export interface InstallOutcome {
  plan: InstallPlan;
  /** The job that has imported the solution file; null: there was none. */
  imported: { id: string } | null;
  /** What the environment does not take; everything before it is done, nothing after it. */
  failures: readonly InstallProblem[];
  /** What does not work yet although everything was made. */
  findings: readonly InstallProblem[];
}

/** Looks at the environment and says what would be done. */
export async function plan(
  { pack, admin, connector, settings }: InstallContext,
  options: PlanOptions,
): Promise<InstallPlan> {
  return planInstall(pack, await takeInventory(pack, admin, connector), settings, options);
}

/**
 * Brings the environment to where the package wants it: one small write after the other, because Dataverse runs one customization at a
 * time. What is there already is not written again, so a second run changes nothing, and one that broke off is simply run again.
 */
export async function install(
  context: InstallContext,
  options: PlanOptions,
  solutionFile: Uint8Array | null,
): Promise<InstallOutcome> {
  if (solutionFile === null) return { ...(await bringAbout(context, options)), imported: null };
  const { id, problem } = await importSolution(solutionFile, context);
  if (!problem) return { ...(await bringAbout(context, options)), imported: { id } };
  return { plan: await plan(context, options), imported: null, failures: [problem], findings: [] };
}

async function bringAbout(context: InstallContext, options: PlanOptions): Promise<Omit<InstallOutcome, 'imported'>> {
  const { pack, admin, settings, onProgress } = context;
  onProgress({ phase: 'Looking at the environment', done: 0, total: null });
  const made = await plan(context, options);
  const site: Site = { admin, pack, inventory: made.inventory, place: inPlace(pack, made.inventory, settings) };
  const failures = await carryOutAll(made.work, site, context);
  if (failures.length > 0) return { plan: made, failures, findings: [] };
  if (made.work.length === 0) return { plan: made, failures: [], findings: await verify(made, context) };
  onProgress({ phase: 'Waiting for keys and columns', done: 0, total: null });
  const waiting = [...(await awaitKeys(made, context)), ...(await awaitVisible(made, context))];
  return { plan: made, failures: [], findings: [...waiting, ...(await verify(made, context))] };
}

async function carryOutAll(work: readonly Work[], site: Site, context: InstallContext): Promise<InstallProblem[]> {
  for (const [done, each] of work.entries()) {
    context.signal.throwIfAborted();
    context.onProgress({ phase: 'Changing the environment', done, total: work.length });
    const problem = await attempt(placeOf(each), () => carryOut(each, site), context);
    if (problem) return [problem];
  }
  const tables = touchedTables(work);
  if (tables.length === 0) return [];
  const problem = await attempt('Publishing', () => publish(tables, site.admin), context);
  return problem ? [problem] : [];
}

/** What a piece of work is about, for people. */
function placeOf(work: Work): string {
  switch (work.do) {
    case 'publisher':
    case 'solution':
      return `The ${work.do}`;
    case 'table':
      return work.table.name;
    case 'column':
    case 'lookup':
      return `${work.table}.${work.column.name}`;
    case 'widen':
    case 'options':
      return `${work.table}.${work.column}`;
    case 'key':
      return `${work.table}.${work.key.name}`;
    case 'reactivate':
      return `${work.table}.${work.key}`;
    case 'root':
    case 'tracking':
      return work.table;
    case 'form':
      return `Form ${work.form.name} of ${work.form.table}`;
    case 'variable':
      return work.variable.name;
    case 'value':
      return work.variable;
    case 'role':
      return work.role.name;
    case 'assign':
      return work.role;
    case 'endpoint':
      return 'The webhook';
    case 'hook':
      return `${work.step.table} ${work.message}`;
  }
}
