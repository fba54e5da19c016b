import { isLookup, wireName } from '../odata/table-shape.ts';
import type { Schema } from '../schema/schema.ts';
import type { Column, ColumnType, Relationship, Table } from '../schema/types.ts';
import { ACTIONS, type CsdlOperation, FUNCTIONS } from './csdl-operations.ts';
import { element } from './xml.ts';

const EDM: Readonly<Record<ColumnType, string>> = {
  uniqueidentifier: 'Edm.Guid',
  string: 'Edm.String',
  memo: 'Edm.String',
  integer: 'Edm.Int32',
  bigint: 'Edm.Int64',
  decimal: 'Edm.Decimal',
  double: 'Edm.Double',
  money: 'Edm.Decimal',
  boolean: 'Edm.Boolean',
  datetime: 'Edm.DateTimeOffset',
  date: 'Edm.Date',
  picklist: 'Edm.Int32',
  multiselect: 'Edm.String',
  state: 'Edm.Int32',
  status: 'Edm.Int32',
  lookup: 'Edm.Guid',
  customer: 'Edm.Guid',
  owner: 'Edm.Guid',
  entityname: 'Edm.String',
};

/** The Edm type that a column has on the wire. */
export const edmTypeOf = (column: Column): string => EDM[column.type];

const property = (column: Column): string => {
  const type = edmTypeOf(column);
  return element('Property', {
    Name: wireName(column),
    Type: type,
    ...(type === 'Edm.String' ? { Unicode: 'false' } : {}),
    ...(type === 'Edm.Decimal' ? { Scale: 'Variable' } : {}),
  });
};

/** Owners are users or teams, which share the type `principal`. */
const targetType = (column: Column, target: string): string => (column.type === 'owner' ? 'principal' : target);

function lookups(schema: Schema, table: Table): string[] {
  const partners = schema.lookupsOf(table.logicalName);
  const seen = new Set<string>();
  return [...table.columns.values()].filter(isLookup).flatMap((column) =>
    Object.entries(column.targets ?? {}).flatMap(([target, navigation]) => {
      const targetTable = schema.tables.get(target);
      if (!targetTable || seen.has(navigation)) return [];
      seen.add(navigation);
      const partner = partners.find(
        (each) => each.referencingColumn === column.logicalName && each.referencedTable === target,
      );
      return [lookupElement(column, targetTable, navigation, partner)];
    }),
  );
}

function lookupElement(column: Column, target: Table, navigation: string, partner: Relationship | undefined): string {
  const constraint = { Property: wireName(column), ReferencedProperty: target.primaryId };
  return element(
    'NavigationProperty',
    {
      Name: navigation,
      Type: `mscrm.${targetType(column, target.logicalName)}`,
      Nullable: 'false',
      ...(partner ? { Partner: partner.collectionNavigation } : {}),
    },
    element('ReferentialConstraint', constraint),
  );
}

function collections(schema: Schema, table: Table): string[] {
  return schema.collectionsOf(table.logicalName).map((relationship) => {
    const column = schema.tables.get(relationship.referencingTable)?.columns.get(relationship.referencingColumn);
    const partner = column?.targets?.[table.logicalName];
    return element('NavigationProperty', {
      Name: relationship.collectionNavigation,
      Type: `Collection(mscrm.${relationship.referencingTable})`,
      ...(partner === undefined ? {} : { Partner: partner }),
    });
  });
}

const PRINCIPALS: readonly string[] = ['systemuser', 'team'];

function entityType(schema: Schema, table: Table): string {
  const { logicalName, primaryId } = table;
  const isPrincipal = PRINCIPALS.includes(logicalName);
  // Users and teams inherit their key from the type that they share (contract/dataverse.md §7 nr 4).
  const key = isPrincipal ? '' : element('Key', {}, element('PropertyRef', { Name: primaryId }));
  const properties = [...table.columns.values()].filter(({ read, create }) => read || create).map(property);
  const inner = [key, ...properties, ...lookups(schema, table), ...collections(schema, table)].join('');
  const base = isPrincipal ? 'principal' : 'crmbaseentity';
  return element('EntityType', { Name: logicalName, BaseType: `mscrm.${base}` }, inner);
}

const PRINCIPAL = element(
  'EntityType',
  { Name: 'principal', BaseType: 'mscrm.crmbaseentity' },
  element('Key', {}, element('PropertyRef', { Name: 'ownerid' })) +
    element('Property', { Name: 'ownerid', Type: 'Edm.Guid' }),
);

function operation(kind: 'Action' | 'Function', { name, isBound, parameters, returns }: CsdlOperation): string {
  const inner = parameters.map(([parameter, type]) => element('Parameter', { Name: parameter, Type: type }));
  if (returns !== undefined) inner.push(element('ReturnType', { Type: returns, Nullable: 'false' }));
  return element(kind, { Name: name, ...(isBound ? { IsBound: 'true' } : {}) }, inner.join(''));
}

const DEFINITION_SETS = {
  EntityDefinitions: 'EntityMetadata',
  RelationshipDefinitions: 'RelationshipMetadataBase',
};

function container(schema: Schema): string {
  const set = (name: string, type: string) =>
    element('EntitySet', { Name: name, EntityType: `Microsoft.Dynamics.CRM.${type}` });
  const sets = [...schema.tables.values()].map(({ entitySet, logicalName }) => set(entitySet, logicalName));
  const definitions = Object.entries(DEFINITION_SETS).map(([name, type]) => set(name, type));
  return element('EntityContainer', { Name: 'System' }, [...sets, ...definitions].join(''));
}

/** The service's description of itself: what `$metadata` answers, made from the organisation's schema. */
export function csdl(schema: Schema): string {
  const types = [...schema.tables.values()].map((table) => entityType(schema, table));
  const content = [
    element('EntityType', { Name: 'crmbaseentity', Abstract: 'true' }),
    PRINCIPAL,
    ...types,
    ...ACTIONS.map((each) => operation('Action', each)),
    ...FUNCTIONS.map((each) => operation('Function', each)),
    container(schema),
  ].join('');
  const inner = element('Schema', { Namespace: 'Microsoft.Dynamics.CRM', Alias: 'mscrm' }, content);
  const namespaces = {
    xmlns: 'http://docs.oasis-open.org/odata/ns/edm',
    'xmlns:edmx': 'http://docs.oasis-open.org/odata/ns/edmx',
    Version: '4.0',
  };
  const document = element('edmx:Edmx', namespaces, element('edmx:DataServices', {}, inner));
  return `<?xml version="1.0" encoding="utf-8"?>\n${document}`;
}
