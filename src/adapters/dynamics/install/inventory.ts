/** What is in the environment already, as far as the package is concerned. */
export interface Inventory {
  organization: { id: string; name: string };
  /** Base language, as a locale number such as 1033. */
  languageCode: number;
  connectorUser: { id: string; name: string };
  publisher: { id: string; prefix: string; optionValuePrefix: number } | null;
  solution: { id: string; version: string; managed: boolean } | null;
  /** Tables of the package and of Microsoft's, by logical name; absent: not there. */
  tables: ReadonlyMap<string, TableFacts>;
  forms: readonly FormFacts[];
  variables: ReadonlyMap<string, VariableFacts>;
  roles: ReadonlyMap<string, RoleFacts>;
  /** By table and right, such as `opportunity read`; not every table knows every right. */
  privileges: ReadonlyMap<string, PrivilegeFacts>;
  /** Null: none of ours. */
  endpoint: EndpointFacts | null;
}

export interface TableFacts {
  metadataId: string;
  set: string;
  /** Whether it bears the package's mark. */
  ours: boolean;
  tracksChanges: boolean;
  canTrackChanges: boolean;
  columns: ReadonlyMap<string, ColumnFacts>;
  keys: readonly KeyFacts[];
}

export interface ColumnFacts {
  metadataId: string;
  ours: boolean;
  managed: boolean;
  /** In lower case: `string`, `memo`, `picklist`, `lookup`, … */
  type: string;
  /** Characters; 0 for what is no text. */
  length: number;
  choices: readonly { value: number; label: string }[];
  /** Tables that a lookup refers to. */
  targets: readonly string[];
  /** Of the relationship behind a lookup; null for other columns. */
  relationship: string | null;
}

export interface KeyFacts {
  metadataId: string;
  name: string;
  columns: readonly string[];
  status: 'Pending' | 'InProgress' | 'Active' | 'Failed';
}

export interface FormFacts {
  id: string;
  table: string;
  name: string;
  xml: string;
}

export interface VariableFacts {
  id: string;
  /** Of this environment; null: none. */
  value: { id: string; text: string } | null;
}

export interface RoleFacts {
  id: string;
  /** Ids of privileges with their depth. */
  privileges: ReadonlyMap<string, number>;
  /** Ids of the users who have it, as far as was asked. */
  users: ReadonlySet<string>;
}

export interface PrivilegeFacts {
  id: string;
  /** Whether it can be limited to a person's own rows. */
  canBeBasic: boolean;
}

export interface EndpointFacts {
  id: string;
  url: string;
  /** Registered steps, by table and message, such as `opportunity Update`. */
  steps: ReadonlyMap<string, { id: string; columns: readonly string[] }>;
}

export function columnIn({ tables }: Pick<Inventory, 'tables'>, table: string, column: string): ColumnFacts | null {
  return tables.get(table)?.columns.get(column) ?? null;
}

/** The key over exactly these columns. */
export function keyOver(table: TableFacts | undefined, columns: readonly string[]): KeyFacts | null {
  const wanted = columns.toSorted().join();
  return table?.keys.find((key) => key.columns.toSorted().join() === wanted) ?? null;
}
