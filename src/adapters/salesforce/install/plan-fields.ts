import { differencesOf, withFoundValues } from './compare.ts';
import { type Inventory, shapeOf } from './inventory.ts';
import type { Renames } from './names.ts';
import type { FieldSource, ObjectSource, Package } from './package.ts';
import { differing, type Judged, lackNote, type PlanOptions, type Step } from './step.ts';

export function judgeObject(source: ObjectSource, inventory: Inventory, renames: Renames): Judged<ObjectSource> {
  const { fullName: name } = source;
  const superfluous = renames.superfluous(name);
  const found = inventory.objects.get(name);
  const base = { kind: 'object' as const, name };
  if (superfluous)
    return { source, step: { ...base, action: 'skip', ours: found?.ours ?? false, notes: [superfluous] } };
  if (!found) return { source, step: { ...base, action: 'create', ours: true, notes: [] } };
  return { source, step: { ...base, action: 'keep', ours: found.ours, notes: [] } };
}

export interface FieldContext extends PlanOptions {
  inventory: Inventory;
  renames: Renames;
  /** Full names of what will not be there. */
  gone: Set<string>;
}

/** What is not wanted makes superfluous what needs it, in as many rounds as it takes. */
export function judgeFields({ fields }: Package, context: FieldContext): Judged<FieldSource>[] {
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
  if (superfluous !== null)
    return { source, step: { ...base, action: 'skip', ours, notes: superfluous === '' ? [] : [superfluous] } };
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
