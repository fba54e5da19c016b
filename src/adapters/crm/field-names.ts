import { nearest } from '../../core/model/nearest.ts';

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

/** What is known of a column when names are judged. */
export interface NameableColumn {
  name: string;
  label: string;
  type: string;
}

/** How a CRM spells the names of columns. */
export interface Spelling {
  /** Whether somebody has made the column, so that its spelling may be anybody's. */
  isCustom(name: string): boolean;
  /** Letters and digits alone, without what the CRM adds to names by itself. */
  bare(name: string): string;
}

type Shape = { columns: ReadonlyMap<string, NameableColumn> } | null;

/** Compares names with what the CRM shows. A column that one name has found is not offered for another. */
export function judgeNames(
  wanted: readonly NamedColumn[],
  shapes: ReadonlyMap<string, Shape>,
  spelling: Spelling,
): readonly NameFinding[] {
  const taken = new Set(
    wanted.flatMap(({ object, name }) => {
      const column = name === null ? null : columnIn(shapes.get(object), name);
      return column ? [`${object}.${column.name}`] : [];
    }),
  );
  return wanted.map((named) => {
    const shape = shapes.get(named.object) ?? null;
    const free = [...(shape?.columns.values() ?? [])].filter(({ name }) => !taken.has(`${named.object}.${name}`));
    const finding = judge(named, shape, { free, spelling });
    if (finding.column !== null) taken.add(`${named.object}.${finding.column}`);
    return finding;
  });
}

interface Candidates {
  free: readonly NameableColumn[];
  spelling: Spelling;
}

function judge(named: NamedColumn, shape: Shape, { free, spelling }: Candidates): NameFinding {
  const { bare } = spelling;
  const { setting, object, name, usual, types, optional } = named;
  const as = (state: NameFinding['state'], column: NameableColumn | null): NameFinding => ({
    setting,
    object,
    name,
    state,
    column: column?.name ?? null,
    label: column?.label ?? null,
  });
  if (name === null) return as('unused', null);
  const found = columnIn(shape, name);
  if (found) return as('found', found);
  const fitting = free.filter(({ type }) => types.includes(type));
  const labelled = fitting.filter(({ label }) => bare(label) === bare(name));
  if (labelled[0] && bare(name) !== bare(usual)) return as('label', labelled[0]);
  const similar = mostAlike(name, fitting, spelling) ?? mostAlike(usual, fitting, spelling);
  if (similar) return as(isLabelOf(similar, name) ? 'label' : 'similar', similar);
  return as(optional && name === usual ? 'spare' : 'absent', null);
}

/** Written with blanks or marks, as no API name is, and the same letters as the label. */
function isLabelOf({ label }: NameableColumn, name: string): boolean {
  return name.trim().toLowerCase() === label.trim().toLowerCase();
}

/** The custom column whose name or label has the same letters, else nearly the same. */
function mostAlike(
  name: string,
  columns: readonly NameableColumn[],
  { isCustom, bare }: Spelling,
): NameableColumn | null {
  const custom = columns.filter((column) => isCustom(column.name));
  const byName = new Map<string, NameableColumn>();
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

function columnIn(shape: Shape | undefined, name: string): NameableColumn | null {
  return shape?.columns.get(name.toLowerCase()) ?? null;
}
