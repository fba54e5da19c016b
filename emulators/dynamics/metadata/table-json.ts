import { privilegesJson } from '../roles/privileges.ts';
import type { Schema } from '../schema/schema.ts';
import type { AlternateKey, Relationship, Table } from '../schema/types.ts';
import { label, managed } from './words.ts';

const OWNERSHIP = { user: 'UserOwned', organization: 'OrganizationOwned', none: 'None' } as const;

/** EntityMetadata of a table, without what is only expanded. */
export const tableJson = (table: Table): Record<string, unknown> => ({
  MetadataId: table.metadataId,
  LogicalName: table.logicalName,
  SchemaName: table.schemaName,
  EntitySetName: table.entitySet,
  LogicalCollectionName: table.entitySet,
  CollectionSchemaName: table.entitySet,
  ObjectTypeCode: table.typeCode,
  PrimaryIdAttribute: table.primaryId,
  PrimaryNameAttribute: table.primaryName,
  OwnershipType: OWNERSHIP[table.ownership],
  IsCustomEntity: table.custom,
  IsManaged: !table.custom,
  IsActivity: table.primaryId === 'activityid',
  IsIntersect: false,
  HasNotes: table.hasNotes,
  HasActivities: table.hasNotes,
  ChangeTrackingEnabled: table.changeTracking,
  CanChangeTrackingBeEnabled: managed(table.canEnableChangeTracking, 'canchangetrackingbeenabled'),
  IsOptimisticConcurrencyEnabled: table.optimisticConcurrency,
  IsCustomizable: managed(true, 'iscustomizable'),
  DisplayName: label(table.label),
  DisplayCollectionName: label(table.pluralLabel),
  Description: label(table.description ?? null),
  Privileges: privilegesJson(table),
});

/** EntityKeyMetadata of an alternate key. */
export const keyJson = (table: Table, key: AlternateKey): Record<string, unknown> => ({
  MetadataId: key.metadataId,
  LogicalName: key.logicalName,
  SchemaName: key.schemaName,
  EntityLogicalName: table.logicalName,
  KeyAttributes: [...key.columns],
  EntityKeyIndexStatus: key.status,
  IsManaged: false,
  DisplayName: label(key.schemaName),
});

/** OneToManyRelationshipMetadata. */
export function relationshipJson(schema: Schema, relationship: Relationship): Record<string, unknown> {
  const { referencedTable, referencingTable, referencingColumn, cascadeDelete, schemaName } = relationship;
  const column = schema.tables.get(referencingTable)?.columns.get(referencingColumn);
  const kept = 'NoCascade';
  return {
    '@odata.type': '#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
    MetadataId: relationship.metadataId,
    SchemaName: schemaName,
    RelationshipType: 'OneToManyRelationship',
    IsCustomRelationship: column?.custom ?? false,
    IsManaged: !(column?.custom ?? false),
    ReferencedEntity: referencedTable,
    ReferencedAttribute: schema.tables.get(referencedTable)?.primaryId ?? null,
    ReferencedEntityNavigationPropertyName: relationship.collectionNavigation,
    ReferencingEntity: referencingTable,
    ReferencingAttribute: referencingColumn,
    ReferencingEntityNavigationPropertyName: column?.targets?.[referencedTable] ?? null,
    CascadeConfiguration: {
      Assign: kept,
      Delete: cascadeDelete,
      Merge: kept,
      Reparent: kept,
      Share: kept,
      Unshare: kept,
      RollupView: kept,
    },
  };
}
