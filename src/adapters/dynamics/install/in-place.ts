import { type ColumnRole, OPPORTUNITY_ROLES } from '../column-names.ts';
import type { PackageColumn } from '../columns.ts';
import { type DynamicsSettings, type SolutionTables, solutionTablesOf } from '../settings.ts';
import { columnIn, type Inventory } from './inventory.ts';
import { isLookup, type Package, tablesOf } from './package.ts';

export type NamedBy = Pick<DynamicsSettings, 'columns' | 'fields' | 'solutions'>;

/** What this environment uses in place of parts of the package: Microsoft's own columns and tables, or those that the settings name. */
export interface InPlace {
  /** The column that is used where the package would have this one; null: none at all. */
  columnFor(table: string, column: string): { name: string | null; from: 'package' | 'microsoft' | 'settings' };
  /** Why a table of the package is not wanted; null: it is. */
  tableNote(table: string): string | null;
}

const ROLE_OF: ReadonlyMap<string, ColumnRole> = new Map(
  (Object.keys(OPPORTUNITY_ROLES) as ColumnRole[]).flatMap((role) =>
    OPPORTUNITY_ROLES[role].filter((name) => !name.startsWith('msft_')).map((name) => [name, role] as const),
  ),
);

/** Compares the package with what the settings name and with what Microsoft's package has brought (incumbent §1.8). */
export function inPlace(pack: Package, inventory: Inventory, settings: NamedBy): InPlace {
  const extended = new Set(pack.extended.map(({ name }) => name));
  const columnFor: InPlace['columnFor'] = (table, column) => {
    const role = extended.has(table) ? ROLE_OF.get(column) : undefined;
    const named = role === undefined ? undefined : settings.fields[role];
    if (role === undefined || named === column) return { name: column, from: 'package' };
    if (named !== undefined) return { name: named, from: 'settings' };
    const microsoft = settings.columns === 'auto' ? OPPORTUNITY_ROLES[role][0] : column;
    return microsoft !== column && columnIn(inventory, table, microsoft)
      ? { name: microsoft, from: 'microsoft' }
      : { name: column, from: 'package' };
  };
  const solutions = solutionsNote(inventory, settings);
  const wanted = referredTables(pack, columnFor);
  const ours = solutionTablesOf(pack.publisher.prefix);
  return {
    columnFor,
    tableNote(table) {
      if (table === ours.line || table === ours.detail) return solutions;
      if (extended.has(table) || wanted.has(table)) return null;
      return 'The column that would refer to it is not wanted here.';
    },
  };
}

function solutionsNote(inventory: Inventory, { solutions, columns }: NamedBy): string | null {
  if (solutions === null) return 'The settings leave solutions out.';
  if (solutions !== 'auto') return isOurs(solutions) ? null : `The settings use ${solutions.line} in its place.`;
  const theirs = solutionTablesOf('msft');
  const isThere = [theirs.line, theirs.detail].every((name) => inventory.tables.has(name));
  return columns === 'auto' && isThere ? 'The tables of Microsoft’s package are used in its place.' : null;
}

const isOurs = ({ line }: SolutionTables): boolean => line === solutionTablesOf('csl').line;

/** Tables that columns of the package refer to, in as many steps as it takes; and those that nothing refers to, which stand for themselves. */
function referredTables(pack: Package, columnFor: InPlace['columnFor']): ReadonlySet<string> {
  const named = new Set(tablesOf(pack).flatMap(({ columns }) => columns.flatMap((column) => targetOf(column))));
  const wanted = new Set(pack.own.map(({ name }) => name).filter((name) => !named.has(name)));
  const visit = (table: string): void => {
    const columns = tablesOf(pack).find(({ name }) => name === table)?.columns ?? [];
    for (const column of columns) {
      const [target] = targetOf(column);
      const isMade = columnFor(table, column.name).from === 'package';
      if (target === undefined || !isMade || wanted.has(target)) continue;
      wanted.add(target);
      visit(target);
    }
  };
  for (const table of [...wanted, ...pack.extended.map(({ name }) => name)]) visit(table);
  return wanted;
}

const targetOf = (column: PackageColumn): string[] => (isLookup(column) ? [column.target] : []);
