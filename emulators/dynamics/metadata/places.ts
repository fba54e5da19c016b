import { type Caller, depthOf } from '../access.ts';
import type { Call } from '../api/call.ts';
import { segmentAt } from '../api/steps.ts';
import type { Key } from '../odata/address.ts';
import { refuse } from '../refusal.ts';
import { notAllowed } from '../refusals.ts';
import type { AlternateKey, Column, Relationship, Table } from '../schema/types.ts';

// Finds what the address of a metadata request names: by LogicalName (or SchemaName), or by MetadataId.

interface Named {
  metadataId: string;
  logicalName?: string;
  schemaName: string;
}

function isNamed(key: Key, { metadataId, logicalName, schemaName }: Named): boolean {
  if (key.kind === 'id') return key.id === metadataId;
  const text = (name: string) => {
    const literal = key.values.get(name);
    return literal?.kind === 'literal' && typeof literal.value === 'string' ? literal.value : undefined;
  };
  const wanted = text('LogicalName');
  return wanted === undefined ? text('SchemaName') === schemaName : wanted === logicalName;
}

const wordOf = (key: Key): string =>
  key.kind === 'id'
    ? key.id
    : [...key.values.values()].map((literal) => ('value' in literal ? String(literal.value) : '')).join(', ');

function found<T extends Named>(call: Call, at: number, among: Iterable<T>, what: string): T {
  const { key, name } = segmentAt(call, at);
  if (!key) throw refuse(405, '0x80060888', `The method ${call.method} is not allowed on '${name}'.`);
  for (const each of among) if (isNamed(key, each)) return each;
  throw refuse(404, '0x80040217', `Could not find ${what} '${wordOf(key)}'.`);
}

/** The table of `EntityDefinitions(…)`. */
export const definedTable = (call: Call): Table =>
  found(call, 0, call.org.schema.tables.values(), 'an entity with the id or name');

/** The column of `…/Attributes(…)`. */
export const definedColumn = (call: Call, table: Table): Column =>
  found(call, 1, table.columns.values(), 'an attribute with the id or name');

/** The key of `…/Keys(…)`. */
export const definedKey = (call: Call, table: Table): AlternateKey =>
  found(call, 1, table.keys, 'an entity key with the id or name');

/** The relationship of `RelationshipDefinitions(…)`. */
export const definedRelationship = (call: Call): Relationship =>
  found(call, 0, call.org.schema.relationships.values(), 'a relationship with the id or name');

/** Throws 403 unless the caller may customize: prvCreateEntity and its like come with the rights in the table `entity`. */
export function requireCustomizer(caller: Caller): void {
  if (depthOf(caller.access, 'write', 'entity') === 'organization') return;
  throw notAllowed(
    `Principal user (Id=${caller.userId}, type=8) is missing prvWriteEntity privilege on OTC=9800 for entity 'entity'.`,
  );
}
