import type { LayoutFile } from './archive.ts';
import { differencesOf, withFoundValues } from './compare.ts';
import { type Inventory, isAssigned, type SetFacts, shapeOf } from './inventory.ts';
import { insertInto, RELATED_LISTS, type RelatedList, SECTIONS, type Section } from './layout.ts';
import type { Renames } from './names.ts';
import {
  CONNECTOR_SET,
  type FieldSource,
  type Grants,
  type ObjectSource,
  type Package,
  type RuleSource,
  type SetSource,
} from './package.ts';

/** What is done about one thing, or why nothing is. The plan is a value: it is shown, and exactly it is carried out. */
export interface Step {
  kind: 'object' | 'field' | 'rule' | 'permission-set' | 'assignment' | 'layout';
  /** `Opportunity.Audit__c` */
  name: string;
  /**
   * `create`, `update`, `extend`, `assign`: will be done. `keep`: is there and does. `differs`: is there and does not do, and is left alone.
   * `skip`: not wanted here.
   */
  action: 'create' | 'update' | 'extend' | 'assign' | 'keep' | 'differs' | 'skip';
  /** Whether it bears the package's mark, or will. */
  ours: boolean;
  notes: readonly string[];
}

/** A grant that a permission set lacks. */
export interface MissingGrants extends Grants {
  set: string;
}

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

export interface PlanOptions {
  /** Changes what is ours and not as in the package; without it, such things are only named. */
  upgrade: boolean;
  layouts: boolean;
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

interface Judged<Source> {
  step: Step;
  source: Source;
}

const toDeploy = <Source>(judged: readonly Judged<Source>[]): Source[] =>
  judged.flatMap(({ step: { action }, source }) => (action === 'create' || action === 'update' ? [source] : []));

function judgeObject(source: ObjectSource, inventory: Inventory, renames: Renames): Judged<ObjectSource> {
  const { fullName: name } = source;
  const superfluous = renames.superfluous(name);
  const found = inventory.objects.get(name);
  const base = { kind: 'object' as const, name };
  if (superfluous)
    return { source, step: { ...base, action: 'skip', ours: found?.ours ?? false, notes: [superfluous] } };
  if (!found) return { source, step: { ...base, action: 'create', ours: true, notes: [] } };
  return { source, step: { ...base, action: 'keep', ours: found.ours, notes: [] } };
}

interface FieldContext extends PlanOptions {
  inventory: Inventory;
  renames: Renames;
  /** Full names of what will not be there. */
  gone: Set<string>;
}

/** What is not wanted makes superfluous what needs it, in as many rounds as it takes. */
function judgeFields({ fields }: Package, context: FieldContext): Judged<FieldSource>[] {
  for (;;) {
    const before = context.gone.size;
    const judged = fields.map((source) => judgeField(source, context));
    for (const { step } of judged) {
      const isLacking = step.action === 'differs' && !context.inventory.fields.has(step.name);
      if (step.action === 'skip' || isLacking) context.gone.add(step.name);
    }
    if (context.gone.size === before) return judged;
  }
}

function judgeField(source: FieldSource, context: FieldContext): Judged<FieldSource> {
  const { fullName: name, object } = source;
  const { inventory, renames, gone } = context;
  const base = { kind: 'field' as const, name };
  const found = inventory.fields.get(name);
  const ours = found?.ours ?? false;
  const superfluous = renames.superfluous(name) ?? (found ? null : lackNote(source, gone));
  if (superfluous) return { source, step: { ...base, action: 'skip', ours, notes: [superfluous] } };
  if (!found && renames.isFromSettings(name)) {
    const notes = [`The settings name it, but ${object} has no such field.`];
    return { source, step: { ...base, action: 'differs', ours, notes } };
  }
  if (!found) return { source, step: { ...base, action: 'create', ours: true, notes: [] } };
  const shape = shapeOf(inventory, name);
  if (!shape) return { source, step: { ...base, action: 'keep', ours, notes: [HIDDEN] } };
  const differences = differencesOf(source, shape);
  if (differences.length > 0) {
    const step: Step = { ...base, ours, ...differing(ours, differences, context) };
    return { source: withFoundValues(source, shape), step };
  }
  const notes = source.type === 'Summary' && !found.summary ? [COUNTED_ELSEWHERE] : [];
  return { source, step: { ...base, action: 'keep', ours, notes } };
}

const HIDDEN = 'The connector does not see it yet; its permission set grants it.';
const COUNTED_ELSEWHERE = 'A plain number here, kept up to date by whoever made it.';

function lackNote({ needs }: { needs: readonly string[] }, gone: ReadonlySet<string>): string | null {
  const lacking = needs.find((need) => gone.has(need));
  return lacking === undefined ? null : `It needs ${lacking}, which is not wanted here.`;
}

function differing(
  ours: boolean,
  differences: readonly string[],
  { upgrade }: PlanOptions,
): Pick<Step, 'action' | 'notes'> {
  const notes = differences.map((difference) => `It ${difference}.`);
  if (ours && upgrade) return { action: 'update', notes };
  const remedy = ours
    ? 'Bring it up to date with `cosell crm upgrade`.'
    : 'It is not ours and stays as it is: change it in Setup, or name another field in the settings.';
  return { action: 'differs', notes: [...notes, remedy] };
}

/** Roll-ups of the package that are plain numbers in this org: rules must not rely on them. */
function countedElsewhere({ fields }: Package, inventory: Inventory): ReadonlySet<string> {
  const names = fields
    .filter(({ type, fullName }) => type === 'Summary' && inventory.fields.get(fullName)?.summary === false)
    .map(({ fullName }) => fullName);
  return new Set(names);
}

interface RuleContext extends PlanOptions {
  gone: ReadonlySet<string>;
  elsewhere: ReadonlySet<string>;
}

function judgeRule(source: RuleSource, inventory: Inventory, context: RuleContext): Judged<RuleSource> {
  const { fullName: name, needs } = source;
  const base = { kind: 'rule' as const, name };
  const found = inventory.rules.get(name);
  const ours = found?.ours ?? false;
  const note =
    lackNote(source, context.gone) ?? (needs.some((need) => context.elsewhere.has(need)) ? NOT_COUNTED : null);
  if (note && !found) return { source, step: { ...base, action: 'skip', ours, notes: [note] } };
  if (!found) return { source, step: { ...base, action: 'create', ours: true, notes: [] } };
  if (!ours) return { source, step: { ...base, action: 'keep', ours, notes: ['It is not ours and stays as it is.'] } };
  const inactive = found.active ? [] : ['It is inactive, and stays so.'];
  const isSame = plain(found.formula ?? '') === plain(source.formula) && found.message === source.message;
  if (isSame || !found.active) return { source, step: { ...base, action: 'keep', ours, notes: inactive } };
  return { source, step: { ...base, ours, ...differing(true, ['is not as in the package'], context) } };
}

const NOT_COUNTED = 'It relies on a roll-up of the solutions, which is a plain number here.';

/** Salesforce may break and indent a formula its own way. */
const plain = (formula: string): string => formula.replace(/\s+/g, '');

interface JudgedSet extends Judged<SetSource> {
  missing: MissingGrants | null;
}

function judgeSet(source: SetSource, inventory: Inventory, gone: ReadonlySet<string>): JudgedSet {
  const grants = withoutGone(source.grants, gone);
  const found = inventory.sets.get(source.fullName);
  const base = { kind: 'permission-set' as const, name: source.fullName };
  if (!found) {
    const content = setContent(source, grants);
    return {
      source: { ...source, content, grants },
      missing: null,
      step: { ...base, action: 'create', ours: true, notes: [] },
    };
  }
  const missing = missingFrom(found, grants);
  const count = missing.fields.length + missing.objects.length;
  const step: Step = { ...base, action: 'keep', ours: found.ours, notes: [] };
  if (count === 0) return { source, missing: null, step };
  const notes = [`${count} ${count === 1 ? 'grant is' : 'grants are'} added; none is taken away.`];
  return { source, missing: { set: source.fullName, ...missing }, step: { ...step, action: 'extend', notes } };
}

function withoutGone({ fields, objects }: Grants, gone: ReadonlySet<string>): Grants {
  return {
    fields: fields.filter(({ field }) => !gone.has(field) && !gone.has(field.split('.')[0] ?? '')),
    objects: objects.filter(({ object }) => !gone.has(object)),
  };
}

/** The set's file without the grants on what will not be there. */
function setContent(source: SetSource, grants: Grants): string {
  const kept = new Set([...grants.fields.map(({ field }) => field), ...grants.objects.map(({ object }) => object)]);
  return source.content.replace(
    /<(fieldPermissions|objectPermissions)>[\s\S]*?<(?:field|object)>([^<]+)<[\s\S]*?<\/\1>\s*/g,
    (whole, _element, name: string) => (kept.has(name) ? whole : ''),
  );
}

function missingFrom(found: SetFacts, { fields, objects }: Grants): Grants {
  const lacksField = ({ field, edit }: Grants['fields'][number]) =>
    !found.fields.has(field) || (edit && found.fields.get(field) === 'read');
  const lacksObject = ({ object, rights }: Grants['objects'][number]) =>
    rights.some((right) => !found.objects.get(object)?.has(right));
  return { fields: fields.filter(lacksField), objects: objects.filter(lacksObject) };
}

function assignmentStep({ connectorUser }: Inventory, assigned: boolean): Step {
  const name = `${CONNECTOR_SET} → ${connectorUser.username}`;
  return { kind: 'assignment', name, action: assigned ? 'keep' : 'assign', ours: true, notes: [] };
}

function judgeLayout(
  { object, name, fullName, metadata }: Inventory['layouts'][number],
  renames: Renames,
  gone: ReadonlySet<string>,
): Judged<LayoutFile> {
  const section = sectionFor(object, renames, gone);
  const list = relatedListFor(object, gone);
  const { added, layout } = insertInto(metadata, section, list);
  const base = { kind: 'layout' as const, name: `${object}: ${name}`, ours: false };
  if (added.length === 0) return { source: { fullName, metadata }, step: { ...base, action: 'keep', notes: [] } };
  const notes = [`Adds ${added.join(', ')}; everything else stays.`];
  return { source: { fullName, metadata: layout }, step: { ...base, action: 'update', notes } };
}

/** Our section with the names of this org, without what it will not have. */
export function sectionFor(object: string, renames: Renames, gone: ReadonlySet<string>): Section {
  const { label, columns } = SECTIONS[object] ?? { label: '', columns: [] };
  const named = columns.map((column) =>
    column
      .map((place) => ({ ...place, field: renames.replace(place.field) }))
      .filter(({ field }) => !gone.has(`${object}.${field}`)),
  );
  return { label, columns: named };
}

export function relatedListFor(object: string, gone: ReadonlySet<string>): RelatedList | null {
  const list = RELATED_LISTS[object];
  return list && !gone.has(list.relatedList.split('.')[0] ?? '') ? list : null;
}

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
