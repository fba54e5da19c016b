import { strToU8, zipSync } from 'fflate';
import type { Organisation } from '../organisation.ts';
import type { Row } from '../records/store.ts';
import type { AlternateKey, Column, ColumnType, Option, Relationship } from '../schema/types.ts';
import {
  contentsOf,
  type PackageContents,
  type PackedTable,
  publisherOf,
  type RootComponent,
} from './package-contents.ts';
import { rolesXml } from './package-roles.ts';
import { element, valued } from './xml.ts';

// A solution file: solution.xml names publisher, version and root components, customizations.xml holds what they are.

const LANGUAGE = '1033';
const VERSION = '9.2.26101.00143';

/** What the file calls a kind of column. */
export const FILE_TYPES: Partial<Record<ColumnType, string>> = {
  string: 'nvarchar',
  memo: 'ntext',
  integer: 'int',
  decimal: 'decimal',
  double: 'float',
  money: 'money',
  boolean: 'bit',
  picklist: 'picklist',
  multiselect: 'multiselectpicklist',
  datetime: 'datetime',
  date: 'datetime',
  lookup: 'lookup',
};

/** What the file calls the levels of requirement. */
export const FILE_LEVELS: Readonly<Record<Column['required'], string>> = {
  none: 'none',
  recommended: 'recommended',
  application: 'required',
  system: 'systemrequired',
};

const described = (list: string, item: string, text: string): string =>
  element(list, {}, element(item, { description: text, languagecode: LANGUAGE }));

/** What a part is for; absent where nobody has said it. */
const explained = (text: string | undefined): string =>
  text === undefined ? '' : described('Descriptions', 'Description', text);

const optional = (name: string, value: string | number | undefined): string =>
  value === undefined ? '' : valued(name, value);

function optionXml({ value, label, externalValue }: Option): string {
  const external = externalValue === undefined ? {} : { ExternalValue: externalValue };
  return element('option', { value: String(value), ...external }, described('labels', 'label', label));
}

function columnXml(column: Column): string {
  const { options, type } = column;
  const choice = options
    ? element('optionset', { Name: column.logicalName }, element('options', {}, options.map(optionXml).join('')))
    : '';
  return element(
    'attribute',
    { PhysicalName: column.schemaName },
    [
      valued('Type', FILE_TYPES[type] ?? type),
      valued('Name', column.logicalName),
      valued('LogicalName', column.logicalName),
      valued('RequiredLevel', FILE_LEVELS[column.required]),
      valued('IsCustomField', column.custom ? 1 : 0),
      valued('IsSecured', column.secured ? 1 : 0),
      optional('MaxLength', column.maxLength),
      optional('Format', type === 'date' ? 'date' : column.format),
      optional('MinValue', column.min),
      optional('MaxValue', column.max),
      optional('Accuracy', column.precision),
      optional('AccuracySource', column.precisionSource),
      typeof column.default === 'number' ? valued('AppDefaultValue', column.default) : '',
      typeof column.default === 'boolean' ? valued('AppDefaultValue', column.default ? 1 : 0) : '',
      choice,
      described('displaynames', 'displayname', column.label),
      explained(column.description),
    ].join(''),
  );
}

const keyXml = ({ schemaName, logicalName, columns }: AlternateKey): string =>
  element(
    'EntityKey',
    {},
    [
      valued('Name', schemaName),
      valued('LogicalName', logicalName),
      element('EntityKeyAttributes', {}, columns.map((column) => valued('AttributeName', column)).join('')),
    ].join(''),
  );

function formXml(form: Row): string {
  const content = [
    valued('formid', `{${form.id}}`),
    String(form.values.get('formxml')),
    described('LocalizedNames', 'LocalizedName', String(form.values.get('name'))),
  ];
  return element('systemform', {}, content.join(''));
}

/** Base amounts, and lookups whose relationship stands elsewhere in the file, are not written by themselves. */
const isWritten = ({ logicalName }: Column, columns: readonly Column[]): boolean =>
  !(logicalName.endsWith('_base') && columns.some((other) => `${other.logicalName}_base` === logicalName));

function tableXml({ table, isWhole, columns, keys, forms }: PackedTable): string {
  const attributes = columns.filter((column) => isWritten(column, columns)).map(columnXml);
  const whole = isWhole
    ? [
        described('LocalizedNames', 'LocalizedName', table.label),
        described('LocalizedCollectionNames', 'LocalizedCollectionName', table.pluralLabel),
        explained(table.description),
        valued('EntitySetName', table.entitySet),
        valued('PrimaryName', table.primaryName ?? ''),
        valued('OwnershipTypeMask', table.ownership === 'user' ? 'UserOwned' : 'OrgOwned'),
        valued('HasNotes', table.hasNotes ? 1 : 0),
        valued('ChangeTrackingEnabled', table.changeTracking ? 1 : 0),
      ]
    : [];
  const inner = [
    element('attributes', {}, attributes.join('')),
    element('EntityKeys', {}, keys.map(keyXml).join('')),
    ...whole,
  ];
  const information = element('EntityInfo', {}, element('entity', { Name: table.schemaName }, inner.join('')));
  const shown = element('FormXml', {}, element('forms', { type: 'main' }, forms.map(formXml).join('')));
  const name = element('Name', { LocalizedName: table.label, OriginalName: table.label }, table.schemaName);
  return element('Entity', {}, [name, information, forms.length === 0 ? '' : shown].join(''));
}

function relationshipXml(org: Organisation, relationship: Relationship): string {
  const column = org.schema.tables.get(relationship.referencingTable)?.columns.get(relationship.referencingColumn);
  const inner = [
    valued('EntityRelationshipType', 'OneToMany'),
    valued('ReferencingEntityName', relationship.referencingTable),
    valued('ReferencedEntityName', relationship.referencedTable),
    valued('CascadeDelete', relationship.cascadeDelete),
    valued('ReferencingAttributeName', column?.schemaName ?? relationship.referencingColumn),
    valued('NavigationPropertyName', column?.targets?.[relationship.referencedTable] ?? ''),
    valued('ReferencedNavigationPropertyName', relationship.collectionNavigation),
    described('RelationshipDescription', 'Description', column?.label ?? ''),
  ];
  return element('EntityRelationship', { Name: relationship.schemaName }, inner.join(''));
}

function customizations(org: Organisation, { tables, relationships, roles }: PackageContents): string {
  const inner = [
    element('Entities', {}, tables.map(tableXml).join('')),
    element('EntityRelationships', {}, relationships.map((each) => relationshipXml(org, each)).join('')),
    rolesXml(org, roles),
    element('Languages', {}, valued('Language', LANGUAGE)),
  ];
  return element('ImportExportXml', {}, inner.join(''));
}

const rootXml = ({ type, schemaName, id, behavior }: RootComponent): string =>
  element('RootComponent', {
    type: String(type),
    ...(schemaName === undefined ? {} : { schemaName }),
    ...(id === undefined ? {} : { id: `{${id}}` }),
    ...(behavior === undefined ? {} : { behavior: String(behavior) }),
  });

const textOf = (row: Row | undefined, column: string): string => String(row?.values.get(column) ?? '');

function manifest(org: Organisation, solution: Row, contents: PackageContents, isManaged: boolean): string {
  const publisher = publisherOf(org, solution);
  const inner = [
    valued('UniqueName', textOf(solution, 'uniquename')),
    described('LocalizedNames', 'LocalizedName', textOf(solution, 'friendlyname')),
    valued('Version', textOf(solution, 'version')),
    valued('Managed', isManaged ? 1 : 0),
    element(
      'Publisher',
      {},
      [
        valued('UniqueName', textOf(publisher, 'uniquename')),
        described('LocalizedNames', 'LocalizedName', textOf(publisher, 'friendlyname')),
        valued('CustomizationPrefix', textOf(publisher, 'customizationprefix')),
        valued('CustomizationOptionValuePrefix', textOf(publisher, 'customizationoptionvalueprefix')),
      ].join(''),
    ),
    element('RootComponents', {}, contents.roots.map(rootXml).join('')),
    element('MissingDependencies', {}),
  ];
  const attributes = { version: VERSION, SolutionPackageVersion: '9.2', languagecode: LANGUAGE };
  return element('ImportExportXml', attributes, element('SolutionManifest', {}, inner.join('')));
}

function variableXml(variable: Row): string {
  const value = variable.values.get('defaultvalue');
  const inner = [
    typeof value === 'string' ? valued('defaultvalue', value) : '',
    element('displayname', { default: textOf(variable, 'displayname') }),
    valued('type', textOf(variable, 'type')),
  ];
  return element('environmentvariabledefinition', { schemaname: textOf(variable, 'schemaname') }, inner.join(''));
}

const CONTENT_TYPES =
  '<?xml version="1.0" encoding="utf-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/octet-stream" /></Types>';

/** The file of a solution package as it is now. Managed and unmanaged files differ by one flag. */
export function packageFile(org: Organisation, solution: Row, isManaged: boolean): Uint8Array {
  const contents = contentsOf(org, solution);
  const variables = contents.variables.map((variable) => {
    const path = `environmentvariabledefinitions/${textOf(variable, 'schemaname')}/environmentvariabledefinition.xml`;
    return [path, strToU8(variableXml(variable))] as const;
  });
  return zipSync({
    '[Content_Types].xml': strToU8(CONTENT_TYPES),
    'solution.xml': strToU8(manifest(org, solution, contents, isManaged)),
    'customizations.xml': strToU8(customizations(org, contents)),
    ...Object.fromEntries(variables),
  });
}
