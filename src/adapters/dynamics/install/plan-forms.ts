import { lackingOn } from './form.ts';
import { sectionFor } from './form-section.ts';
import type { FormFacts } from './inventory.ts';
import type { Package } from './package.ts';
import type { TableContext } from './plan-columns.ts';
import { kept, type Planned } from './step.ts';

export function planForms(pack: Package, context: TableContext): Planned[] {
  return context.inventory.forms.map((form) => planForm(pack, form, context));
}

function planForm(pack: Package, form: FormFacts, { inventory: { languageCode }, place }: TableContext): Planned {
  const name = `${form.table}: ${form.name}`;
  const source = pack.sections.get(form.table);
  if (!source) return kept('form', name);
  const section = sectionFor(pack, form.table, source, { place, languageCode, viewId: null });
  const { left, right, grid } = lackingOn(form.xml, section);
  const added = [...left, ...right].map(({ column }) => column);
  if (grid) added.push(grid.label);
  if (added.length === 0) return kept('form', name);
  const notes = [`Adds ${added.join(', ')}; everything else stays.`];
  return { step: { kind: 'form', name, action: 'extend', notes }, work: [{ do: 'form', form }] };
}
