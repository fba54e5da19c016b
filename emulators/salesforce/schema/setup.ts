import {
  auditTrail,
  checkbox,
  email,
  lookup,
  phone,
  picklist,
  READ_ONLY,
  REQUIRED,
  recordId,
  text,
  textArea,
} from './fields.ts';
import type { SObjectSpec } from './types.ts';

const COMPUTED = { ...READ_ONLY, permissionable: false };
const FIXED = { createable: false, updateable: false, deletable: false, replicateable: true };

const ORGANIZATION: SObjectSpec = {
  ...FIXED,
  replicateable: false,
  name: 'Organization',
  label: 'Organization',
  labelPlural: 'Organization',
  keyPrefix: '00D',
  fields: [
    recordId('Organization'),
    text('Name', 'Name', 80, { ...COMPUTED, nillable: false, nameField: true }),
    text('Country', 'Country', 80, COMPUTED),
    text('DefaultLocaleSidKey', 'Locale', 40, COMPUTED),
    text('TimeZoneSidKey', 'Time Zone', 40, COMPUTED),
    text('LanguageLocaleKey', 'Language', 40, COMPUTED),
    text('OrganizationType', 'Edition', 40, COMPUTED),
    text('InstanceName', 'Instance Name', 5, COMPUTED),
    checkbox('IsSandbox', 'Is Sandbox', COMPUTED),
    text('NamespacePrefix', 'Namespace Prefix', 15, COMPUTED),
    text('DefaultCurrencyIsoCode', 'Default Currency ISO Code', 3, { ...COMPUTED, feature: 'multiCurrency' }),
    ...auditTrail(),
  ],
};

const USER: SObjectSpec = {
  ...FIXED,
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  keyPrefix: '005',
  fields: [
    recordId('User'),
    text('Username', 'Username', 80, { ...COMPUTED, nillable: false, idLookup: true }),
    text('LastName', 'Last Name', 80, { ...COMPUTED, nillable: false }),
    text('FirstName', 'First Name', 40, COMPUTED),
    text('Name', 'Full Name', 121, { ...COMPUTED, nillable: false, nameField: true }),
    text('CompanyName', 'Company Name', 80, COMPUTED),
    text('Title', 'Title', 80, COMPUTED),
    email('Email', 'Email', { ...COMPUTED, length: 128, nillable: false, idLookup: true }),
    phone('Phone', 'Phone', COMPUTED),
    text('Alias', 'Alias', 8, COMPUTED),
    checkbox('IsActive', 'Active', { ...COMPUTED, defaultValue: true }),
    picklist('UserType', 'User Type', ['Standard', 'AutomatedProcess'], COMPUTED),
    text('TimeZoneSidKey', 'Time Zone', 40, COMPUTED),
    text('LocaleSidKey', 'Locale', 40, COMPUTED),
    text('LanguageLocaleKey', 'Language', 40, COMPUTED),
    ...auditTrail(),
  ],
};

const PERMISSION_SET: SObjectSpec = {
  ...FIXED,
  name: 'PermissionSet',
  label: 'Permission Set',
  labelPlural: 'Permission Sets',
  keyPrefix: '0PS',
  fields: [
    recordId('PermissionSet'),
    text('Name', 'Permission Set Name', 80, { ...COMPUTED, nillable: false, nameField: true }),
    text('Label', 'Permission Set Label', 80, COMPUTED),
    textArea('Description', 'Description', 255, COMPUTED),
    checkbox('IsOwnedByProfile', 'Is Owned By Profile', COMPUTED),
    ...auditTrail(),
  ],
};

const PERMISSION_SET_ASSIGNMENT: SObjectSpec = {
  name: 'PermissionSetAssignment',
  label: 'Permission Set Assignment',
  labelPlural: 'Permission Set Assignments',
  keyPrefix: '0Pa',
  createable: true,
  updateable: false,
  deletable: true,
  replicateable: false,
  fields: [
    recordId('PermissionSetAssignment'),
    lookup('PermissionSetId', 'PermissionSet ID', 'PermissionSet', {
      ...REQUIRED,
      access: 'create',
      childRelationship: 'Assignments',
      onParentDelete: 'cascade',
    }),
    lookup('AssigneeId', 'Assignee ID', 'User', {
      ...REQUIRED,
      access: 'create',
      childRelationship: 'PermissionSetAssignments',
      onParentDelete: 'cascade',
    }),
    ...auditTrail().filter((field) => field.name === 'SystemModstamp'),
  ],
};

const GRANT = { createable: true, updateable: true, deletable: true, replicateable: false };
const ofPermissionSet = (childRelationship: string) =>
  lookup('ParentId', 'Parent ID', 'PermissionSet', {
    ...REQUIRED,
    access: 'create',
    childRelationship,
    onParentDelete: 'cascade',
  });
const grantStamp = () => auditTrail().filter((field) => field.name === 'SystemModstamp');

const FIELD_PERMISSIONS: SObjectSpec = {
  ...GRANT,
  name: 'FieldPermissions',
  label: 'Field Permissions',
  labelPlural: 'Field Permissions',
  keyPrefix: '01k',
  fields: [
    recordId('Field Permissions'),
    ofPermissionSet('FieldPerms'),
    text('SobjectType', 'Sobject Type Name', 80, { ...REQUIRED, access: 'create' }),
    text('Field', 'Field Name', 255, { ...REQUIRED, access: 'create' }),
    checkbox('PermissionsRead', 'Read Field', { permissionable: false }),
    checkbox('PermissionsEdit', 'Edit Field', { permissionable: false }),
    ...grantStamp(),
  ],
};

const OBJECT_PERMISSIONS: SObjectSpec = {
  ...GRANT,
  name: 'ObjectPermissions',
  label: 'Object Permissions',
  labelPlural: 'Object Permissions',
  keyPrefix: '110',
  fields: [
    recordId('Object Permissions'),
    ofPermissionSet('ObjectPerms'),
    text('SobjectType', 'Sobject Type Name', 80, { ...REQUIRED, access: 'create' }),
    ...['Create', 'Read', 'Edit', 'Delete', 'ViewAll', 'ModifyAll'].map((right) =>
      checkbox(`Permissions${right}${right.endsWith('All') ? 'Records' : ''}`, `${right} Records`, {
        permissionable: false,
      }),
    ),
    ...grantStamp(),
  ],
};

/** The organisation, its users and their permissions. */
export const SETUP: readonly SObjectSpec[] = [
  ORGANIZATION,
  USER,
  PERMISSION_SET,
  PERMISSION_SET_ASSIGNMENT,
  FIELD_PERMISSIONS,
  OBJECT_PERMISSIONS,
];
