import { nearest } from '../../core/model/nearest.ts';
import { createClient } from './client.ts';
import { type ColumnShape, columnOf, type ObjectShape, objectShape } from './describe.ts';
import type { SalesforceOptions } from './side.ts';

/** A place in the settings that names a column. */
export interface NamedColumn {
  /** For example `salesforce.fields.sync`. */
  setting: string;
  object: string;
  /** As the settings have it; null when they say that the org has none. */
  name: string | null;
  /** As Microsoft's package has it. */
  usual: string;
  /** Some organisations do without it, and the connector too: a currency, or what came after 2020. */
  optional: boolean;
  /** Types that can hold what the place is for. */
  types: readonly string[];
}

export interface NameFinding {
  setting: string;
  object: string;
  name: string | null;
  /**
   * `found`: the org has it. `label`: it is the label of a column, not its API name. `similar`: the org has none, but one that is spelt much
   * alike. `absent`: nothing like it. `spare`: nothing like it, and it need not be. `unused`: the settings say that there is none.
   */
  state: 'found' | 'label' | 'similar' | 'absent' | 'spare' | 'unused';
  /** API name in the org's own spelling: of the column that was found, or of the one to use instead. */
  column: string | null;
  label: string | null;
}

/** Compares names with the org as the connector's user sees it; one call for each object. Throws what signing in throws. */
export async function findNames(
  options: SalesforceOptions,
  wanted: readonly NamedColumn[],
): Promise<readonly NameFinding[]> {
  const client = createClient(options);
  const objects = [...new Set(wanted.map(({ object }) => object))];
  const shapes = await Promise.all(
    objects.map(async (object) => {
      const answer = await client.describe(object, { kind: 'describe' }, { afresh: true });
      return [object, answer ? objectShape(answer) : null] as const;
    }),
  );
  return judgeNames(wanted, new Map(shapes));
}

/** The same without calls. A column that one name has found is not offered for another. */
export function judgeNames(
  wanted: readonly NamedColumn[],
  shapes: ReadonlyMap<string, ObjectShape | null>,
): readonly NameFinding[] {
  const taken = new Set(
    wanted.flatMap(({ object, name }) => {
      const column = name === null ? null : columnOf(shapes.get(object), name);
      return column ? [`${object}.${column.name}`] : [];
    }),
  );
  return wanted.map((named) => {
    const shape = shapes.get(named.object) ?? null;
    const free = [...(shape?.columns.values() ?? [])].filter(({ name }) => !taken.has(`${named.object}.${name}`));
    const finding = judge(named, shape, free);
    if (finding.column !== null) taken.add(`${named.object}.${finding.column}`);
    return finding;
  });
}

function judge(named: NamedColumn, shape: ObjectShape | null, free: readonly ColumnShape[]): NameFinding {
  const { setting, object, name, usual, types, optional } = named;
  const as = (state: NameFinding['state'], column: ColumnShape | null): NameFinding => ({
    setting,
    object,
    name,
    state,
    column: column?.name ?? null,
    label: column?.label ?? null,
  });
  if (name === null) return as('unused', null);
  const found = columnOf(shape, name);
  if (found) return as('found', found);
  const fitting = free.filter(({ type }) => types.includes(type));
  const labelled = fitting.filter(({ label }) => bare(label) === bare(name));
  if (labelled[0] && bare(name) !== bare(usual)) return as('label', labelled[0]);
  const similar = mostAlike(name, fitting) ?? mostAlike(usual, fitting);
  if (similar) return as(isLabelOf(similar, name) ? 'label' : 'similar', similar);
  return as(optional && name === usual ? 'spare' : 'absent', null);
}

/** Written with blanks or marks, as no API name is, and the same letters as the label. */
function isLabelOf({ label }: ColumnShape, name: string): boolean {
  return name.trim().toLowerCase() === label.trim().toLowerCase();
}

/** The custom column whose name or label has the same letters, else nearly the same. */
function mostAlike(name: string, columns: readonly ColumnShape[]): ColumnShape | null {
  const custom = columns.filter((column) => column.name.endsWith('__c'));
  const byName = new Map<string, ColumnShape>();
  for (const column of custom) byName.set(bare(column.label), column);
  for (const column of custom) byName.set(bare(column.name), column);
  const wanted = bare(name);
  const exact = byName.get(wanted);
  if (exact) return exact;
  const near = nearest(
    wanted,
    [...byName.keys()].filter((key) => Math.abs(key.length - wanted.length) <= MOST_LETTERS),
  );
  return near === null || isTooFar(wanted, near) ? null : (byName.get(near) ?? null);
}

/** Letters that hand-made names may have too many or too few. */
const MOST_LETTERS = 3;

/** `nearest` is generous with long names; these share too many words ("Referral …") for that. */
function isTooFar(wanted: string, near: string): boolean {
  const shared = [...wanted].filter(
    (letter, at) => near[at] === letter || near[at - 1] === letter || near[at + 1] === letter,
  );
  return shared.length < wanted.length * 0.8;
}

/**
 * Letters and digits alone. The instructions of 2020 misspelt the suffix itself (`Products_c`, `Referral_Link_c_`), to which Salesforce then
 * added its own.
 */
function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/__c$/, '')
    .replace(/_+c?_*$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
