import {
  auditTrail,
  checkbox,
  type FieldOptions,
  integer,
  lookup,
  picklist,
  recordId,
  text,
  textArea,
} from '../schema/fields.ts';
import type { SObjectSpec } from '../schema/types.ts';

const READ: FieldOptions = { access: 'read', permissionable: false };
const FIXED = { createable: false, updateable: false, deletable: false, replicateable: false };
const MANAGEABLE = ['unmanaged', 'installed', 'released', 'beta', 'deleted'];

const common = () => [
  text('NamespacePrefix', 'Namespace Prefix', 15, READ),
  picklist('ManageableState', 'Manageable State', MANAGEABLE, READ),
  ...auditTrail(),
];
const ofEntity = () => lookup('EntityDefinitionId', 'Entity Definition ID', 'EntityDefinition', READ);
const tableOrId = () => text('TableEnumOrId', 'Table Enum or ID', 40, READ);

function tooling(name: string, keyPrefix: string, fields: SObjectSpec['fields']): SObjectSpec {
  return { ...FIXED, name, label: name, labelPlural: name, keyPrefix, fields };
}

/** The sObjects of the Tooling API that can be queried here. */
export const TOOLING_SOBJECTS: readonly SObjectSpec[] = [
  tooling('EntityDefinition', '4ie', [
    recordId('Entity Definition'),
    text('DurableId', 'Durable ID', 80, READ),
    text('QualifiedApiName', 'Qualified API Name', 80, READ),
    text('DeveloperName', 'Developer Name', 80, READ),
    text('Label', 'Label', 80, READ),
  ]),
  tooling('CustomObject', '01I', [
    recordId('Custom Object Definition'),
    text('DeveloperName', 'Developer Name', 80, READ),
    textArea('Description', 'Description', 255, READ),
    ...common(),
  ]),
  tooling('CustomField', '00N', [
    recordId('Custom Field Definition'),
    text('DeveloperName', 'Developer Name', 80, READ),
    tableOrId(),
    ofEntity(),
    textArea('Description', 'Description', 255, READ),
    textArea('InlineHelpText', 'Inline Help Text', 255, READ),
    integer('Length', 'Length', READ),
    integer('Precision', 'Precision', READ),
    integer('Scale', 'Scale', READ),
    text('SummaryOperation', 'Summary Operation', 10, READ),
    ...common(),
  ]),
  tooling('ValidationRule', '03d', [
    recordId('Validation Rule'),
    text('ValidationName', 'Validation Name', 80, READ),
    ofEntity(),
    checkbox('Active', 'Active', READ),
    textArea('Description', 'Description', 255, READ),
    text('ErrorDisplayField', 'Error Display Field', 80, READ),
    textArea('ErrorMessage', 'Error Message', 255, READ),
    ...common(),
  ]),
  tooling('Layout', '00h', [
    recordId('Page Layout'),
    text('Name', 'Name', 80, { ...READ, nameField: true }),
    tableOrId(),
    ofEntity(),
    picklist('LayoutType', 'Layout Type', ['Standard'], READ),
    ...common(),
  ]),
];
