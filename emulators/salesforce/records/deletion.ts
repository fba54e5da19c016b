import { refuse } from '../refusal.ts';
import { recountSummaries } from '../rules/summaries.ts';
import { RECORD_RULES } from '../rules/table.ts';
import type { WriteScope } from '../rules/types.ts';
import type { FieldSpec, Row, SObjectSpec } from '../schema/types.ts';
import type { Table } from './store.ts';

interface Reference {
  table: Table;
  field: FieldSpec;
  rows: Row[];
}

function referencesTo(id: string, parent: SObjectSpec, scope: WriteScope): Reference[] {
  const references: Reference[] = [];
  for (const table of scope.org.store.tables()) {
    for (const field of table.spec.fields) {
      if (!field.referenceTo?.includes(parent.name)) continue;
      const rows = table.pick(table.idsWith(field.name, id) ?? []).filter((row) => row['IsDeleted'] !== true);
      if (rows.length > 0) references.push({ table, field, rows });
    }
  }
  return references;
}

function checkRestrictions(row: Row, references: readonly Reference[]): void {
  const restricting = references.find((reference) => reference.field.onParentDelete === 'restrict');
  if (!restricting) return;
  const kind = restricting.table.spec.labelPlural.toLowerCase();
  const names = restricting.rows.map((other) => String(other['Name'])).join(', ');
  const message = `Your attempt to delete ${String(row['Name'])} could not be completed because it is associated with the following ${kind}.: ${names}`;
  throw refuse('DELETE_FAILED', message, []);
}

/** The row with the given changes; a stamp is moved only where the sObject has one. */
function stamped(row: Row, changes: Row, stamps: Row): Row {
  const moved = Object.entries(stamps).filter(([name]) => name in row);
  return { ...row, ...changes, ...Object.fromEntries(moved) };
}

/** Deletes a row softly, and with it what cannot live without it; clears what merely points at it. */
export function deleteWithChildren(spec: SObjectSpec, row: Row, scope: WriteScope): void {
  const { org, stamp, actor } = scope;
  const references = referencesTo(String(row['Id']), spec, scope);
  checkRestrictions(row, references);
  const edited = { LastModifiedDate: stamp, LastModifiedById: actor.userId, SystemModstamp: stamp };
  const gone = stamped(row, { IsDeleted: true }, edited);
  org.store.table(spec.name).put(gone);
  for (const { table: children, field, rows } of references) {
    for (const child of rows) {
      if (field.onParentDelete === 'cascade') deleteWithChildren(children.spec, child, scope);
      // Only the system stamp moves: nobody edited the child (inferred).
      else children.put(stamped(child, { [field.name]: null }, { SystemModstamp: stamp }));
    }
  }
  RECORD_RULES[spec.name]?.afterDelete?.(gone, scope);
  recountSummaries(spec, gone, scope);
}
