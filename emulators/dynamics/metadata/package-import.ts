import { unsupported } from '../../kit/unsupported.ts';
import type { Organisation } from '../organisation.ts';
import type { Body } from '../records/draft.ts';
import type { Row } from '../records/store.ts';
import { refuse } from '../refusal.ts';
import type { WriteScope } from '../rules/types.ts';
import type { Column, Table } from '../schema/types.ts';
import { changeColumn, deleteColumn, deleteRelationship, deleteTable } from './change-definitions.ts';
import { columnDrafts } from './column-drafts.ts';
import { addComponent, COMPONENT } from './components.ts';
import { addColumns, addRelationship, addTable, nextTypeCode } from './define.ts';
import { putForm } from './forms.ts';
import { addKey, removeKey } from './keys.ts';
import { contentsOf, type PackageContents } from './package-contents.ts';
import type { FileTable, SolutionFile } from './package-read.ts';
import { importRoles, removeRole } from './package-roles.ts';
import { relationshipDraft } from './relationship-drafts.ts';
import { tableDraft } from './table-drafts.ts';

/** Kinds of components that a file carries here; others are named in it, and cannot be imported. */
const CARRIED: readonly number[] = [
  COMPONENT.table,
  COMPONENT.column,
  COMPONENT.relationship,
  COMPONENT.key,
  COMPONENT.form,
  COMPONENT.role,
  COMPONENT.variable,
];

const nameOf = (body: Body): string => String(body['SchemaName']).toLowerCase();

function publisherFor(scope: WriteScope, { publisher }: SolutionFile): Row {
  const { uniqueName, friendlyName, prefix, optionPrefix } = publisher;
  const known = scope.org.store.having('publisher', 'uniquename', uniqueName)[0];
  return (
    known ??
    scope.insert('publisher', {
      uniquename: uniqueName,
      friendlyname: friendlyName,
      customizationprefix: prefix,
      customizationoptionvalueprefix: optionPrefix,
    })
  );
}

/** The row of the package: a new one, or the known one with its new version. */
function solutionFor(scope: WriteScope, file: SolutionFile): Row {
  const { org, stamp } = scope;
  const known = org.store.having('solution', 'uniquename', file.uniqueName)[0];
  if (known && known.values.get('ismanaged') !== file.isManaged) {
    const [code, kinds] = file.isManaged
      ? ['0x80048041', ['unmanaged', 'managed']]
      : ['0x80048040', ['managed', 'unmanaged']];
    throw refuse(
      400,
      String(code),
      `The solution is already installed on this system as ${kinds?.[0]} and the package is ${kinds?.[1]}. Import can only update a solution when the modes match.`,
    );
  }
  if (known) return scope.update(known, { version: file.version, updatedon: stamp });
  const { id } = publisherFor(scope, file);
  return scope.insert('solution', {
    uniquename: file.uniqueName,
    friendlyname: file.friendlyName,
    version: file.version,
    ismanaged: file.isManaged,
    installedon: stamp,
    publisherid: { table: 'publisher', id },
  });
}

function tableFor(org: Organisation, given: FileTable, firstOption: number): Table {
  const known = org.schema.tables.get(given.schemaName.toLowerCase());
  if (known) return known;
  if (!given.definition) {
    throw refuse(400, '0x80048033', `The package needs the entity '${given.schemaName}', which is missing here.`);
  }
  const table = tableDraft(given.definition, nextTypeCode(org), { firstOption });
  addTable(org, table);
  return table;
}

function importColumn(org: Organisation, table: Table, body: Body, firstOption: number): void {
  const drafts = columnDrafts(body, { firstOption });
  const known = table.columns.get(nameOf(body));
  if (!known) addColumns(org, table, drafts);
  else if (known.type === drafts[0]?.type) changeColumn(org, table, known, body);
  else {
    throw refuse(
      400,
      '0x80048031',
      `The attribute '${known.logicalName}' of '${table.logicalName}' exists with another type.`,
    );
  }
}

function importParts(org: Organisation, file: SolutionFile): void {
  const firstOption = file.publisher.optionPrefix * 10_000;
  for (const given of file.tables) {
    const table = tableFor(org, given, firstOption);
    for (const body of given.columns) importColumn(org, table, body, firstOption);
  }
  for (const body of file.relationships) {
    if (!org.schema.relationships.has(String(body['SchemaName']))) addRelationship(org, relationshipDraft(org, body));
  }
  for (const given of file.tables) {
    const table = tableFor(org, given, firstOption);
    const isNew = (body: Body) => !table.keys.some(({ logicalName }) => logicalName === nameOf(body));
    for (const body of given.keys.filter(isNew)) addKey(org, table, body);
    for (const form of given.forms) putForm(org, table, form);
  }
}

function importVariables(scope: WriteScope, file: SolutionFile): void {
  for (const { schemaName, displayName, type, defaultValue } of file.variables) {
    const known = scope.org.store.having('environmentvariabledefinition', 'schemaname', schemaName)[0];
    const values = { displayname: displayName, type, defaultvalue: defaultValue ?? null };
    if (known) scope.update(known, values);
    else scope.insert('environmentvariabledefinition', { schemaname: schemaName, ...values });
  }
}

/** The id that a root component has here; ids of schema parts and of rows differ between organisations. */
function objectIdOf(
  org: Organisation,
  { type, schemaName = '', id }: SolutionFile['roots'][number],
): string | undefined {
  const [tableName = '', part] = schemaName.split('.');
  const table = org.schema.tables.get(tableName.toLowerCase());
  switch (type) {
    case COMPONENT.table:
      return table?.metadataId;
    case COMPONENT.column:
      return table?.columns.get(part ?? '')?.metadataId;
    case COMPONENT.key:
      return table?.keys.find(({ logicalName }) => logicalName === part)?.metadataId;
    case COMPONENT.relationship:
      return org.schema.relationships.get(schemaName)?.metadataId;
    case COMPONENT.variable:
      return org.store.having('environmentvariabledefinition', 'schemaname', schemaName)[0]?.id;
    default:
      return id;
  }
}

function enlistRoots(scope: WriteScope, solution: Row, file: SolutionFile): void {
  for (const root of file.roots) {
    const objectId = objectIdOf(scope.org, root);
    if (objectId === undefined) continue;
    const behavior = root.type === COMPONENT.table ? (root.behavior === 1 ? 1 : 0) : undefined;
    addComponent(scope, solution, { type: root.type, objectId, ...(behavior === undefined ? {} : { behavior }) });
  }
}

/** What managed packages brought, to be taken away with them. */
const brought = new WeakMap<object, Map<string, PackageContents>>();

function remember(org: Organisation, solution: Row): void {
  const known = brought.get(org.store) ?? new Map<string, PackageContents>();
  brought.set(org.store, known.set(solution.id, contentsOf(org, solution)));
}

/** Imports a solution file. Throws a Refusal; the schema is then as before, as the rows are. */
export function importPackage(scope: WriteScope, file: SolutionFile): Row {
  const { org } = scope;
  const strange = file.roots.find(({ type }) => !CARRIED.includes(type));
  if (strange) throw unsupported(`importing components of type ${strange.type}`);
  const { tables, relationships } = org.schema;
  const copies = [...tables].map(([name, table]) => {
    return [name, { ...table, columns: new Map(table.columns), keys: [...table.keys] }] as const;
  });
  const before = { tables: new Map(copies), relationships: new Map(relationships) };
  try {
    const solution = solutionFor(scope, file);
    importParts(org, file);
    importVariables(scope, file);
    importRoles(scope, file.roles);
    enlistRoots(scope, solution, file);
    if (file.isManaged) remember(org, solution);
    return solution;
  } catch (error) {
    Object.assign(org.schema, before);
    throw error;
  }
}

function removeColumns(org: Organisation, table: Table, columns: readonly Column[]): void {
  for (const { logicalName } of columns) {
    const column = table.columns.get(logicalName);
    // Lookups went with their relationships, and base amounts go with the amount.
    if (column && !logicalName.endsWith('_base')) deleteColumn(org, table, column);
  }
}

/** Takes away what a managed package brought, data included. */
export function removePackage(org: Organisation, solution: Row): void {
  const contents = brought.get(org.store)?.get(solution.id);
  if (solution.values.get('ismanaged') !== true || !contents) return;
  for (const { table, keys } of contents.tables) for (const key of keys) removeKey(org, table, key);
  for (const relationship of contents.relationships) deleteRelationship(org, relationship);
  for (const { table, isWhole, columns } of contents.tables) {
    if (isWhole && table.custom) deleteTable(org, table);
    else removeColumns(org, table, columns);
  }
  for (const role of contents.roles) removeRole(org, role);
  for (const variable of contents.variables) org.store.delete(variable.table, variable.id);
}
