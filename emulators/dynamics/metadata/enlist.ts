import type { Call } from '../api/call.ts';
import type { Row } from '../records/store.ts';
import { scopeOf } from '../records/writer.ts';
import type { Table } from '../schema/types.ts';
import { addComponent, COMPONENT, COMPONENT_TYPES, requireSolution } from './components.ts';

/** The solution package that the header of a request names; throws 404 when there is none of that name. */
export function solutionOf(call: Pick<Call, 'header' | 'org'>): Row | undefined {
  const name = call.header('mscrm.solutionuniquename');
  return name === undefined ? undefined : requireSolution(call.org, name);
}

/** Puts something new of the schema into the solution package that the header names. */
export function enlist(call: Call, type: number, objectId: string, table?: Table): void {
  const solution = solutionOf(call);
  if (!solution) return;
  const isTable = type === COMPONENT.table;
  const more = isTable ? { behavior: 0 as const } : { ...(table ? { tableId: table.metadataId } : {}) };
  addComponent(scopeOf(call.org, call.caller), solution, { type, objectId, ...more });
}

/** Does the same for a new row, where rows of its table can be components. */
export function enlistRow(call: Call, row: Row): void {
  const type = COMPONENT_TYPES[row.table];
  const solution = type === undefined ? undefined : solutionOf(call);
  if (type === undefined || !solution) return;
  addComponent(scopeOf(call.org, call.caller), solution, { type, objectId: row.id });
}
