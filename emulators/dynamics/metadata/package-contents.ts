import type { Organisation } from '../organisation.ts';
import type { Reference, Row } from '../records/store.ts';
import type { AlternateKey, Column, Relationship, Table } from '../schema/types.ts';
import { COMPONENT } from './components.ts';

/** What a solution package holds of one table. */
export interface PackedTable {
  table: Table;
  /** With all of its parts, or only with those that are named. */
  isWhole: boolean;
  columns: readonly Column[];
  keys: readonly AlternateKey[];
  forms: readonly Row[];
}

/** A component as the package's manifest names it. */
export interface RootComponent {
  type: number;
  schemaName?: string;
  id?: string;
  behavior?: number;
}

export interface PackageContents {
  tables: readonly PackedTable[];
  relationships: readonly Relationship[];
  /** Definitions of environment variables. */
  variables: readonly Row[];
  roles: readonly Row[];
  roots: readonly RootComponent[];
}

const idIn = (value: unknown): unknown => (value as Reference | null)?.id;

function componentsOf(org: Organisation, solution: Row): Map<string, Row> {
  const rows = org.store.having('solutioncomponent', 'solutionid', solution.id);
  return new Map(rows.map((row) => [String(row.values.get('objectid')), row]));
}

/** Everything that a solution package holds, as it is in the organisation now. */
export function contentsOf(org: Organisation, solution: Row): PackageContents {
  const components = componentsOf(org, solution);
  const isIn = (id: string) => components.has(id);
  // A relationship brings its lookup along.
  const isLookupOf = ({ logicalName }: Table, column: Column) =>
    [...org.schema.relationships.values()].some(
      ({ metadataId, referencingTable, referencingColumn }) =>
        isIn(metadataId) && referencingTable === logicalName && referencingColumn === column.logicalName,
    );
  const tables = [...org.schema.tables.values()].flatMap((table): PackedTable[] => {
    const root = components.get(table.metadataId);
    if (!root) return [];
    const isWhole = root.values.get('rootcomponentbehavior') === 0;
    const own = <T extends { metadataId: string }>(parts: Iterable<T>, isCustom: (part: T) => boolean) =>
      [...parts].filter((part) => isIn(part.metadataId) || (isWhole && isCustom(part)));
    const forms = org.store.having('systemform', 'objecttypecode', table.logicalName);
    return [
      {
        table,
        isWhole,
        columns: [...table.columns.values()].filter(
          (column) => isIn(column.metadataId) || (isWhole && column.custom === true) || isLookupOf(table, column),
        ),
        keys: own(table.keys, () => true),
        forms: forms.filter((form) => isIn(form.id) || (isWhole && table.custom)),
      },
    ];
  });
  const whole = new Set(tables.filter(({ isWhole }) => isWhole).map(({ table }) => table.logicalName));
  const relationships = [...org.schema.relationships.values()].filter(
    ({ metadataId, referencingTable, referencingColumn }) => {
      const column = org.schema.tables.get(referencingTable)?.columns.get(referencingColumn);
      return isIn(metadataId) || (column?.custom === true && (isIn(column.metadataId) || whole.has(referencingTable)));
    },
  );
  return {
    tables,
    relationships,
    variables: [...org.store.rows('environmentvariabledefinition')].filter(({ id }) => isIn(id)),
    roles: [...org.store.rows('role')].filter(({ id }) => isIn(id)),
    roots: [...components].map(([id, row]) => rootOf(org, id, row)),
  };
}

/** Parts of the schema are named by schema name, rows by id. */
function rootOf(org: Organisation, id: string, row: Row): RootComponent {
  const type = Number(row.values.get('componenttype'));
  const behavior = row.values.get('rootcomponentbehavior');
  const table = [...org.schema.tables.values()].find(({ metadataId }) => metadataId === id);
  if (type === COMPONENT.table && table) return { type, schemaName: table.logicalName, behavior: Number(behavior) };
  const relationship = [...org.schema.relationships.values()].find(({ metadataId }) => metadataId === id);
  if (relationship) return { type, schemaName: relationship.schemaName };
  const part = partNamed(org, id);
  return part === undefined ? { type, id } : { type, schemaName: part };
}

function partNamed(org: Organisation, id: string): string | undefined {
  for (const table of org.schema.tables.values()) {
    const part = [...table.columns.values(), ...table.keys].find(({ metadataId }) => metadataId === id);
    if (part) return `${table.logicalName}.${part.logicalName}`;
  }
  const variable = org.store.get('environmentvariabledefinition', id)?.values.get('schemaname');
  return typeof variable === 'string' ? variable : undefined;
}

/** The publisher of a solution package. */
export const publisherOf = (org: Organisation, solution: Row): Row | undefined =>
  org.store.get('publisher', String(idIn(solution.values.get('publisherid'))));
