import { isValidOn, type Taxonomy, type TaxonomyEntry } from '../../../core/model/taxonomy.ts';

export type TaxonomyKind = 'role' | 'area' | 'play';

/** A row of the objects that opportunities refer to. */
export interface TaxonomyRow {
  kind: TaxonomyKind;
  id: string;
  name: string;
  active: boolean;
  /** Of a play: the id of its area. */
  areaId: string | null;
}

/**
 * - `create`, `activate`, `deactivate`: as said; nothing is ever deleted, because closed deals refer to it
 * - `move`: the play belongs to another area (and is activated if it must be)
 * - `keep`: is as it should be
 * - `unknown`: active, but not in the list; left alone unless the others are to be deactivated
 */
export interface TaxonomyStep {
  kind: TaxonomyKind;
  name: string;
  /** Of a play: its area's name. */
  area: string | null;
  action: 'create' | 'activate' | 'deactivate' | 'move' | 'keep' | 'unknown';
  /** The row that is there; null for a new one. */
  id: string | null;
}

export interface TaxonomyPlanOptions {
  today: string;
  /** Deactivates what the list does not name, too. */
  deactivateOthers: boolean;
}

export interface TaxonomyTool {
  plan(taxonomy: Taxonomy, options: TaxonomyPlanOptions): Promise<readonly TaxonomyStep[]>;
  /** Carries out the steps of a plan. Throws `misconfigured` with the CRM's own words when it refuses one; what was done stays done. */
  apply(steps: readonly TaxonomyStep[]): Promise<void>;
}

/** What it takes for the CRM to offer what the list says on that day. Areas come before the plays that refer to them. */
export function planTaxonomy(
  taxonomy: Taxonomy,
  rows: readonly TaxonomyRow[],
  options: TaxonomyPlanOptions,
): readonly TaxonomyStep[] {
  const roles = taxonomy.roles.map((entry) => wantedOf('role', entry, null, options.today));
  const areas = taxonomy.areas.map((entry) => wantedOf('area', entry, null, options.today));
  const plays = taxonomy.areas.flatMap((area) =>
    // A play of an area that is not valid cannot be chosen either.
    area.plays.map((entry) => wantedOf('play', entry, area, options.today)),
  );
  const wanted = [...roles, ...areas, ...plays];
  const found = new Map(wanted.map((each) => [each, rowFor(each, rows)]));
  const named = new Set([...found.values()].flatMap((row) => (row ? [row.id] : [])));
  const others = rows.filter(({ id, active }) => active && !named.has(id));
  return [
    ...wanted.flatMap((each) => stepFor(each, found.get(each) ?? null, rows)),
    ...others.map(
      ({ kind, name, id }): TaxonomyStep => ({
        kind,
        name,
        area: null,
        action: options.deactivateOthers ? 'deactivate' : 'unknown',
        id,
      }),
    ),
  ];
}

interface Wanted {
  kind: TaxonomyKind;
  name: string;
  area: string | null;
  active: boolean;
}

function wantedOf(kind: TaxonomyKind, entry: TaxonomyEntry, area: TaxonomyEntry | null, today: string): Wanted {
  const active = isValidOn(entry, today) && (area === null || isValidOn(area, today));
  return { kind, name: entry.name, area: area?.name ?? null, active };
}

/** The row of that name; of several the active one, then the oldest (rows come in that order). */
function rowFor({ kind, name }: Wanted, rows: readonly TaxonomyRow[]): TaxonomyRow | null {
  const same = rows.filter((row) => row.kind === kind && row.name.toLowerCase() === name.toLowerCase());
  return same.find(({ active }) => active) ?? same[0] ?? null;
}

function stepFor(
  { kind, name, area, active }: Wanted,
  row: TaxonomyRow | null,
  rows: readonly TaxonomyRow[],
): TaxonomyStep[] {
  const step = (action: TaxonomyStep['action']): TaxonomyStep[] => [{ kind, name, area, action, id: row?.id ?? null }];
  if (!row) return active ? step('create') : [];
  if (!active) return step(row.active ? 'deactivate' : 'keep');
  if (kind === 'play' && areaNameOf(row, rows)?.toLowerCase() !== area?.toLowerCase()) return step('move');
  return step(row.active ? 'keep' : 'activate');
}

function areaNameOf({ areaId }: TaxonomyRow, rows: readonly TaxonomyRow[]): string | null {
  return rows.find(({ kind, id }) => kind === 'area' && id === areaId)?.name ?? null;
}
