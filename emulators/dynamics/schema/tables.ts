import {
  bigint,
  type ColumnDraft,
  datetime,
  decimal,
  guid,
  guidOf,
  integer,
  lookup,
  READ_ONLY,
  SYSTEM_REQUIRED,
} from './columns.ts';
import type { AlternateKey, Column, Relationship, Table } from './types.ts';

/** A table as it is declared; what is left out is what most tables have. */
export type TableDraft = Pick<Table, 'logicalName' | 'entitySet' | 'label' | 'pluralLabel' | 'typeCode'> &
  Partial<Omit<Table, 'columns' | 'keys'>> & { columns: readonly ColumnDraft[] };

/** The column as the organisation keeps it. */
export const columnOf = (table: string, draft: ColumnDraft): Column => ({
  ...draft,
  metadataId: guidOf(`column:${table}.${draft.logicalName}`),
});

/** Makes the table with its primary id column. */
export function table(draft: TableDraft): Table {
  const { columns, logicalName, primaryId = `${logicalName}id`, ...rest } = draft;
  const all = [guid(primaryId, draft.label, { update: false, ...SYSTEM_REQUIRED }), ...columns];
  return {
    schemaName: logicalName.charAt(0).toUpperCase() + logicalName.slice(1),
    primaryName: null,
    ownership: 'user',
    custom: false,
    changeTracking: true,
    canEnableChangeTracking: true,
    optimisticConcurrency: true,
    hasNotes: false,
    metadataId: guidOf(`table:${logicalName}`),
    ...rest,
    logicalName,
    primaryId,
    columns: new Map(all.map((column) => [column.logicalName, columnOf(logicalName, column)])),
    keys: [],
  };
}

export const keyOf = (table: string, schemaName: string, columns: readonly string[]): AlternateKey => ({
  logicalName: schemaName.toLowerCase(),
  schemaName,
  columns,
  status: 'Active',
  metadataId: guidOf(`key:${table}.${schemaName}`),
});

/** 1:N between two tables; the collection is called like the relationship unless told otherwise. */
export const oneToMany = (
  schemaName: string,
  referencedTable: string,
  referencingTable: string,
  referencingColumn: string,
  cascadeDelete: Relationship['cascadeDelete'] = 'RemoveLink',
  collectionNavigation = schemaName,
): Relationship => ({
  schemaName,
  referencedTable,
  referencingTable,
  referencingColumn,
  collectionNavigation,
  cascadeDelete,
  metadataId: guidOf(`relationship:${schemaName}`),
});

/** Who created and last changed a row, for whom, and when. `suffix` marks the navigation properties of activities. */
export function auditTrail(suffix = ''): ColumnDraft[] {
  const by = (name: string, label: string) => lookup(name, label, { systemuser: name + suffix }, READ_ONLY);
  return [
    datetime('createdon', 'Created On', READ_ONLY),
    by('createdby', 'Created By'),
    by('createdonbehalfby', 'Created By (Delegate)'),
    datetime('modifiedon', 'Modified On', READ_ONLY),
    by('modifiedby', 'Modified By'),
    by('modifiedonbehalfby', 'Modified By (Delegate)'),
  ];
}

/** What a user or a team owns. */
export function owned(suffix = ''): ColumnDraft[] {
  const own = (name: string, label: string, target: string) =>
    lookup(name, label, { [target]: name + suffix }, READ_ONLY);
  const navigation = `ownerid${suffix}`;
  return [
    {
      ...lookup('ownerid', 'Owner', { systemuser: navigation, team: navigation }, SYSTEM_REQUIRED),
      type: 'owner',
    },
    own('owninguser', 'Owning User', 'systemuser'),
    own('owningteam', 'Owning Team', 'team'),
    own('owningbusinessunit', 'Owning Business Unit', 'businessunit'),
  ];
}

export const versioned = (): ColumnDraft[] => [bigint('versionnumber', 'Version Number', READ_ONLY)];

/** A creation may be dated back by this column. */
export const imported = (): ColumnDraft[] => [
  datetime('overriddencreatedon', 'Record Created On', { update: false }),
  integer('importsequencenumber', 'Import Sequence Number', { update: false }),
];

/** What every row of a custom table of users has. */
export const ordinary = (): ColumnDraft[] => [...auditTrail(), ...owned(), ...versioned(), ...imported()];

/** The currency of a row's amounts. */
export const priced = (suffix = ''): ColumnDraft[] => [
  lookup('transactioncurrencyid', 'Currency', { transactioncurrency: `transactioncurrencyid${suffix}` }),
  decimal('exchangerate', 'Exchange Rate', 10, READ_ONLY),
];
