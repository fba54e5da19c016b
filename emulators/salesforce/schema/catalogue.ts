import { COSELL_FIELDS, COSELL_SOBJECTS } from './cosell.ts';
import { DEALS } from './deals.ts';
import { NOTES } from './notes.ts';
import { PARTIES } from './parties.ts';
import { SETUP } from './setup.ts';
import { type FieldSpec, isCreateable, isCustom, isUpdateable, type OrgFeatures, type SObjectSpec } from './types.ts';

const STANDARD: readonly SObjectSpec[] = [...SETUP, ...PARTIES, ...DEALS, ...NOTES];

const withCosellFields = (spec: SObjectSpec): SObjectSpec => ({
  ...spec,
  fields: [...spec.fields, ...(COSELL_FIELDS[spec.name] ?? [])],
});

const WITH_PACKAGE: readonly SObjectSpec[] = [...STANDARD, ...COSELL_SOBJECTS].map(withCosellFields);

/** What an organisation begins with: the standard sObjects, and what Microsoft's package adds where it is installed. */
export const firstSObjects = (microsoftPackage: boolean): readonly SObjectSpec[] =>
  microsoftPackage ? WITH_PACKAGE : STANDARD;

/** What one user may see and change. Field keys are `Opportunity.Audit__c`. */
export interface Access {
  /** Null: everything, as for the platform itself and people at a screen. */
  granted: { fields: ReadonlyMap<string, 'read' | 'edit'>; sobjects: ReadonlyMap<string, 'read' | 'edit'> } | null;
  hiddenFields: ReadonlySet<string>;
  hiddenSObjects: ReadonlySet<string>;
  readOnlyFields: ReadonlySet<string>;
  readOnlySObjects: ReadonlySet<string>;
}

export interface FieldView {
  spec: FieldSpec;
  createable: boolean;
  updateable: boolean;
}

interface ChildView {
  sobject: SObjectView;
  field: FieldSpec;
}

/** One sObject as one user sees it; all names are keyed in lower case, because callers may write them in any. */
export interface SObjectView {
  spec: SObjectSpec;
  fields: readonly FieldView[];
  field(name: string): FieldView | undefined;
  /** The reference field behind a parent's name in a dot path. */
  parent(relationship: string): FieldView | undefined;
  children(): ReadonlyMap<string, ChildView>;
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
}

/** The schema as one user sees it. What is hidden from the user does not exist here. */
export interface OrgView {
  sobjects: readonly SObjectView[];
  sobject(name: string): SObjectView | undefined;
}

function fieldLevel(access: Access, sobject: SObjectSpec, field: FieldSpec): 'none' | 'read' | 'edit' {
  const key = `${sobject.name}.${field.name}`;
  if (access.hiddenFields.has(key)) return 'none';
  const readOnly = access.readOnlyFields.has(key);
  const byGrant = isCustom(field.name) && field.permissionable === true && access.granted !== null;
  const level = byGrant ? access.granted?.fields.get(key) : 'edit';
  if (level === undefined) return 'none';
  return readOnly ? 'read' : level;
}

function sobjectLevel(access: Access, sobject: SObjectSpec): 'none' | 'read' | 'edit' {
  if (access.hiddenSObjects.has(sobject.name)) return 'none';
  const level = isCustom(sobject.name) && access.granted ? access.granted.sobjects.get(sobject.name) : 'edit';
  if (level === undefined) return 'none';
  return access.readOnlySObjects.has(sobject.name) ? 'read' : level;
}

function viewSObject(spec: SObjectSpec, features: OrgFeatures, access: Access, org: () => OrgView): SObjectView {
  const editable = sobjectLevel(access, spec) === 'edit';
  const fields: FieldView[] = [];
  for (const field of spec.fields) {
    if (field.feature && !features[field.feature]) continue;
    const level = fieldLevel(access, spec, field);
    if (level === 'none') continue;
    const writable = level === 'edit' && editable;
    fields.push({
      spec: field,
      createable: writable && spec.createable && isCreateable(field),
      updateable: writable && spec.updateable && isUpdateable(field),
    });
  }
  const byName = new Map(fields.map((field) => [field.spec.name.toLowerCase(), field]));
  const byRelationship = new Map(
    fields.flatMap((field) =>
      field.spec.relationship ? [[field.spec.relationship.toLowerCase(), field] as const] : [],
    ),
  );
  let children: Map<string, ChildView> | undefined;
  return {
    spec,
    fields,
    field: (name) => byName.get(name.toLowerCase()),
    parent: (relationship) => byRelationship.get(relationship.toLowerCase()),
    children() {
      children ??= findChildren(spec.name, org());
      return children;
    },
    createable: editable && spec.createable,
    updateable: editable && spec.updateable,
    deletable: editable && spec.deletable,
  };
}

function findChildren(parent: string, org: OrgView): Map<string, ChildView> {
  const children = new Map<string, ChildView>();
  for (const sobject of org.sobjects) {
    for (const { spec } of sobject.fields) {
      if (!spec.childRelationship || !spec.referenceTo?.includes(parent)) continue;
      children.set(spec.childRelationship.toLowerCase(), { sobject, field: spec });
    }
  }
  return children;
}

/** Builds the schema as a user with the given access sees it in an organisation with the given features. */
export function viewOrg(specs: readonly SObjectSpec[], features: OrgFeatures, access: Access): OrgView {
  const seen = specs.filter(
    (spec) => (!spec.feature || features[spec.feature]) && sobjectLevel(access, spec) !== 'none',
  );
  const sobjects: SObjectView[] = seen.map((spec) => viewSObject(spec, features, access, () => org));
  const byName = new Map(sobjects.map((sobject) => [sobject.spec.name.toLowerCase(), sobject]));
  const org: OrgView = { sobjects, sobject: (name) => byName.get(name.toLowerCase()) };
  return org;
}

const NONE: ReadonlySet<string> = new Set();

/** The access of the platform itself. */
export const FULL_ACCESS: Access = {
  granted: null,
  hiddenFields: NONE,
  hiddenSObjects: NONE,
  readOnlyFields: NONE,
  readOnlySObjects: NONE,
};
