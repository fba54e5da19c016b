import type { FieldSpec, Row, SObjectSpec } from '../schema/types.ts';
import type { WriteScope } from './types.ts';

function recount(parent: SObjectSpec, field: FieldSpec, id: string, scope: WriteScope): void {
  const { child = '', via = '' } = field.summary ?? {};
  const row = scope.org.store.table(parent.name).get(id);
  if (!row || row['IsDeleted'] === true) return;
  const children = scope.org.store.table(child);
  const count = children.pick(children.idsWith(via, id) ?? []).filter((each) => each['IsDeleted'] !== true).length;
  if (row[field.name] !== count) scope.update(parent.name, id, { [field.name]: count });
}

/**
 * Brings the roll-up fields of a detail record's masters up to date. A changed master is saved like any record, with its
 * validation rules, so that a detail record can be refused because of them.
 */
export function recountSummaries(detail: SObjectSpec, row: Row, scope: WriteScope): void {
  for (const reference of detail.fields) {
    const id = row[reference.name];
    if (reference.onParentDelete !== 'cascade' || typeof id !== 'string') continue;
    const [master] = (reference.referenceTo ?? []).flatMap((name) => scope.org.schema.sobject(name) ?? []);
    if (!master) continue;
    for (const field of countersOf(master, detail, reference)) recount(master, field, id, scope);
  }
}

function countersOf(master: SObjectSpec, detail: SObjectSpec, reference: FieldSpec): FieldSpec[] {
  return master.fields.filter(({ summary }) => summary?.child === detail.name && summary.via === reference.name);
}
