import { unsupported } from '../../kit/unsupported.ts';
import type { Org } from '../org.ts';
import type { SObjectSpec } from '../schema/types.ts';
import type { Member } from './bundle.ts';
import type { Draft } from './draft.ts';
import { withoutGone } from './layout.ts';
import { ComponentProblem } from './problem.ts';
import { refersTo } from './validation-rule.ts';

/** Takes a component out of the draft; false when it was not there, which is only worth a warning. Throws ComponentProblem. */
export function removeComponent(draft: Draft, { type, fullName }: Member, org: Org): boolean {
  switch (type) {
    case 'CustomObject':
      return removeObject(draft, fullName);
    case 'CustomField':
      return removeField(draft, fullName);
    case 'ValidationRule':
      draft.compiled.delete(fullName);
      return draft.rules.delete(fullName);
    case 'PermissionSet':
      return removeSet(draft, fullName, org);
    case 'Layout':
      throw unsupported('deleting page layouts');
  }
}

const referenced = (by: readonly string[]) =>
  new ComponentProblem(`This custom field is referenced elsewhere in salesforce.com. : ${by.join(', ')}`);

/** What would break without the field: rules and roll-ups that read it, lookups that filter by it. */
function usersOf(draft: Draft, sobject: string, name: string): string[] {
  const rules = [...draft.rules.values()].filter((rule) => rule.sobject === sobject && refersTo(rule, name));
  const fields = [...draft.specs.values()].flatMap((spec) =>
    spec.fields
      .filter((field) => {
        const isFilter = field.lookupFilter?.some(
          (condition) =>
            condition.field === name && (condition.of === 'source' ? spec.name : field.referenceTo?.[0]) === sobject,
        );
        return isFilter || (field.summary?.child === sobject && field.summary.via === name);
      })
      .map((field) => `${spec.name}.${field.name}`),
  );
  return [
    ...rules.map((rule) => `Validation Rule - ${rule.sobject}.${rule.name}`),
    ...fields.map((field) => `Custom Field Definition - ${field}`),
  ];
}

function tidyLayouts(draft: Draft, isGone: (fullName: string) => boolean): void {
  for (const [name, layout] of draft.layouts) draft.layouts.set(name, withoutGone(layout, isGone));
}

function removeField(draft: Draft, fullName: string): boolean {
  const [sobject = '', name = ''] = fullName.split('.');
  const spec = draft.specs.get(sobject);
  const field = spec?.fields.find((candidate) => candidate.name === name);
  if (!spec || !field) return false;
  if (field.onParentDelete === 'cascade') throw unsupported('deleting a master-detail field without its object');
  const users = usersOf(draft, sobject, name);
  if (users.length > 0) throw referenced(users);
  draft.specs.set(sobject, { ...spec, fields: spec.fields.filter((candidate) => candidate !== field) });
  tidyLayouts(draft, (gone) => gone === fullName);
  return true;
}

const pointsAt = (spec: SObjectSpec, target: string) =>
  spec.fields.filter((field) => field.referenceTo?.includes(target) || field.summary?.child === target);

function removeObject(draft: Draft, fullName: string): boolean {
  if (!draft.specs.has(fullName)) return false;
  const users = [...draft.specs.values()]
    .filter(({ name }) => name !== fullName)
    .flatMap((spec) => pointsAt(spec, fullName).map((field) => `Custom Field Definition - ${spec.name}.${field.name}`));
  if (users.length > 0) throw referenced(users);
  draft.specs.delete(fullName);
  tidyLayouts(draft, (gone) => gone === fullName);
  return true;
}

function removeSet(draft: Draft, fullName: string, org: Org): boolean {
  const sets = org.store.table('PermissionSet');
  const [id] = sets.idsWith('Name', fullName) ?? [];
  if (id === undefined) return false;
  const assignments = org.store.table('PermissionSetAssignment');
  const inUse = assignments
    .pick(assignments.idsWith('PermissionSetId', id) ?? [])
    .some((row) => row['IsDeleted'] !== true);
  if (inUse) {
    throw new ComponentProblem(
      'Your attempt to delete the permission set could not be completed because it is assigned to users',
    );
  }
  draft.removedSets.add(fullName);
  return true;
}
