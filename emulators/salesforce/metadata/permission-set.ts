import type { FieldSpec, SObjectSpec } from '../schema/types.ts';
import { ComponentProblem, notFoundIn, requiredMissing } from './problem.ts';
import { checkElements, childrenOf, type Element, type ElementTable, flagOf, textOf } from './xml.ts';

const SET: ElementTable = {
  type: 'PermissionSet',
  emulated: ['description', 'fieldPermissions', 'hasActivationRequired', 'label', 'objectPermissions'],
  others: [
    ...['applicationVisibilities', 'classAccesses', 'customMetadataTypeAccesses', 'customPermissions', 'license'],
    ...['pageAccesses', 'recordTypeVisibilities', 'tabSettings', 'userPermissions'],
  ],
};
const FIELD_GRANT: ElementTable = {
  type: 'PermissionSetFieldPermissions',
  emulated: ['editable', 'field', 'readable'],
};
const OBJECT_GRANT: ElementTable = {
  type: 'PermissionSetObjectPermissions',
  emulated: [
    ...['allowCreate', 'allowDelete', 'allowEdit', 'allowRead', 'modifyAllRecords', 'object', 'viewAllRecords'],
    'viewAllFields',
  ],
};

interface FieldGrant {
  field: string;
  readable: boolean;
  editable: boolean;
}

interface ObjectGrant {
  object: string;
  rights: Readonly<Record<'Create' | 'Read' | 'Edit' | 'Delete' | 'ViewAll' | 'ModifyAll', boolean>>;
}

export interface SetMetadata {
  name: string;
  label: string;
  description: string | null;
  fields: readonly FieldGrant[];
  objects: readonly ObjectGrant[];
}

function readFieldGrant(element: Element): FieldGrant {
  checkElements(element, FIELD_GRANT);
  const editable = flagOf(element, 'editable');
  return { field: textOf(element, 'field') ?? '', editable, readable: flagOf(element, 'readable') };
}

function readObjectGrant(element: Element): ObjectGrant {
  checkElements(element, OBJECT_GRANT);
  return {
    object: textOf(element, 'object') ?? '',
    rights: {
      Create: flagOf(element, 'allowCreate'),
      Read: flagOf(element, 'allowRead'),
      Edit: flagOf(element, 'allowEdit'),
      Delete: flagOf(element, 'allowDelete'),
      ViewAll: flagOf(element, 'viewAllRecords'),
      ModifyAll: flagOf(element, 'modifyAllRecords'),
    },
  };
}

/** Reads a permission set. Throws ComponentProblem. */
export function readSet(name: string, element: Element): SetMetadata {
  checkElements(element, SET);
  const label = textOf(element, 'label');
  if (label === undefined) throw requiredMissing('label');
  return {
    name,
    label,
    description: textOf(element, 'description') ?? null,
    fields: childrenOf(element, 'fieldPermissions').map(readFieldGrant),
    objects: childrenOf(element, 'objectPermissions').map(readObjectGrant),
  };
}

type FindSObject = (name: string) => SObjectSpec | undefined;

function fieldNamed(fullName: string, find: FindSObject): FieldSpec {
  const [sobject = '', name = ''] = fullName.split('.');
  const field = find(sobject)?.fields.find((spec) => spec.name === name);
  if (!field) throw notFoundIn('field', 'CustomField', fullName);
  return field;
}

function checkFieldGrant({ field: fullName, readable, editable }: FieldGrant, find: FindSObject): void {
  const field = fieldNamed(fullName, find);
  // What everybody must be able to fill is no matter of permissions (recorded).
  if (!field.permissionable) throw new ComponentProblem(`You cannot deploy to a required field: ${fullName}`);
  if (editable && !readable) {
    throw new ComponentProblem(`Permission Edit ${fullName} depends on permission(s): Read ${fullName}`);
  }
}

function checkObjectGrant({ object, rights }: ObjectGrant, set: SetMetadata, find: FindSObject): void {
  const spec = find(object);
  if (!spec) throw notFoundIn('object', 'CustomObject', object);
  const needs = (right: string, other: string, on = object): ComponentProblem =>
    new ComponentProblem(`Permission ${right} ${object} depends on permission(s): ${other} ${on}`);
  for (const right of ['Create', 'Edit', 'Delete'] as const)
    if (rights[right] && !rights.Read) throw needs(right, 'Read');
  if (rights.Delete && !rights.Edit) throw needs('Delete', 'Edit');
  if (rights.ViewAll && !rights.Read) throw needs('View All', 'Read');
  const master = spec.fields.find((field) => field.onParentDelete === 'cascade' && field.name.endsWith('__c'));
  const [masterName = ''] = master?.referenceTo ?? [];
  const readsMaster = set.objects.some((grant) => grant.object === masterName && grant.rights.Read);
  if (master && rights.Read && !readsMaster) throw needs('Read', 'Read', masterName);
}

/** Refuses grants on what does not exist or cannot be granted. */
export function checkSet(set: SetMetadata, find: FindSObject): void {
  for (const grant of set.fields) checkFieldGrant(grant, find);
  for (const grant of set.objects) checkObjectGrant(grant, set, find);
}
