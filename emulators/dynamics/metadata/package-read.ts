import type { XmlElement } from '@rgrove/parse-xml';
import { strFromU8, unzipSync } from 'fflate';
import type { Body } from '../records/draft.ts';
import { refuse } from '../refusal.ts';
import { type FileRole, rolesIn } from './package-roles.ts';
import { FILE_LEVELS, FILE_TYPES } from './package-write.ts';
import { at, childrenOf, rootOf, textAt } from './xml.ts';

/** A table within a solution file, as definitions that could be posted. */
export interface FileTable {
  schemaName: string;
  /** Only for a table that is wholly in the package. */
  definition?: Body;
  columns: readonly Body[];
  keys: readonly Body[];
  forms: readonly { id: string; name: string; xml: string }[];
}

export interface SolutionFile {
  uniqueName: string;
  friendlyName: string;
  version: string;
  isManaged: boolean;
  publisher: { uniqueName: string; friendlyName: string; prefix: string; optionPrefix: number };
  roots: readonly { type: number; schemaName?: string; id?: string; behavior?: number }[];
  tables: readonly FileTable[];
  relationships: readonly Body[];
  roles: readonly FileRole[];
  variables: readonly { schemaName: string; displayName: string; type: number; defaultValue?: string }[];
}

/** A file that is no solution package (the code is that of an invalid package). */
const broken = (why: string) => refuse(400, '0x80048060', `The solution file is not valid: ${why}`);

const labelled = (text: string): Body => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1033 }] });

const description = (parent: XmlElement | undefined, list: string, item: string): string =>
  at(parent, list, item)?.attributes['description'] ?? '';

/** What a part is for, as its definition carries it. */
function explanation(part: XmlElement | undefined): Body {
  const text = description(part, 'Descriptions', 'Description');
  return text === '' ? {} : { Description: labelled(text) };
}

const numberAt = (parent: XmlElement, name: string): number | undefined => {
  const text = textAt(parent, name);
  return text === undefined ? undefined : Number(text);
};

const KINDS: Readonly<Record<string, string>> = {
  nvarchar: 'String',
  ntext: 'Memo',
  int: 'Integer',
  decimal: 'Decimal',
  float: 'Double',
  money: 'Money',
  bit: 'Boolean',
  picklist: 'Picklist',
  multiselectpicklist: 'MultiSelectPicklist',
  datetime: 'DateTime',
};

const LEVELS: Readonly<Record<string, string>> = {
  [FILE_LEVELS.none]: 'None',
  [FILE_LEVELS.recommended]: 'Recommended',
  [FILE_LEVELS.application]: 'ApplicationRequired',
  [FILE_LEVELS.system]: 'SystemRequired',
};

function optionSet(attribute: XmlElement, kind: string): Body {
  const options = childrenOf(at(attribute, 'optionset', 'options'), 'option').map((option) => ({
    Value: Number(option.attributes['value']),
    Label: labelled(description(option, 'labels', 'label')),
    ...(option.attributes['ExternalValue'] ? { ExternalValue: option.attributes['ExternalValue'] } : {}),
  }));
  if (kind === 'Boolean') return { FalseOption: options[0], TrueOption: options[1] };
  return { IsGlobal: false, Options: options };
}

function defaultOf(attribute: XmlElement, kind: string): Body {
  const value = numberAt(attribute, 'AppDefaultValue');
  if (value === undefined) return {};
  return kind === 'Boolean' ? { DefaultValue: value === 1 } : { DefaultFormValue: value };
}

/** The definition of a column; undefined for lookups, which come with their relationships. */
function columnBody(attribute: XmlElement): Body | undefined {
  const type = textAt(attribute, 'Type') ?? '';
  if (type === FILE_TYPES.lookup) return undefined;
  const kind = KINDS[type];
  if (!kind) throw broken(`there is no column type '${type}'.`);
  const numbers = {
    MaxLength: 'MaxLength',
    MinValue: 'MinValue',
    MaxValue: 'MaxValue',
    Precision: 'Accuracy',
    PrecisionSource: 'AccuracySource',
  };
  const given = Object.entries(numbers).flatMap(([name, file]) => {
    const value = numberAt(attribute, file);
    return value === undefined ? [] : [[name, value]];
  });
  const format = textAt(attribute, 'Format');
  return {
    '@odata.type': `Microsoft.Dynamics.CRM.${kind}AttributeMetadata`,
    SchemaName: attribute.attributes['PhysicalName'] ?? '',
    DisplayName: labelled(description(attribute, 'displaynames', 'displayname')),
    ...explanation(attribute),
    RequiredLevel: { Value: LEVELS[textAt(attribute, 'RequiredLevel') ?? 'none'] ?? 'None' },
    IsSecured: textAt(attribute, 'IsSecured') === '1',
    ...Object.fromEntries(given),
    ...(format === undefined ? {} : { Format: format === 'date' ? 'DateOnly' : format }),
    ...defaultOf(attribute, kind),
    ...(at(attribute, 'optionset') ? { OptionSet: optionSet(attribute, kind) } : {}),
  };
}

const keyBody = (key: XmlElement): Body => ({
  SchemaName: textAt(key, 'Name') ?? '',
  KeyAttributes: childrenOf(at(key, 'EntityKeyAttributes'), 'AttributeName').map(({ text }) => text.trim()),
});

function formOf(form: XmlElement) {
  return {
    id: (textAt(form, 'formid') ?? '').replace(/[{}]/g, '').toLowerCase(),
    name: description(form, 'LocalizedNames', 'LocalizedName'),
  };
}

function tableOf(entity: XmlElement, source: string): FileTable {
  const information = at(entity, 'EntityInfo', 'entity');
  const schemaName = information?.attributes['Name'] ?? '';
  const columns = childrenOf(at(information, 'attributes'), 'attribute')
    .map(columnBody)
    .filter((body) => body !== undefined);
  const primary = textAt(information, 'PrimaryName');
  const named = columns.find((column) => String(column['SchemaName']).toLowerCase() === primary);
  const definition: Body = {
    SchemaName: schemaName,
    DisplayName: labelled(description(information, 'LocalizedNames', 'LocalizedName')),
    DisplayCollectionName: labelled(description(information, 'LocalizedCollectionNames', 'LocalizedCollectionName')),
    ...explanation(information),
    EntitySetName: textAt(information, 'EntitySetName') ?? '',
    OwnershipType: textAt(information, 'OwnershipTypeMask') === 'OrgOwned' ? 'OrganizationOwned' : 'UserOwned',
    HasNotes: textAt(information, 'HasNotes') === '1',
    ChangeTrackingEnabled: textAt(information, 'ChangeTrackingEnabled') === '1',
    Attributes: [{ ...named, IsPrimaryName: true }],
  };
  const forms = childrenOf(at(entity, 'FormXml', 'forms'), 'systemform');
  return {
    schemaName,
    ...(primary === undefined ? {} : { definition }),
    columns: columns.filter((column) => column !== named),
    keys: childrenOf(at(information, 'EntityKeys'), 'EntityKey').map(keyBody),
    forms: forms.map(formOf).map((form) => ({ ...form, xml: formSource(source, form.id) })),
  };
}

/** The form's own text: the parser keeps no text of elements. */
function formSource(source: string, id: string): string {
  const start = source.indexOf('<form>', source.indexOf(`{${id}}`));
  return source.slice(start, source.indexOf('</form>', start) + '</form>'.length);
}

function relationshipBody(relationship: XmlElement, entities: readonly XmlElement[]): Body {
  const schemaName = textAt(relationship, 'ReferencingAttributeName') ?? '';
  const table = textAt(relationship, 'ReferencingEntityName') ?? '';
  return {
    '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
    SchemaName: relationship.attributes['Name'] ?? '',
    ReferencedEntity: textAt(relationship, 'ReferencedEntityName') ?? '',
    ReferencingEntity: table,
    ReferencedEntityNavigationPropertyName: textAt(relationship, 'ReferencedNavigationPropertyName') ?? '',
    ReferencingEntityNavigationPropertyName: textAt(relationship, 'NavigationPropertyName') ?? '',
    CascadeConfiguration: { Delete: textAt(relationship, 'CascadeDelete') ?? 'RemoveLink' },
    Lookup: {
      SchemaName: schemaName,
      DisplayName: labelled(description(relationship, 'RelationshipDescription', 'Description') || schemaName),
      ...explanation(lookupIn(entities, table, schemaName)),
    },
  };
}

/** The lookup column of a relationship among the attributes of its table. */
function lookupIn(entities: readonly XmlElement[], table: string, schemaName: string): XmlElement | undefined {
  const entity = entities
    .map((each) => at(each, 'EntityInfo', 'entity'))
    .find((each) => each?.attributes['Name']?.toLowerCase() === table.toLowerCase());
  return childrenOf(at(entity, 'attributes'), 'attribute').find(
    ({ attributes }) => attributes['PhysicalName'] === schemaName,
  );
}

function variableOf(text: string) {
  const root = rootOf(text);
  const defaultValue = textAt(root, 'defaultvalue');
  return {
    schemaName: root?.attributes['schemaname'] ?? '',
    displayName: at(root, 'displayname')?.attributes['default'] ?? '',
    type: Number(textAt(root, 'type')),
    ...(defaultValue === undefined ? {} : { defaultValue }),
  };
}

function rootComponent({ attributes }: XmlElement) {
  const { type, schemaName, id, behavior } = attributes;
  return {
    type: Number(type),
    ...(schemaName === undefined ? {} : { schemaName }),
    ...(id === undefined ? {} : { id: id.replace(/[{}]/g, '').toLowerCase() }),
    ...(behavior === undefined ? {} : { behavior: Number(behavior) }),
  };
}

function filesIn(bytes: Uint8Array): Map<string, string> {
  try {
    return new Map(Object.entries(unzipSync(bytes)).map(([path, content]) => [path, strFromU8(content)]));
  } catch {
    throw broken('it is no zip archive.');
  }
}

/** Reads a solution file. Throws 0x80048060 for one that is not whole. */
export function readPackage(bytes: Uint8Array): SolutionFile {
  const files = filesIn(bytes);
  const source = files.get('customizations.xml') ?? '';
  const manifest = at(rootOf(files.get('solution.xml') ?? ''), 'SolutionManifest');
  const customizations = rootOf(source);
  if (!manifest) throw broken('solution.xml is missing or damaged.');
  if (!customizations) throw broken('customizations.xml is missing or damaged.');
  const publisher = at(manifest, 'Publisher');
  const entities = childrenOf(at(customizations, 'Entities'), 'Entity');
  const variables = [...files].filter(([path]) => path.startsWith('environmentvariabledefinitions/'));
  return {
    uniqueName: textAt(manifest, 'UniqueName') ?? '',
    friendlyName: description(manifest, 'LocalizedNames', 'LocalizedName'),
    version: textAt(manifest, 'Version') ?? '',
    isManaged: textAt(manifest, 'Managed') === '1',
    publisher: {
      uniqueName: textAt(publisher, 'UniqueName') ?? '',
      friendlyName: description(publisher, 'LocalizedNames', 'LocalizedName'),
      prefix: textAt(publisher, 'CustomizationPrefix') ?? '',
      optionPrefix: Number(textAt(publisher, 'CustomizationOptionValuePrefix')),
    },
    roots: childrenOf(at(manifest, 'RootComponents'), 'RootComponent').map(rootComponent),
    tables: entities.map((entity) => tableOf(entity, source)),
    relationships: childrenOf(at(customizations, 'EntityRelationships'), 'EntityRelationship').map((each) =>
      relationshipBody(each, entities),
    ),
    roles: rolesIn(customizations),
    variables: variables.map(([, text]) => variableOf(text)),
  };
}
