import { plainFormula } from './compare.ts';
import type { Inventory } from './inventory.ts';
import type { Package, RuleSource } from './package.ts';
import { differing, type Judged, lackNote, type PlanOptions } from './step.ts';

/** Roll-ups of the package that are plain numbers in this org: rules must not rely on them. */
export function countedElsewhere({ fields }: Package, inventory: Inventory): ReadonlySet<string> {
  const names = fields
    .filter(({ type, fullName }) => type === 'Summary' && inventory.fields.get(fullName)?.summary === false)
    .map(({ fullName }) => fullName);
  return new Set(names);
}

interface RuleContext extends PlanOptions {
  gone: ReadonlySet<string>;
  elsewhere: ReadonlySet<string>;
}

export function judgeRule(source: RuleSource, inventory: Inventory, context: RuleContext): Judged<RuleSource> {
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
  const isSame = plainFormula(found.formula ?? '') === plainFormula(source.formula) && found.message === source.message;
  if (isSame || !found.active) return { source, step: { ...base, action: 'keep', ours, notes: inactive } };
  return { source, step: { ...base, ours, ...differing(true, ['is not as in the package'], context) } };
}

const NOT_COUNTED = 'It relies on a roll-up of the solutions, which is a plain number here.';
