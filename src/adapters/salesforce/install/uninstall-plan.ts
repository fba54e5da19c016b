import type { Deletions, LayoutFile } from './archive.ts';
import type { Inventory, SetFacts } from './inventory.ts';
import { RELATED_LISTS, removeFrom, SECTIONS, strayParts } from './layout.ts';
import type { Renames } from './names.ts';
import { type FieldSource, type Package, SELLER_SET } from './package.ts';

/** Where the org holds data of ours: full names of fields and objects, with how to say it. */
export type Data = ReadonlyMap<string, string>;

export interface RemovalStep {
  kind: 'object' | 'field' | 'rule' | 'permission-set' | 'layout';
  name: string;
  /** `update`: our part of a layout goes, everything else in it stays. */
  action: 'remove' | 'update' | 'keep';
  notes: readonly string[];
}

export interface UninstallPlan {
  organization: Inventory['organization'];
  connectorUser: Inventory['connectorUser'];
  steps: readonly RemovalStep[];
  deletions: Deletions;
  /** Without what goes. */
  layouts: readonly LayoutFile[];
  /** Ids of the assignments of permission sets that go. */
  assignments: readonly string[];
}

const NOT_OURS = 'It is not ours.';

interface Judgement {
  /** Why each of our fields and objects stays; absent: it goes. */
  kept: Map<string, string>;
}

/** Removes only what bears the package's mark. What holds data stays, and what that needs stays with it, unless forced. */
export function planUninstall(
  pack: Package,
  inventory: Inventory,
  data: Data,
  renames: Renames,
  { force }: { force: boolean },
): UninstallPlan {
  const judgement = judge(pack, inventory, force ? new Map() : data);
  const objects = pack.objects.filter(({ fullName }) => inventory.objects.has(fullName));
  const fields = pack.fields.filter(({ fullName }) => inventory.fields.has(fullName));
  const rules = pack.rules.filter(({ fullName }) => inventory.rules.has(fullName));
  const steps: RemovalStep[] = [
    ...rules.map(({ fullName }) => step('rule', fullName, inventory.rules.get(fullName)?.ours ? null : NOT_OURS)),
    ...fields.map(({ fullName }) => step('field', fullName, judgement.kept.get(fullName) ?? null)),
    ...objects.map(({ fullName }) => step('object', fullName, judgement.kept.get(fullName) ?? null)),
  ];
  const stays = steps.some(({ kind, action }) => action === 'keep' && (kind === 'field' || kind === 'object'));
  const ourData = [...judgement.kept].some(([, why]) => why !== NOT_OURS);
  const sets = pack.sets.flatMap(({ fullName }) => setStep(fullName, inventory.sets.get(fullName), stays && ourData));
  const goes = new Set(steps.filter(({ action }) => action === 'remove').map(({ name }) => name));
  const layouts = layoutsWithout(inventory, renames, goes);
  return {
    organization: inventory.organization,
    connectorUser: inventory.connectorUser,
    steps: [...steps, ...sets, ...layouts.map(layoutStep)],
    deletions: {
      objects: removed(steps, 'object'),
      // Fields of an object that goes as a whole go with it.
      fields: removed(steps, 'field').filter((name) => !goes.has(name.split('.')[0] ?? '')),
      rules: removed(steps, 'rule'),
      sets: removed(sets, 'permission-set'),
    },
    layouts,
    assignments: sets.flatMap(({ name, action }) =>
      action === 'remove' ? [...(inventory.sets.get(name)?.assignments.values() ?? [])] : [],
    ),
  };
}

function step(kind: RemovalStep['kind'], name: string, why: string | null): RemovalStep {
  return why === null ? { kind, name, action: 'remove', notes: [] } : { kind, name, action: 'keep', notes: [why] };
}

function layoutStep({ fullName: name }: LayoutFile): RemovalStep {
  return { kind: 'layout', name, action: 'update', notes: ['Our fields and lists go; everything else stays.'] };
}

const removed = (steps: readonly RemovalStep[], kind: RemovalStep['kind']): string[] =>
  steps.filter((each) => each.kind === kind && each.action === 'remove').map(({ name }) => name);

function judge({ objects, fields }: Package, inventory: Inventory, data: Data): Judgement {
  const kept = new Map<string, string>();
  for (const { fullName } of objects) if (inventory.objects.get(fullName)?.ours === false) kept.set(fullName, NOT_OURS);
  for (const { fullName } of fields) if (inventory.fields.get(fullName)?.ours === false) kept.set(fullName, NOT_OURS);
  for (const [name, why] of data) if (!kept.has(name)) kept.set(name, why);
  for (let before = -1; before !== kept.size; ) {
    before = kept.size;
    for (const field of fields) keepCompanions(field, kept, inventory);
  }
  return { kept };
}

/** A field that stays keeps what it needs; an object that stays keeps its fields, whose data would be lost otherwise. */
function keepCompanions(field: FieldSource, kept: Map<string, string>, inventory: Inventory): void {
  const { fullName, object, needs } = field;
  if (!inventory.fields.has(fullName)) return;
  if (kept.has(object) && !kept.has(fullName)) kept.set(fullName, `It belongs to ${object}, which stays.`);
  if (!kept.has(fullName)) return;
  for (const need of needs) if (!kept.has(need)) kept.set(need, `${fullName} needs it.`);
}

/** While data of ours stays readable, sellers keep the permission set that shows it. */
function setStep(name: string, facts: SetFacts | undefined, dataStays: boolean): RemovalStep[] {
  if (!facts) return [];
  if (!facts.ours) return [step('permission-set', name, NOT_OURS)];
  const why = name === SELLER_SET && dataStays ? 'It shows sellers the data that stays.' : null;
  return [step('permission-set', name, why)];
}

function layoutsWithout({ layouts }: Inventory, renames: Renames, goes: ReadonlySet<string>): LayoutFile[] {
  return layouts.flatMap(({ object, fullName, metadata }) => {
    const names = new Set(SECTIONS[object]?.columns.flat().map(({ field }) => renames.replace(field)));
    const list = RELATED_LISTS[object]?.relatedList ?? '';
    const goneLists = goes.has(list.split('.')[0] ?? '') ? [list] : [];
    const isGone = (field: string) => names.has(field) && goes.has(`${object}.${field}`);
    const without = removeFrom(metadata, SECTIONS[object]?.label ?? '', isGone, goneLists);
    return strayParts(metadata, without).length === 0 ? [] : [{ fullName, metadata: without }];
  });
}
