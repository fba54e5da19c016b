import type { LayoutFile } from './archive.ts';
import type { Inventory } from './inventory.ts';
import { insertInto, RELATED_LISTS, type RelatedList, SECTIONS, type Section } from './layout.ts';
import type { Renames } from './names.ts';
import type { Judged } from './step.ts';

export function judgeLayout(
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
