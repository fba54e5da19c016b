import type { Org } from '../org.ts';
import type { Row } from '../schema/types.ts';
import { put } from '../setup-rows.ts';
import type { Draft } from './draft.ts';
import type { SetMetadata } from './permission-set.ts';

/** Grants on what no longer exists go with it. */
function dropDeadGrants(org: Org): void {
  const exists = (sobject: unknown, field?: unknown) => {
    const spec = org.schema.sobject(String(sobject));
    const name = String(field).split('.')[1];
    return spec !== undefined && (field === undefined || spec.fields.some((candidate) => candidate.name === name));
  };
  for (const [name, isAlive] of [
    ['FieldPermissions', (row: Row) => exists(row['SobjectType'], row['Field'])],
    ['ObjectPermissions', (row: Row) => exists(row['SobjectType'])],
  ] as const) {
    const table = org.store.table(name);
    for (const row of [...table.rows()]) if (!isAlive(row)) table.drop(String(row['Id']));
  }
}

function dropGrants(org: Org, setId: string): void {
  for (const name of ['FieldPermissions', 'ObjectPermissions']) {
    const table = org.store.table(name);
    for (const id of [...(table.idsWith('ParentId', setId) ?? [])]) table.drop(id);
  }
}

/** Since version 40.0 a deployed permission set replaces what it was before (documented). */
function enactSet(org: Org, set: SetMetadata, by: string): void {
  const table = org.store.table('PermissionSet');
  const [known] = table.idsWith('Name', set.name) ?? [];
  const names = { Name: set.name, Label: set.label, Description: set.description };
  const before = known === undefined ? undefined : table.get(known);
  const row = before ? { ...before, ...names } : put(org, 'PermissionSet', names, by);
  if (before) table.put(row);
  const ParentId = String(row['Id']);
  dropGrants(org, ParentId);
  for (const { field, readable, editable } of set.fields) {
    const SobjectType = field.split('.')[0] ?? '';
    const grant = { ParentId, SobjectType, Field: field, PermissionsRead: readable, PermissionsEdit: editable };
    put(org, 'FieldPermissions', grant, by);
  }
  for (const { object, rights } of set.objects) {
    const { ViewAll, ModifyAll, ...plain } = rights;
    const permissions = Object.entries(plain).map(([right, granted]) => [`Permissions${right}`, granted] as const);
    put(
      org,
      'ObjectPermissions',
      {
        ParentId,
        SobjectType: object,
        ...Object.fromEntries(permissions),
        PermissionsViewAllRecords: ViewAll,
        PermissionsModifyAllRecords: ModifyAll,
      },
      by,
    );
  }
}

function removeSet(org: Org, name: string): void {
  const table = org.store.table('PermissionSet');
  const [id = ''] = table.idsWith('Name', name) ?? [];
  dropGrants(org, id);
  table.drop(id);
}

/** Counts what roll-up fields count, for the records that were there before the field. */
function fillSummaries(org: Org): void {
  for (const spec of org.schema.specs) {
    for (const { name, summary } of spec.fields) {
      if (!summary) continue;
      const [table, children] = [org.store.table(spec.name), org.store.table(summary.child)];
      for (const row of [...table.rows()]) {
        if (row[name] !== null) continue;
        const found = children.pick(children.idsWith(summary.via, String(row['Id'])) ?? []);
        table.put({ ...row, [name]: found.filter((child) => child['IsDeleted'] !== true).length });
      }
    }
  }
}

/** Puts a draft in force. Not within a request: what it does to the schema cannot be undone. */
export function enact(org: Org, draft: Draft, by: string): void {
  org.changeSchema([...draft.specs.values()]);
  for (const name of draft.removedSets) removeSet(org, name);
  for (const set of draft.sets.values()) enactSet(org, set, by);
  dropDeadGrants(org);
  fillSummaries(org);
  for (const name of [...org.metadata.rules.keys()]) if (!draft.rules.has(name)) org.validationRules.delete(name);
  for (const [name, rule] of draft.compiled) {
    if (draft.rules.get(name)?.active) org.validationRules.set(name, rule);
    else org.validationRules.delete(name);
  }
  org.metadata.rules = draft.rules;
  org.metadata.layouts = draft.layouts;
  org.metadata.revision += 1;
  org.store.commit();
}
