import type { OwnTable, PackageChoice, PackageColumn, PackageKey } from '../columns.ts';
import { MARK } from './package.ts';

/** Definitions as the Web API takes them (contract §6.4). */
export interface Writer {
  /** Labels are written in the base language of the environment: others need not be enabled there. */
  languageCode: number;
}

type Json = Readonly<Record<string, unknown>>;

const crm = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;

export function labelOf(text: string, { languageCode }: Writer): Json {
  const localized = { '@odata.type': crm('LocalizedLabel'), Label: text, LanguageCode: languageCode };
  return { '@odata.type': crm('Label'), LocalizedLabels: [localized] };
}

/** Says whose it is, so that upgrading and uninstalling know. */
export const marked = (description: string): string => `${description} ${MARK}`;

const REQUIRED = { true: 'ApplicationRequired', false: 'None' } as const;

function columnBase(kind: string, column: PackageColumn, writer: Writer): Json {
  return {
    '@odata.type': crm(`${kind}AttributeMetadata`),
    SchemaName: column.schemaName,
    DisplayName: labelOf(column.label, writer),
    Description: labelOf(marked(column.description), writer),
    RequiredLevel: { Value: REQUIRED[`${column.required === true}`] },
  };
}

export function optionOf({ value, label, code }: PackageChoice, writer: Writer): Json {
  return { Value: value, Label: labelOf(label, writer), ...(code === undefined ? {} : { ExternalValue: code }) };
}

/** A column; lookups come with their relationship instead. */
export function columnDefinition(column: PackageColumn, writer: Writer): Json {
  switch (column.type) {
    case 'text':
      return {
        ...columnBase('String', column, writer),
        MaxLength: column.maxLength,
        FormatName: { Value: column.format === 'url' ? 'Url' : 'Text' },
      };
    case 'memo':
      return { ...columnBase('Memo', column, writer), MaxLength: column.maxLength, Format: 'TextArea' };
    case 'boolean':
      return {
        ...columnBase('Boolean', column, writer),
        DefaultValue: false,
        OptionSet: {
          '@odata.type': crm('BooleanOptionSetMetadata'),
          OptionSetType: 'Boolean',
          TrueOption: { Value: 1, Label: labelOf(column.yes, writer) },
          FalseOption: { Value: 0, Label: labelOf(column.no, writer) },
        },
      };
    case 'choice':
      return {
        ...columnBase('Picklist', column, writer),
        OptionSet: {
          '@odata.type': crm('OptionSetMetadata'),
          IsGlobal: false,
          OptionSetType: 'Picklist',
          Options: column.choices.map((choice) => optionOf(choice, writer)),
        },
      };
    case 'integer':
      return {
        ...columnBase('Integer', column, writer),
        Format: 'None',
        MinValue: column.min,
        MaxValue: column.max,
      };
    case 'money':
      // 2: as many digits as the currency of the row (contract §1.5).
      return { ...columnBase('Money', column, writer), PrecisionSource: 2 };
    case 'lookup':
      return columnBase('Lookup', column, writer);
  }
}

/** A lookup column and the relationship that it stands for, which are made together. */
export function relationshipDefinition(
  table: string,
  column: Extract<PackageColumn, { type: 'lookup' }>,
  writer: Writer,
): Json {
  const { target, relationship, onDelete } = column;
  // A row that goes with its parent is also shared and assigned with it.
  const together = onDelete === 'Cascade' ? 'Cascade' : 'NoCascade';
  return {
    '@odata.type': crm('OneToManyRelationshipMetadata'),
    SchemaName: relationship,
    ReferencedEntity: target,
    ReferencedAttribute: `${target}id`,
    ReferencingEntity: table,
    CascadeConfiguration: {
      Assign: together,
      Delete: onDelete,
      Merge: onDelete === 'Cascade' ? 'Cascade' : 'NoCascade',
      Reparent: together,
      Share: together,
      Unshare: together,
    },
    Lookup: columnDefinition(column, writer),
  };
}

export function tableDefinition(table: OwnTable, writer: Writer): Json {
  const { schemaName, label, pluralLabel, description, primaryName } = table;
  return {
    '@odata.type': crm('EntityMetadata'),
    SchemaName: schemaName,
    DisplayName: labelOf(label, writer),
    DisplayCollectionName: labelOf(pluralLabel, writer),
    Description: labelOf(marked(description), writer),
    OwnershipType: 'UserOwned',
    HasNotes: false,
    HasActivities: false,
    IsActivity: false,
    // Our own table, so nobody need be asked: it can never be turned off again (contract §1.3).
    ChangeTrackingEnabled: true,
    Attributes: [
      {
        '@odata.type': crm('StringAttributeMetadata'),
        IsPrimaryName: true,
        SchemaName: primaryName.schemaName,
        DisplayName: labelOf(primaryName.label, writer),
        RequiredLevel: { Value: 'None' },
        MaxLength: primaryName.maxLength,
        FormatName: { Value: 'Text' },
      },
    ],
  };
}

export function keyDefinition({ schemaName, label }: PackageKey, columns: readonly string[], writer: Writer): Json {
  return { SchemaName: schemaName, DisplayName: labelOf(label, writer), KeyAttributes: columns };
}
