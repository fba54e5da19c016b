import type { ExtendedTable } from '../columns.ts';
import { columnIn, type Inventory } from './inventory.ts';
import { isLookup, type Package, tablesOf } from './package.ts';

/** Where the environment holds data of ours: full names of columns and tables, with how to say it. */
export type Data = ReadonlyMap<string, string>;

export const NOT_OURS = 'It is not ours.';
export const MANAGED = 'It came with the managed solution: remove that in the maker portal.';

/** Why each part that is there stays, by its full name; absent: it goes. */
export function keptParts(pack: Package, inventory: Inventory, data: Data): ReadonlyMap<string, string> {
  const kept = new Map(tablesOf(pack).flatMap((table) => foreignParts(pack, table, inventory)));
  for (const [name, why] of data) if (!kept.has(name)) kept.set(name, why);
  // What stays keeps what it needs, in as many rounds as it takes.
  for (let before = -1; before !== kept.size; ) {
    before = kept.size;
    for (const table of tablesOf(pack)) {
      for (const [name, why] of companions(pack, table, inventory, kept)) if (!kept.has(name)) kept.set(name, why);
    }
  }
  return kept;
}

function foreignParts(pack: Package, table: ExtendedTable, inventory: Inventory): [string, string][] {
  const facts = inventory.tables.get(table.name);
  const isForeign = facts?.ours === false && pack.own.some(({ name }) => name === table.name);
  const columns = table.columns.flatMap((column): [string, string][] => {
    const found = columnIn(inventory, table.name, column.name);
    if (!found || (found.ours && !found.managed)) return [];
    return [[`${table.name}.${column.name}`, found.managed ? MANAGED : NOT_OURS]];
  });
  return isForeign ? [[table.name, NOT_OURS], ...columns] : columns;
}

/** A table that stays keeps its columns; a lookup that stays, the table it refers to; columns that stay, their key. */
function companions(
  pack: Package,
  table: ExtendedTable,
  inventory: Inventory,
  kept: ReadonlyMap<string, string>,
): [string, string][] {
  const why = `It belongs to ${table.name}, which stays.`;
  const nameOf = (column: string) => `${table.name}.${column}`;
  const there = table.columns.filter(({ name }) => columnIn(inventory, table.name, name));
  const columns = kept.has(table.name) ? there.map(({ name }): [string, string] => [nameOf(name), why]) : [];
  const targets = there.flatMap((column): [string, string][] => {
    const isOwn = isLookup(column) && pack.own.some(({ name }) => name === column.target);
    return isOwn && kept.has(nameOf(column.name)) ? [[column.target, `${nameOf(column.name)} refers to it.`]] : [];
  });
  const keys = table.keys
    .filter((key) => key.columns.every((column) => kept.has(nameOf(column))))
    .map((key): [string, string] => [nameOf(key.name), 'Its columns stay.']);
  return [...columns, ...targets, ...keys];
}
