/** What a column holds; the wire type follows from it (`money` is Edm.Decimal, `state` Edm.Int32, and so on). */
export type ColumnType =
  | 'uniqueidentifier'
  | 'string'
  | 'memo'
  | 'integer'
  | 'bigint'
  | 'decimal'
  | 'double'
  | 'money'
  | 'boolean'
  | 'datetime'
  | 'date'
  | 'picklist'
  | 'multiselect'
  | 'state'
  | 'status'
  | 'lookup'
  | 'customer'
  | 'owner'
  | 'entityname';

export interface Option {
  value: number;
  label: string;
  /** Status reasons only: the state that the reason belongs to. */
  state?: number;
  externalValue?: string;
}

export interface Column {
  /** Lower case; what JSON carries, lookups as `_name_value`. */
  logicalName: string;
  schemaName: string;
  type: ColumnType;
  label: string;
  description?: string;
  maxLength?: number;
  /** Text, TextArea, Email, Url, Phone …; DateOnly or DateAndTime for dates. */
  format?: string;
  min?: number;
  max?: number;
  precision?: number;
  /** Money: 0 the column's own precision, 1 the organisation's, 2 the currency's. */
  precisionSource?: 0 | 1 | 2;
  options?: readonly Option[];
  default?: unknown;
  /** Lookups: target table -> single-valued navigation property, whose case counts. */
  targets?: Readonly<Record<string, string>>;
  /** Only `system` is enforced by the Web API. */
  required: 'none' | 'recommended' | 'application' | 'system';
  create: boolean;
  update: boolean;
  read: boolean;
  /** Column security: only those who were granted it see the values. */
  secured?: boolean;
  custom?: boolean;
  metadataId: string;
}

export interface AlternateKey {
  logicalName: string;
  schemaName: string;
  columns: readonly string[];
  /** Keyed addresses work once the index is Active. */
  status: 'Pending' | 'InProgress' | 'Active' | 'Failed';
  metadataId: string;
}

/** One table of the organisation. Its maps are the organisation's own copies: metadata can be created at run time. */
export interface Table {
  logicalName: string;
  schemaName: string;
  /** Plural of its own making: `opportunities`, `opportunitycloses`, `transactioncurrencies`. */
  entitySet: string;
  primaryId: string;
  primaryName: string | null;
  label: string;
  pluralLabel: string;
  description?: string;
  typeCode: number;
  ownership: 'user' | 'organization' | 'none';
  custom: boolean;
  changeTracking: boolean;
  canEnableChangeTracking: boolean;
  optimisticConcurrency: boolean;
  hasNotes: boolean;
  columns: Map<string, Column>;
  keys: AlternateKey[];
  metadataId: string;
}

/** 1:N: the referencing table holds the lookup column, the referenced one has the collection. */
export interface Relationship {
  schemaName: string;
  referencedTable: string;
  referencingTable: string;
  referencingColumn: string;
  collectionNavigation: string;
  cascadeDelete: 'Cascade' | 'RemoveLink' | 'Restrict' | 'NoCascade';
  metadataId: string;
}
