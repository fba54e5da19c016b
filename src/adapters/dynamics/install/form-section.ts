import type { PackageColumn } from '../columns.ts';
import type { Field, SectionContent } from './form.ts';
import type { InPlace } from './in-place.ts';
import { type FormSection, type Package, tablesOf } from './package.ts';

/** Classes of the platform's own controls. */
const CONTROLS: Readonly<Record<PackageColumn['type'] | 'url', string>> = {
  text: '{4273EDBD-AC1D-40d3-9FB2-095C621B552D}',
  url: '{71716B6C-711E-476c-8AB8-5D11542BFB47}',
  memo: '{E0DECE4B-6FC8-4a8f-A065-082708572369}',
  boolean: '{67FAC785-CD58-4f9f-ABB3-4B7DDC6ED5ED}',
  choice: '{3EF39988-22BB-4f0b-BBBE-64B5A3748AEE}',
  integer: '{C6D124CA-7EDA-4a60-AEA9-7FB8D318B68F}',
  money: '{533B9E00-756B-4312-95A0-DC888637AC78}',
  lookup: '{270BD3DB-D9AF-4782-9025-509E298DEC0A}',
};

/** Our section with the columns that this environment uses, without those that it will not have. */
export function sectionFor(
  pack: Package,
  table: string,
  source: FormSection,
  { place, languageCode, viewId }: { place: InPlace; languageCode: number; viewId: string | null },
): SectionContent {
  const columns = tablesOf(pack).find(({ name }) => name === table)?.columns ?? [];
  const fields = (names: readonly string[]): Field[] =>
    names.flatMap((name) => {
      const column = columns.find((each) => each.name === name);
      const used = place.columnFor(table, name);
      const isMade = column?.type !== 'lookup' || used.from !== 'package' || place.tableNote(column.target) === null;
      return column && used.name !== null && isMade ? [fieldOf(column, used.name)] : [];
    });
  const grid = source.grid && place.tableNote(source.grid.table) === null ? { ...source.grid, viewId } : null;
  return { label: source.label, left: fields(source.left), right: fields(source.right), grid, languageCode };
}

function fieldOf(column: PackageColumn, name: string): Field {
  const control = column.type === 'text' && column.format === 'url' ? CONTROLS.url : CONTROLS[column.type];
  return { column: name, label: column.label, control, readOnly: column.locked === true, wide: column.type === 'memo' };
}
