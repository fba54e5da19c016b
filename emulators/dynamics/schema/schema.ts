import { CONNECTION_RELATIONSHIPS, CONNECTION_TABLES } from './connections.ts';
import { COSELL_COLUMNS, COSELL_KEYS, COSELL_RELATIONSHIPS, COSELL_TABLES } from './cosell.ts';
import { DEAL_RELATIONSHIPS, DEAL_TABLES } from './deals.ts';
import { EXTENSION_RELATIONSHIPS, EXTENSION_TABLES } from './extensions.ts';
import { MICROSOFT_COLUMNS, MICROSOFT_RELATIONSHIPS, MICROSOFT_TABLES } from './microsoft.ts';
import { PACKAGE_RELATIONSHIPS, PACKAGE_TABLES } from './packages.ts';
import { PARTY_RELATIONSHIPS, PARTY_TABLES } from './parties.ts';
import { PEOPLE_RELATIONSHIPS, PEOPLE_TABLES } from './people.ts';
import { ROLE_TABLES } from './roles.ts';
import { SETUP_TABLES } from './setup.ts';
import { columnOf } from './tables.ts';
import type { Relationship, Table } from './types.ts';

/** Which connector's columns the organisation starts with. */
export type InstalledPackage = 'none' | 'cosell' | 'microsoft';

/** The tables and relationships of one organisation; metadata writes change them. */
export interface Schema {
  /** By logical name. */
  tables: Map<string, Table>;
  /** By schema name. */
  relationships: Map<string, Relationship>;
  /** The table behind a segment of an address; set names are case-sensitive. */
  bySet(entitySet: string): Table | undefined;
  /** Collections that rows of the table have. */
  collectionsOf(table: string): Relationship[];
  /** Relationships whose lookup stands on the table. */
  lookupsOf(table: string): Relationship[];
}

const STANDARD_TABLES = [
  ...PARTY_TABLES,
  ...DEAL_TABLES,
  ...PEOPLE_TABLES,
  ...CONNECTION_TABLES,
  ...SETUP_TABLES,
  ...EXTENSION_TABLES,
  ...PACKAGE_TABLES,
  ...ROLE_TABLES,
];
const STANDARD_RELATIONSHIPS = [
  ...PARTY_RELATIONSHIPS,
  ...DEAL_RELATIONSHIPS,
  ...PEOPLE_RELATIONSHIPS,
  ...CONNECTION_RELATIONSHIPS,
  ...EXTENSION_RELATIONSHIPS,
  ...PACKAGE_RELATIONSHIPS,
];

interface Package {
  tables: readonly Table[];
  relationships: readonly Relationship[];
  columns: typeof COSELL_COLUMNS;
  keys: typeof COSELL_KEYS;
}

const PACKAGES: Readonly<Record<InstalledPackage, Package>> = {
  none: { tables: [], relationships: [], columns: {}, keys: {} },
  cosell: { tables: COSELL_TABLES, relationships: COSELL_RELATIONSHIPS, columns: COSELL_COLUMNS, keys: COSELL_KEYS },
  microsoft: {
    tables: MICROSOFT_TABLES,
    relationships: MICROSOFT_RELATIONSHIPS,
    columns: MICROSOFT_COLUMNS,
    keys: {},
  },
};

/** A copy that the organisation may change. */
function ownCopy(table: Table, { columns, keys }: Package): Table {
  const added = (columns[table.logicalName] ?? []).map((draft) => columnOf(table.logicalName, draft));
  return {
    ...table,
    columns: new Map([...table.columns, ...added.map((column) => [column.logicalName, column] as const)]),
    keys: [...table.keys, ...(keys[table.logicalName] ?? [])],
  };
}

/** A schema of these tables and relationships. */
export function schemaOf(tables: readonly Table[], relationships: readonly Relationship[]): Schema {
  const schema: Schema = {
    tables: new Map(tables.map((each) => [each.logicalName, each])),
    relationships: new Map(relationships.map((each) => [each.schemaName, each])),
    bySet(entitySet) {
      for (const each of schema.tables.values()) if (each.entitySet === entitySet) return each;
      return undefined;
    },
    collectionsOf: (name) => [...schema.relationships.values()].filter((each) => each.referencedTable === name),
    lookupsOf: (name) => [...schema.relationships.values()].filter((each) => each.referencingTable === name),
  };
  return schema;
}

/** The schema that an organisation starts with. */
export function createSchema(installed: InstalledPackage): Schema {
  const brought = PACKAGES[installed];
  const tables = [...STANDARD_TABLES, ...brought.tables].map((each) => ownCopy(each, brought));
  return schemaOf(tables, [...STANDARD_RELATIONSHIPS, ...brought.relationships]);
}
