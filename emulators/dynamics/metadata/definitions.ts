import type { Schema } from '../schema/schema.ts';
import type { AlternateKey, Column, Relationship, Table } from '../schema/types.ts';
import { columnJson, optionSetJson } from './column-json.ts';
import type { Definition } from './query.ts';
import { keyJson, relationshipJson, tableJson } from './table-json.ts';

const CHOICES = new Set(['picklist', 'multiselect', 'state', 'status', 'boolean']);

export function columnDefinition(table: Table, column: Column, isCast: boolean): Definition {
  const choice = (): Definition | null =>
    CHOICES.has(column.type) ? { json: optionSetJson(table, column), expand: {} } : null;
  return {
    json: columnJson(table, column, isCast),
    // Only a cast has its own navigation properties.
    expand: isCast && CHOICES.has(column.type) ? { OptionSet: choice, GlobalOptionSet: () => null } : {},
  };
}

export const keyDefinition = (table: Table, key: AlternateKey): Definition => ({
  json: keyJson(table, key),
  expand: {},
});

export const relationshipDefinition = (schema: Schema, relationship: Relationship): Definition => ({
  json: relationshipJson(schema, relationship),
  expand: {},
});

export function tableDefinition(schema: Schema, table: Table): Definition {
  const many = (relationships: readonly Relationship[]) =>
    relationships.map((relationship) => relationshipDefinition(schema, relationship));
  return {
    json: tableJson(table),
    expand: {
      Attributes: () => [...table.columns.values()].map((column) => columnDefinition(table, column, false)),
      Keys: () => table.keys.map((key) => keyDefinition(table, key)),
      OneToManyRelationships: () => many(schema.collectionsOf(table.logicalName)),
      ManyToOneRelationships: () => many(schema.lookupsOf(table.logicalName)),
      ManyToManyRelationships: () => [],
    },
  };
}
