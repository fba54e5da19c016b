import { inPlace, type NamedBy } from './in-place.ts';
import type { Inventory } from './inventory.ts';
import { type Package, tablesOf } from './package.ts';
import { planColumns, planKeys, planTracking, type TableContext } from './plan-columns.ts';
import { planForms } from './plan-forms.ts';
import { planRoles } from './plan-roles.ts';
import { planVariables } from './plan-variables.ts';
import { planWebhook } from './plan-webhook.ts';
import { created, kept, type Planned, type PlanOptions, type Step, skipped, unlike, type Work } from './step.ts';

export interface InstallPlan {
  inventory: Inventory;
  steps: readonly Step[];
  /** Serial, in this order. */
  work: readonly Work[];
  /** Sentences on what else was found. */
  remarks: readonly string[];
}

/** Compares the package with the environment. Pure. */
export function planInstall(pack: Package, inventory: Inventory, settings: NamedBy, options: PlanOptions): InstallPlan {
  const context: TableContext = { inventory, place: inPlace(pack, inventory, settings), options };
  const base = [planPublisher(pack, inventory), planSolution(pack, inventory, options)];
  const tables = pack.own.map((table) => planTable(table, context));
  const missing = new Set(pack.extended.map(({ name }) => name).filter((name) => !inventory.tables.has(name)));
  const wanted = tablesOf(pack).filter(({ name }) => context.place.tableNote(name) === null && !missing.has(name));
  const columns = wanted.flatMap((table) => planColumns(table, context));
  const rest = [
    ...pack.extended.map(({ name }) => planExtended(name, inventory, columns)),
    ...columns,
    ...wanted.flatMap((table) => planKeys(table, context)),
    ...pack.extended.flatMap(({ name }) => (missing.has(name) ? [] : [planTracking(name, context)])),
    ...planVariables(pack, inventory, options),
    ...planRoles(pack, context),
    ...(options.layouts ? planForms(pack, context) : []),
    ...planWebhook(pack, context),
  ];
  const planned = inventory.solution?.managed
    ? [...base, ...tables, ...rest].map(asManaged)
    : [...base, ...tables, ...rest];
  return {
    inventory,
    steps: planned.map(({ step }) => step),
    work: planned.flatMap(({ work }) => work),
    remarks: remarksOf(
      planned.map(({ step }) => step),
      options,
    ),
  };
}

function planPublisher(
  { publisher: { uniqueName, prefix, optionValuePrefix } }: Package,
  { publisher }: Inventory,
): Planned {
  if (!publisher) return created('publisher', uniqueName, [{ do: 'publisher' }]);
  if (publisher.prefix === prefix && publisher.optionValuePrefix === optionValuePrefix)
    return kept('publisher', uniqueName);
  const note = `It has the prefix ${publisher.prefix} and the number ${publisher.optionValuePrefix}, expected are ${prefix} and ${optionValuePrefix}: rename it, it is not ours.`;
  return unlike('publisher', uniqueName, [note]);
}

function planSolution({ solution }: Package, { solution: found }: Inventory, { upgrade }: PlanOptions): Planned {
  const name = solution.uniqueName;
  if (!found) return created('solution', name, [{ do: 'solution' }]);
  if (found.version === solution.version || found.managed) return kept('solution', name, [`Version ${found.version}.`]);
  const notes = [`Version ${found.version} becomes ${solution.version}.`];
  if (!upgrade)
    return unlike('solution', name, [
      `It is version ${found.version}, the package ${solution.version}. ${'Bring it up to date with `cosell crm upgrade`.'}`,
    ]);
  return { step: { kind: 'solution', name, action: 'update', notes }, work: [{ do: 'solution' }] };
}

function planTable(table: Package['own'][number], { inventory, place }: TableContext): Planned {
  const note = place.tableNote(table.name);
  if (note !== null) return skipped('table', table.name, note);
  const found = inventory.tables.get(table.name);
  return found
    ? kept('table', table.name, found.ours ? [] : ['Somebody else has made it.'])
    : created('table', table.name, [{ do: 'table', table }]);
}

/** A table of the sales application is put into the solution before it gets its first column, without what it brings (contract §6.4). */
function planExtended(table: string, inventory: Inventory, columns: readonly Planned[]): Planned {
  const facts = inventory.tables.get(table);
  if (!facts)
    return unlike('table', table, [
      'The environment does not have it: install the Dynamics 365 Sales application first.',
    ]);
  const added = columns.filter(({ step }) => step.action === 'create' && step.name.startsWith(`${table}.`)).length;
  if (added === 0) return kept('table', table);
  const notes = [`Gets ${added === 1 ? 'a column' : `${added} columns`}; everything else stays.`];
  return {
    step: { kind: 'table', name: table, action: 'extend', notes },
    work: [{ do: 'root', table, metadataId: facts.metadataId }],
  };
}

const MANAGED =
  'The environment holds the connector as a managed solution, which only a newer one changes: import that.';
const OF_SOLUTION: readonly Step['kind'][] = ['publisher', 'solution', 'table', 'column', 'lookup', 'key', 'role'];

/** What came with a managed solution is changed by importing the next one, never by hand. */
function asManaged(planned: Planned): Planned {
  const { kind, name, action } = planned.step;
  if (!OF_SOLUTION.includes(kind) || planned.work.length === 0) return planned;
  return unlike(kind, name, [...(action === 'create' ? ['It is not there.'] : planned.step.notes), MANAGED]);
}

function remarksOf(steps: readonly Step[], { webhook }: PlanOptions): string[] {
  const instead = steps.filter(
    ({ action, notes }) => action === 'skip' && notes.some((note) => note.includes('Microsoft’s')),
  );
  return [
    ...(instead.length === 0
      ? []
      : [
          `${instead.length} columns and tables of Microsoft’s own package are used in place of ours, with their values.`,
        ]),
    ...(webhook
      ? []
      : [
          'Dataverse is not told where the connector is: changes are found by looking every few minutes. For more, see publicUrl and webhookCode in the settings.',
        ]),
  ];
}
