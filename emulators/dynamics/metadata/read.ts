import type { ApiAnswer, Call, Resource } from '../api/call.ts';
import { isNamed, matchSteps, segmentAt } from '../api/steps.ts';
import { noSuchResource } from '../refusals.ts';
import { isOfCast } from './column-json.ts';
import { columnDefinition, keyDefinition, relationshipDefinition, tableDefinition } from './definitions.ts';
import { definedColumn, definedKey, definedRelationship, definedTable } from './places.ts';
import { answerMany, answerOne, type Definition, type Json } from './query.ts';

const TYPE = 'Microsoft.Dynamics.CRM';
const ok = (body: Json): ApiAnswer => ({ status: 200, body });

function tables(call: Call): ApiAnswer {
  const { schema } = call.org;
  const definitions = [...schema.tables.values()].map((table) => tableDefinition(schema, table));
  return ok(answerMany(call, 'EntityDefinitions', `${TYPE}.EntityMetadata`, definitions));
}

function table(call: Call): ApiAnswer {
  const definition = tableDefinition(call.org.schema, definedTable(call));
  return ok(answerOne(call, 'EntityDefinitions', `${TYPE}.EntityMetadata`, definition));
}

/** `EntityDefinitions(…)/Attributes`, with or without a cast. */
function columns(call: Call): ApiAnswer {
  const found = definedTable(call);
  const cast = call.segments[2]?.name;
  const all = [...found.columns.values()].filter((column) => cast === undefined || isOfCast(column, cast));
  const definitions = all.map((column) => columnDefinition(found, column, cast !== undefined));
  const set = `EntityDefinitions('${found.logicalName}')/Attributes${cast === undefined ? '' : `/${cast}`}`;
  return ok(answerMany(call, set, cast ?? `${TYPE}.AttributeMetadata`, definitions));
}

function column(call: Call): ApiAnswer {
  const found = definedTable(call);
  const cast = call.segments[2]?.name;
  const one = definedColumn(call, found);
  if (cast !== undefined && !isOfCast(one, cast)) throw noSuchResource(cast);
  const set = `EntityDefinitions('${found.logicalName}')/Attributes${cast === undefined ? '' : `/${cast}`}`;
  return ok(
    answerOne(call, set, cast ?? `${TYPE}.AttributeMetadata`, columnDefinition(found, one, cast !== undefined)),
  );
}

/** `…/Attributes(…)/cast/OptionSet`: what `$expand=OptionSet` shows, on its own. */
function optionSet(call: Call): ApiAnswer {
  const found = definedTable(call);
  const definition = columnDefinition(found, definedColumn(call, found), true).expand['OptionSet']?.();
  if (!definition || !('json' in definition)) throw noSuchResource('OptionSet');
  return ok(answerOne(call, 'GlobalOptionSetDefinitions', `${TYPE}.OptionSetMetadata`, definition));
}

function keys(call: Call): ApiAnswer {
  const found = definedTable(call);
  const definitions = found.keys.map((key) => keyDefinition(found, key));
  const set = `EntityDefinitions('${found.logicalName}')/Keys`;
  return ok(answerMany(call, set, `${TYPE}.EntityKeyMetadata`, definitions));
}

function key(call: Call): ApiAnswer {
  const found = definedTable(call);
  return ok(answerOne(call, 'Keys', `${TYPE}.EntityKeyMetadata`, keyDefinition(found, definedKey(call, found))));
}

const COLLECTIONS: Readonly<Record<string, string>> = {
  OneToManyRelationships: 'OneToManyRelationships',
  ManyToOneRelationships: 'ManyToOneRelationships',
};

function relationshipsOfTable(call: Call): ApiAnswer {
  const found = definedTable(call);
  const name = segmentAt(call, 1).name;
  const definitions = tableDefinition(call.org.schema, found).expand[COLLECTIONS[name] ?? '']?.() ?? [];
  const set = `EntityDefinitions('${found.logicalName}')/${name}`;
  return ok(answerMany(call, set, `${TYPE}.OneToManyRelationshipMetadata`, definitions as readonly Definition[]));
}

function relationships(call: Call): ApiAnswer {
  const { schema } = call.org;
  const definitions = [...schema.relationships.values()].map((each) => relationshipDefinition(schema, each));
  return ok(answerMany(call, 'RelationshipDefinitions', `${TYPE}.RelationshipMetadataBase`, definitions));
}

function relationship(call: Call): ApiAnswer {
  const definition = relationshipDefinition(call.org.schema, definedRelationship(call));
  return ok(answerOne(call, 'RelationshipDefinitions', `${TYPE}.OneToManyRelationshipMetadata`, definition));
}

type Part = { name: string; key?: unknown };
const plain =
  (...names: string[]) =>
  (part: Part) =>
    part.key === undefined && names.includes(part.name);
const keyed = (name: string) => (part: Part) => part.key !== undefined && part.name === name;
const isCast = ({ name }: Part) => name.startsWith(`${TYPE}.`);
const TABLE = keyed('EntityDefinitions');

const read = (operation: string, matches: Resource['matches'], answer: Resource['answer']): Resource => ({
  operation,
  kind: 'read',
  method: 'GET',
  matches,
  answer,
});

/** Definitions of tables, columns, keys and relationships. */
export const METADATA_READ_RESOURCES: readonly Resource[] = [
  read('list-tables', matchSteps(plain('EntityDefinitions')), tables),
  read('get-table', matchSteps(TABLE), table),
  read('list-columns', matchSteps(TABLE, plain('Attributes')), columns),
  read('list-columns', matchSteps(TABLE, plain('Attributes'), isCast), columns),
  read('get-column', matchSteps(TABLE, keyed('Attributes')), column),
  read('get-column', matchSteps(TABLE, keyed('Attributes'), isCast), column),
  read('get-option-set', matchSteps(TABLE, keyed('Attributes'), isCast, isNamed('OptionSet')), optionSet),
  read('list-keys', matchSteps(TABLE, plain('Keys')), keys),
  read('get-key', matchSteps(TABLE, keyed('Keys')), key),
  read('list-relationships', matchSteps(TABLE, plain(...Object.keys(COLLECTIONS))), relationshipsOfTable),
  read('list-relationships', matchSteps(plain('RelationshipDefinitions')), relationships),
  read('get-relationship', matchSteps(keyed('RelationshipDefinitions')), relationship),
  read('get-relationship', matchSteps(keyed('RelationshipDefinitions'), isCast), relationship),
];
