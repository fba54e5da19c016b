import type { ExtendedTable, PackageColumn, PackageKey } from '../columns.ts';
import { differencesOf } from './compare.ts';
import type { InPlace } from './in-place.ts';
import { columnIn, type Inventory, keyOver, type TableFacts } from './inventory.ts';
import { isLookup } from './package.ts';
import { created, kept, type Planned, type PlanOptions, skipped, unlike, type Work } from './step.ts';

export interface TableContext {
  inventory: Inventory;
  place: InPlace;
  options: PlanOptions;
}

const UPGRADE = 'Bring it up to date with `cosell crm upgrade`.';
const NOT_OURS =
  'It is not ours and stays as it is: change it in the maker portal, or name another column in the settings.';

export function planColumns(table: ExtendedTable, context: TableContext): Planned[] {
  return table.columns.map((column) => planColumn(table.name, column, context));
}

function planColumn(table: string, column: PackageColumn, { inventory, place, options }: TableContext): Planned {
  const kind = isLookup(column) ? 'lookup' : 'column';
  const name = `${table}.${column.name}`;
  const used = place.columnFor(table, column.name);
  if (used.name === null) return skipped(kind, name, 'The settings leave it out.');
  if (used.from === 'microsoft') return skipped(kind, name, `Microsoft’s own ${used.name} is used in its place.`);
  if (used.from === 'settings') return planNamed(kind, table, column, used.name, inventory);
  const target = isLookup(column) ? place.tableNote(column.target) : null;
  if (target !== null) return skipped(kind, name, `It needs ${isLookup(column) ? column.target : ''}. ${target}`);
  const found = columnIn(inventory, table, column.name);
  if (!found) return created(kind, name, [creation(table, column)]);
  const differences = differencesOf(table, column, found);
  if (differences.length === 0) return kept(kind, name, found.ours ? [] : ['Somebody else has made it.']);
  const notes = differences.map(({ said }) => said);
  const work = differences.flatMap(({ remedy }) => remedy ?? []);
  if (!found.ours || work.length < differences.length) return unlike(kind, name, [...notes, NOT_OURS]);
  return options.upgrade
    ? { step: { kind, name, action: 'update', notes }, work }
    : unlike(kind, name, [...notes, UPGRADE]);
}

function planNamed(
  kind: 'lookup' | 'column',
  table: string,
  column: PackageColumn,
  name: string,
  inventory: Inventory,
): Planned {
  const found = columnIn(inventory, table, name);
  const place = `${table}.${column.name}`;
  if (!found && table !== 'opportunity') return skipped(kind, place, `The settings use ${name} in its place.`);
  if (!found) return unlike(kind, place, [`The settings name ${name} in its place, but ${table} has no such column.`]);
  return skipped(kind, place, `The settings use ${name} in its place.`);
}

const creation = (table: string, column: PackageColumn): Work =>
  isLookup(column) ? { do: 'lookup', table, column } : { do: 'column', table, column };

export function planKeys(table: ExtendedTable, { inventory, place }: TableContext): Planned[] {
  return table.keys.map((key) => {
    const columns = key.columns.map((column) => place.columnFor(table.name, column).name);
    const name = `${table.name}.${key.name}`;
    const used = columns.filter((column) => column !== null);
    if (used.length < columns.length) return skipped('key', name, 'The settings leave its column out.');
    return planKey(table.name, key, used, inventory.tables.get(table.name));
  });
}

function planKey(table: string, key: PackageKey, columns: readonly string[], facts: TableFacts | undefined): Planned {
  const name = `${table}.${key.name}`;
  const found = keyOver(facts, columns);
  if (!found) return created('key', name, [{ do: 'key', table, key, columns }]);
  if (found.status !== 'Failed') return kept('key', name);
  const notes = ['Its index could not be built, so two rows may hold the same value; it is built again.'];
  return { step: { kind: 'key', name, action: 'update', notes }, work: [{ do: 'reactivate', table, key: found.name }] };
}

/** Without change tracking the connector finds changes by their time, and no deletions. */
export function planTracking(table: string, { inventory, options }: TableContext): Planned {
  const facts = inventory.tables.get(table);
  if (!facts || facts.tracksChanges) return kept('change-tracking', table);
  if (!facts.canTrackChanges) {
    return skipped('change-tracking', table, 'The environment does not allow it for this table.');
  }
  if (!options.changeTracking) {
    const note =
      'It is off, and changes are found by their time until it is on. It can never be turned off again: say --change-tracking to turn it on.';
    return skipped('change-tracking', table, note);
  }
  return {
    step: { kind: 'change-tracking', name: table, action: 'update', notes: ['It can never be turned off again.'] },
    work: [{ do: 'tracking', table }],
  };
}
