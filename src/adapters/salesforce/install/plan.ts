import type { LayoutFile } from './archive.ts';
import { type Inventory, isAssigned } from './inventory.ts';
import type { Renames } from './names.ts';
import type { FieldSource, ObjectSource, Package, RuleSource, SetSource } from './package.ts';
import { judgeFields, judgeObject } from './plan-fields.ts';
import { judgeLayout } from './plan-layouts.ts';
import { countedElsewhere, judgeRule } from './plan-rules.ts';
import { assignmentStep, judgeSet, type MissingGrants } from './plan-sets.ts';
import type { Judged, PlanOptions, Step } from './step.ts';

export interface InstallPlan {
  organization: Inventory['organization'];
  connectorUser: Inventory['connectorUser'];
  steps: readonly Step[];
  /** To be deployed. */
  objects: readonly ObjectSource[];
  fields: readonly FieldSource[];
  rules: readonly RuleSource[];
  sets: readonly SetSource[];
  layouts: readonly LayoutFile[];
  /** To be added to permission sets that exist. */
  grants: readonly MissingGrants[];
  /** Whether the connector's user is still to be given its permission set. */
  assign: boolean;
  /** What is there of Microsoft's package, or made by hand under its names; null: nothing. */
  coexistence: { kept: number; activeRules: readonly string[] } | null;
}

/** Compares the package with the org. Pure. */
export function planInstall(pack: Package, inventory: Inventory, renames: Renames, options: PlanOptions): InstallPlan {
  const objects = pack.objects.map((source) => judgeObject(source, inventory, renames));
  const gone = new Set(objects.filter(({ step }) => step.action === 'skip').map(({ step }) => step.name));
  const fields = judgeFields(pack, { inventory, renames, gone, ...options });
  const elsewhere = countedElsewhere(pack, inventory);
  const rules = pack.rules.map((source) => judgeRule(source, inventory, { gone, elsewhere, ...options }));
  const sets = pack.sets.map((source) => judgeSet(source, inventory, gone));
  const layouts = options.layouts ? inventory.layouts.map((layout) => judgeLayout(layout, renames, gone)) : [];
  const assigned = isAssigned(inventory);
  const steps = [...objects, ...fields, ...rules, ...sets, ...layouts].map(({ step }) => step);
  return {
    organization: inventory.organization,
    connectorUser: inventory.connectorUser,
    steps: [
      ...steps.slice(0, steps.length - layouts.length),
      assignmentStep(inventory, assigned),
      ...steps.slice(steps.length - layouts.length),
    ],
    objects: toDeploy(objects),
    fields: toDeploy(fields),
    rules: toDeploy(rules),
    sets: toDeploy(sets),
    layouts: toDeploy(layouts),
    grants: sets.flatMap(({ missing }) => (missing ? [missing] : [])),
    assign: !assigned,
    coexistence: coexistenceOf(
      [...objects, ...fields].map(({ step }) => step),
      inventory,
    ),
  };
}

/** Nothing would be done. */
export function isEmptyPlan(plan: InstallPlan): boolean {
  return plan.steps.every(({ action }) => action === 'keep' || action === 'differs' || action === 'skip');
}

const toDeploy = <Source>(judged: readonly Judged<Source>[]): Source[] =>
  judged.flatMap(({ step: { action }, source }) => (action === 'create' || action === 'update' ? [source] : []));

/** Rules of Microsoft's package; active, most of them act on every opportunity (contract/incumbent-connectors.md §1.7). */
const MICROSOFT_RULES = [
  'Required_Co_Sell_Type',
  'Required_Customer_Purchase_Intent',
  'Required_Partner_Role',
  'Required_Solution_Area',
  'Required_Solution_Play',
  'Cannot_sync_without_solution',
  'Cannot_update_the_Cosell_type',
];

function coexistenceOf(steps: readonly Step[], { rules }: Inventory): InstallPlan['coexistence'] {
  const kept = steps.filter(({ action, ours }) => !ours && (action === 'keep' || action === 'differs')).length;
  const activeRules = MICROSOFT_RULES.filter((name) => rules.get(`Opportunity.${name}`)?.active);
  return kept === 0 && activeRules.length === 0 ? null : { kept, activeRules };
}
