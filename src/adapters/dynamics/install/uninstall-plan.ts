import { removeSection } from './form.ts';
import type { FormFacts, Inventory } from './inventory.ts';
import { type Data, keptParts, MANAGED, NOT_OURS } from './kept-parts.ts';
import { isLookup, type Package, tablesOf } from './package.ts';

export interface RemovalStep {
  kind: 'table' | 'column' | 'lookup' | 'key' | 'form' | 'variable' | 'role' | 'solution' | 'publisher' | 'webhook';
  name: string;
  /** `update`: our part of a form goes, everything else in it stays. */
  action: 'remove' | 'update' | 'keep';
  notes: readonly string[];
}

/** One deletion by its address, a form that is written without our part, or the publishing of such forms. */
export type Removal =
  | { path: string; about: string }
  | { form: FormFacts; xml: string }
  | { publish: readonly string[] };

export interface UninstallPlan {
  inventory: Inventory;
  steps: readonly RemovalStep[];
  /** Serial, in this order: what uses others goes before them. */
  removals: readonly Removal[];
}

/** Removes only what bears the package's mark. What holds data stays, and what that needs stays with it, unless forced. */
export function planUninstall(pack: Package, inventory: Inventory, data: Data): UninstallPlan {
  const kept = keptParts(pack, inventory, data);
  const parts = partsOf(pack, inventory);
  const why = (name: string) => kept.get(name) ?? null;
  const goes = (name: string) => !kept.has(name);
  const forms = formsWithout(pack, inventory, goes);
  const steps: RemovalStep[] = [
    ...hookSteps(pack, inventory),
    ...forms.map(({ form }): RemovalStep => {
      const notes = ['Our columns and lists go; everything else stays.'];
      return { kind: 'form', name: `${form.table}: ${form.name}`, action: 'update', notes };
    }),
    ...parts.map(({ kind, name }) => stepOf(kind, name, why(name))),
    ...(inventory.variables.size > 0 ? pack.variables.map(({ name }) => stepOf('variable', name, null)) : []),
    ...rolesOf(pack, inventory).map(({ name }) => stepOf('role', name, roleNote(pack, name, kept))),
    ...containerSteps(pack, inventory, kept.size > 0),
  ];
  const going = new Set(steps.filter(({ action }) => action === 'remove').map(({ kind, name }) => `${kind} ${name}`));
  const removals: Removal[] = [
    ...hookPaths(inventory),
    ...forms,
    // A column can go once no published form shows it.
    ...(forms.length > 0 ? [{ publish: [...new Set(forms.map(({ form }) => form.table))] }] : []),
    ...parts.filter(({ kind, name, within }) => going.has(`${kind} ${name}`) && !(within && goes(within))),
    ...[...inventory.variables.values()].map(({ id }) => ({
      path: `environmentvariabledefinitions(${id})`,
      about: 'The variable',
    })),
    ...rolesOf(pack, inventory).filter(({ name }) => going.has(`role ${name}`)),
    ...containerPaths(pack, inventory).filter(({ about }) => going.has(about)),
  ];
  return { inventory, steps, removals };
}

function stepOf(kind: RemovalStep['kind'], name: string, why: string | null): RemovalStep {
  return why === null ? { kind, name, action: 'remove', notes: [] } : { kind, name, action: 'keep', notes: [why] };
}

interface Part {
  kind: 'table' | 'column' | 'lookup' | 'key';
  name: string;
  path: string;
  about: string;
  /** Table of ours that takes it along when it goes. */
  within: string | null;
}

/** What of the package is there, in the order in which it can go: keys, columns, tables, each before what it needs. */
function partsOf(pack: Package, inventory: Inventory): Part[] {
  const own = new Set(pack.own.map(({ name }) => name));
  const parts = tablesOf(pack).flatMap((table): Part[] => {
    const facts = inventory.tables.get(table.name);
    if (!facts) return [];
    const base = `EntityDefinitions(LogicalName='${table.name}')`;
    const within = own.has(table.name) ? table.name : null;
    const keys = facts.keys
      .filter(({ name }) => table.keys.some((key) => key.name === name))
      .map(({ name, metadataId }): Part => {
        const about = `${table.name}.${name}`;
        return { kind: 'key', name: about, path: `${base}/Keys(${metadataId})`, about, within };
      });
    const columns = table.columns.flatMap((column): Part[] => {
      const found = facts.columns.get(column.name);
      if (!found) return [];
      const about = `${table.name}.${column.name}`;
      // A lookup goes with the relationship that it stands for.
      const path = isLookup(column)
        ? `RelationshipDefinitions(SchemaName='${found.relationship ?? column.relationship}')`
        : `${base}/Attributes(LogicalName='${column.name}')`;
      return [{ kind: isLookup(column) ? 'lookup' : 'column', name: about, path, about, within }];
    });
    return [...keys, ...columns];
  });
  const tables = pack.own
    .filter(({ name }) => inventory.tables.has(name))
    .map(
      ({ name }): Part => ({
        kind: 'table',
        name,
        path: `EntityDefinitions(LogicalName='${name}')`,
        about: name,
        within: null,
      }),
    )
    .reverse();
  return [...parts, ...tables];
}

function formsWithout(pack: Package, inventory: Inventory, goes: (name: string) => boolean) {
  return inventory.forms.flatMap((form) => {
    const columns = tablesOf(pack).find(({ name }) => name === form.table)?.columns ?? [];
    const gone = columns.map(({ name }) => name).filter((name) => goes(`${form.table}.${name}`));
    const grid = pack.sections.get(form.table)?.grid;
    const lists = grid && goes(grid.table) ? [grid.relationship] : [];
    const xml = removeSection(form.xml, new Set(gone), new Set(lists));
    return xml === form.xml ? [] : [{ form, xml }];
  });
}

function hookSteps(pack: Package, { endpoint }: Inventory): RemovalStep[] {
  if (!endpoint) return [];
  return [
    ...[...endpoint.steps.keys()].map((name) => stepOf('webhook', name, null)),
    stepOf('webhook', pack.webhook.name, null),
  ];
}

function hookPaths({ endpoint }: Inventory): Removal[] {
  if (!endpoint) return [];
  return [
    ...[...endpoint.steps].map(([about, { id }]) => ({ path: `sdkmessageprocessingsteps(${id})`, about })),
    { path: `serviceendpoints(${endpoint.id})`, about: 'The webhook' },
  ];
}

const rolesOf = ({ roles }: Package, inventory: Inventory) =>
  roles.flatMap(({ name }) => {
    const id = inventory.roles.get(name)?.id;
    return id === undefined ? [] : [{ name, path: `roles(${id})`, about: name }];
  });

/** While data of ours stays readable, sellers keep the role that shows it. */
function roleNote({ roles }: Package, name: string, kept: ReadonlyMap<string, string>): string | null {
  const isSellers = roles.some((role) => role.name === name && role.for === 'sellers');
  const ourData = [...kept.values()].some((why) => why !== NOT_OURS && why !== MANAGED);
  return isSellers && ourData ? 'It shows sellers the data that stays.' : null;
}

/** The solution and its publisher go last, when nothing of ours is left. */
function containerSteps(pack: Package, { solution, publisher }: Inventory, isSomethingLeft: boolean): RemovalStep[] {
  const note = isSomethingLeft ? 'It holds what stays.' : null;
  return [
    ...(solution ? [stepOf('solution', pack.solution.uniqueName, solution.managed ? MANAGED : note)] : []),
    ...(publisher ? [stepOf('publisher', pack.publisher.uniqueName, solution?.managed ? MANAGED : note)] : []),
  ];
}

const containerPaths = (pack: Package, { solution, publisher }: Inventory) => [
  ...(solution ? [{ path: `solutions(${solution.id})`, about: `solution ${pack.solution.uniqueName}` }] : []),
  ...(publisher ? [{ path: `publishers(${publisher.id})`, about: `publisher ${pack.publisher.uniqueName}` }] : []),
];
