import { type ApiAnswer, bodyOf, type Call, NO_CONTENT, type Resource } from '../api/call.ts';
import { isNamed, matchSteps } from '../api/steps.ts';
import type { Segment } from '../odata/address.ts';
import { refuse } from '../refusal.ts';
import type { Table } from '../schema/types.ts';
import { changeColumn, changeTable, deleteColumn, deleteRelationship, deleteTable } from './change-definitions.ts';
import { columnDrafts } from './column-drafts.ts';
import { COMPONENT, firstOptionOf, forgetComponent } from './components.ts';
import { addColumns, addRelationship, addTable, nextTypeCode } from './define.ts';
import { enlist, solutionOf } from './enlist.ts';
import { addKey, removeKey } from './keys.ts';
import { definedColumn, definedKey, definedRelationship, definedTable, requireCustomizer } from './places.ts';
import { relationshipDraft } from './relationship-drafts.ts';
import { tableDraft } from './table-drafts.ts';

const draftContext = (call: Call) => ({ firstOption: firstOptionOf(call.org, solutionOf(call)) });

const created = (call: Call, address: string): ApiAnswer => ({
  status: 204,
  headers: { 'OData-EntityId': `${call.root}/${address}` },
});

const within = (table: Table, part: string, id: string) =>
  `EntityDefinitions(LogicalName='${table.logicalName}')/${part}(${id})`;

function postTable(call: Call): ApiAnswer {
  const table = tableDraft(bodyOf(call), nextTypeCode(call.org), draftContext(call));
  addTable(call.org, table);
  enlist(call, COMPONENT.table, table.metadataId);
  return created(call, `EntityDefinitions(${table.metadataId})`);
}

function postColumn(call: Call): ApiAnswer {
  const table = definedTable(call);
  const column = addColumns(call.org, table, columnDrafts(bodyOf(call), draftContext(call)));
  enlist(call, COMPONENT.column, column.metadataId, table);
  return created(call, within(table, 'Attributes', column.metadataId));
}

function postKey(call: Call): ApiAnswer {
  const table = definedTable(call);
  const key = addKey(call.org, table, bodyOf(call));
  enlist(call, COMPONENT.key, key.metadataId, table);
  return created(call, within(table, 'Keys', key.metadataId));
}

function postRelationship(call: Call): ApiAnswer {
  const relationship = addRelationship(call.org, relationshipDraft(call.org, bodyOf(call)));
  enlist(call, COMPONENT.relationship, relationship.metadataId);
  return created(call, `RelationshipDefinitions(${relationship.metadataId})`);
}

function removed(call: Call, id: string): ApiAnswer {
  forgetComponent(call.org, id);
  return NO_CONTENT;
}

function removeTable(call: Call): ApiAnswer {
  const table = definedTable(call);
  deleteTable(call.org, table);
  return removed(call, table.metadataId);
}

function removeColumn(call: Call): ApiAnswer {
  const table = definedTable(call);
  const column = definedColumn(call, table);
  deleteColumn(call.org, table, column);
  return removed(call, column.metadataId);
}

function removeIndex(call: Call): ApiAnswer {
  const table = definedTable(call);
  const key = definedKey(call, table);
  removeKey(call.org, table, key);
  return removed(call, key.metadataId);
}

function removeRelationship(call: Call): ApiAnswer {
  const relationship = definedRelationship(call);
  deleteRelationship(call.org, relationship);
  return removed(call, relationship.metadataId);
}

function putTable(call: Call): ApiAnswer {
  changeTable(call.org, definedTable(call), bodyOf(call));
  return NO_CONTENT;
}

function putColumn(call: Call): ApiAnswer {
  const table = definedTable(call);
  changeColumn(call.org, table, definedColumn(call, table), bodyOf(call));
  return NO_CONTENT;
}

/** Definitions are never changed in parts (TABLES). */
function refusePatch(): never {
  throw refuse(
    405,
    '0x80060888',
    'Operation not supported on this kind of resource: definitions are replaced as a whole by PUT.',
  );
}

type Step = (segment: Segment) => boolean;

const tables: Step = isNamed('EntityDefinitions');
const columns: Step = isNamed('Attributes');
const keys: Step = isNamed('Keys');
const relationships: Step = isNamed('RelationshipDefinitions');
const cast: Step = ({ name }) => name.startsWith('Microsoft.Dynamics.CRM.');

const define = (
  operation: string,
  method: Resource['method'],
  steps: readonly Step[],
  answer: Resource['answer'],
): Resource => ({
  operation,
  kind: 'write',
  method,
  matches: matchSteps(...steps),
  answer(call) {
    requireCustomizer(call.caller);
    return answer(call);
  },
});

/** Definitions of tables, columns, keys and relationships, as far as they are written. */
export const DEFINITION_RESOURCES: readonly Resource[] = [
  define('create-table', 'POST', [tables], postTable),
  define('update-table', 'PUT', [tables], putTable),
  define('update-table', 'PATCH', [tables], refusePatch),
  define('delete-table', 'DELETE', [tables], removeTable),
  define('create-column', 'POST', [tables, columns], postColumn),
  define('update-column', 'PUT', [tables, columns], putColumn),
  define('update-column', 'PUT', [tables, columns, cast], putColumn),
  define('update-column', 'PATCH', [tables, columns], refusePatch),
  define('delete-column', 'DELETE', [tables, columns], removeColumn),
  define('create-key', 'POST', [tables, keys], postKey),
  define('delete-key', 'DELETE', [tables, keys], removeIndex),
  define('create-relationship', 'POST', [relationships], postRelationship),
  define('delete-relationship', 'DELETE', [relationships], removeRelationship),
];
