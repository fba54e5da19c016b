import { guidOf } from '../schema/columns.ts';
import type { Column, ColumnType, Option, Table } from '../schema/types.ts';
import { label, managed } from './words.ts';

type Json = Record<string, unknown>;

interface Kind {
  /** The cast in addresses: `Microsoft.Dynamics.CRM.StringAttributeMetadata`. */
  cast: string;
  attributeType: string;
  typeName: string;
  /** What this kind adds to the common part. */
  more(column: Column, table: Table): Json;
}

const nothing = () => ({});
const textual = ({ maxLength, format }: Column): Json => ({
  MaxLength: maxLength ?? null,
  FormatName: { Value: format ?? 'Text' },
  Format: format ?? 'Text',
  ImeMode: 'Auto',
});
const ranged = ({ min, max }: Column): Json => ({ MinValue: min ?? null, MaxValue: max ?? null });
const precise = (column: Column): Json => ({ ...ranged(column), Precision: column.precision ?? null });
const dated = (isDay: boolean) => (): Json => ({
  Format: isDay ? 'DateOnly' : 'DateAndTime',
  DateTimeBehavior: { Value: isDay ? 'DateOnly' : 'UserLocal' },
});
const chosen = (column: Column): Json => ({ DefaultFormValue: column.default ?? -1 });
const leading = ({ targets }: Column): Json => ({ Targets: Object.keys(targets ?? {}) });

const kind = (name: string, more: Kind['more'] = nothing, cast = name, typeName = `${name}Type`): Kind => ({
  cast: `${cast}AttributeMetadata`,
  attributeType: name,
  typeName,
  more,
});

const KINDS: Readonly<Record<ColumnType, Kind>> = {
  uniqueidentifier: kind('Uniqueidentifier', nothing, 'UniqueIdentifier'),
  string: kind('String', textual),
  memo: kind('Memo', textual),
  integer: kind('Integer', (column) => ({ ...ranged(column), Format: 'None' })),
  bigint: kind('BigInt', ranged),
  decimal: kind('Decimal', precise),
  double: kind('Double', precise),
  money: kind('Money', (column, table) => ({
    ...precise(column),
    PrecisionSource: column.precisionSource ?? 2,
    IsBaseCurrency: column.logicalName.endsWith('_base'),
    CalculationOf: column.logicalName.endsWith('_base') ? column.logicalName.slice(0, -'_base'.length) : null,
    EntityLogicalName: table.logicalName,
  })),
  boolean: kind('Boolean', (column) => ({ DefaultValue: column.default === true })),
  datetime: kind('DateTime', dated(false)),
  date: kind('DateTime', dated(true)),
  picklist: kind('Picklist', chosen),
  multiselect: kind('Virtual', chosen, 'MultiSelectPicklist', 'MultiSelectPicklistType'),
  state: kind('State', chosen),
  status: kind('Status', chosen),
  lookup: kind('Lookup', leading),
  customer: kind('Customer', leading, 'Lookup'),
  owner: kind('Owner', leading, 'Lookup'),
  entityname: kind('EntityName'),
};

const REQUIRED = {
  none: 'None',
  recommended: 'Recommended',
  application: 'ApplicationRequired',
  system: 'SystemRequired',
} as const;

/** Whether the column belongs to the type that a cast names. */
export const isOfCast = (column: Column, cast: string): boolean =>
  `Microsoft.Dynamics.CRM.${KINDS[column.type].cast}` === cast;

/** AttributeMetadata of a column: the common part, and with `isCast` what its own type adds. */
export function columnJson(table: Table, column: Column, isCast: boolean): Json {
  const { cast, attributeType, typeName, more } = KINDS[column.type];
  const base = column.logicalName.endsWith('_base');
  return {
    ...(isCast ? {} : { '@odata.type': `#Microsoft.Dynamics.CRM.${cast}` }),
    MetadataId: column.metadataId,
    LogicalName: column.logicalName,
    SchemaName: column.schemaName,
    EntityLogicalName: table.logicalName,
    AttributeType: attributeType,
    AttributeTypeName: { Value: typeName },
    AttributeOf: base ? column.logicalName.slice(0, -'_base'.length) : null,
    DisplayName: label(column.label),
    Description: label(column.description ?? null),
    RequiredLevel: managed(REQUIRED[column.required], 'canmodifyrequirementlevelsettings'),
    IsValidForCreate: column.create,
    IsValidForUpdate: column.update,
    IsValidForRead: column.read,
    IsCustomAttribute: column.custom ?? false,
    IsManaged: !(column.custom ?? false),
    IsSecured: column.secured ?? false,
    IsPrimaryId: column.logicalName === table.primaryId,
    IsPrimaryName: column.logicalName === table.primaryName,
    IsLogical: false,
    ...more(column, table),
  };
}

const optionJson = (column: Column, option: Option): Json => ({
  Value: option.value,
  Label: label(option.label),
  Description: label(null),
  Color: null,
  IsManaged: false,
  ExternalValue: option.externalValue ?? '',
  ...(column.type === 'status' ? { State: option.state ?? 0, TransitionData: null } : {}),
  ...(column.type === 'state' ? { DefaultStatus: null, InvariantName: option.label } : {}),
});

/** The option set of a choice, a yes/no column, or the two states of a row; expanded on its own. */
export function optionSetJson(table: Table, column: Column): Json {
  const name = `${table.logicalName}_${column.logicalName}`;
  const options = (column.options ?? []).map((option) => optionJson(column, option));
  const common = {
    MetadataId: guidOf(`optionset:${name}`),
    Name: name,
    IsGlobal: false,
    IsCustomOptionSet: column.custom ?? false,
    DisplayName: label(column.label),
  };
  if (column.type !== 'boolean')
    return { ...common, OptionSetType: SET_TYPES[column.type] ?? 'Picklist', Options: options };
  const [no, yes] = options;
  return { ...common, OptionSetType: 'Boolean', TrueOption: yes, FalseOption: no };
}

const SET_TYPES: Partial<Record<ColumnType, string>> = { state: 'State', status: 'Status' };
