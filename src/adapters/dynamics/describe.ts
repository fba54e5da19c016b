import type { CallContext, DynamicsClient } from './client.ts';
import {
  AttributeMetadata as Attribute,
  type AttributeMetadata,
  KeyMetadata,
  labelOf,
  RelationshipMetadata,
  type Row,
  RowSet,
  TableMetadata,
  understood,
} from './schema.ts';

/** What the connector's user can see of one table. */
export interface TableShape {
  name: string;
  label: string;
  /** Name in addresses, such as `opportunities`; plurals are irregular. */
  set: string;
  id: string;
  nameColumn: string | null;
  /** By logical name. */
  columns: ReadonlyMap<string, ColumnShape>;
  tracksChanges: boolean;
  /** Whether writes can name the version that they were planned from. */
  hasVersions: boolean;
  /** Columns of alternate keys that are in force, each key joined by commas. */
  keys: ReadonlySet<string>;
}

export interface ColumnShape {
  name: string;
  label: string;
  /** In lower case: `string`, `memo`, `picklist`, `lookup`, … */
  type: string;
  /** Characters; 0 for what is no text. */
  length: number;
  /** Fraction digits; null where the row's currency decides. */
  scale: number | null;
  createable: boolean;
  updateable: boolean;
  /** The platform refuses rows without a value. */
  demanded: boolean;
  choices: readonly Choice[];
  /** Lookups: table → the name by which it is bound and expanded, in its own spelling. */
  targets: ReadonlyMap<string, string>;
}

export interface Choice {
  value: number;
  label: string;
  /** Status reasons only. */
  state: number | null;
  /** States only: the status reason that rows in it begin with. */
  firstReason: number | null;
  /** What other systems call it. */
  external: string | null;
}

/** Casts that bring what the plain attributes leave out. */
const CASTS: readonly { type: string; columns: string; withOptions?: true }[] = [
  { type: 'StringAttributeMetadata', columns: 'MaxLength' },
  { type: 'MemoAttributeMetadata', columns: 'MaxLength' },
  { type: 'DecimalAttributeMetadata', columns: 'Precision' },
  { type: 'DoubleAttributeMetadata', columns: 'Precision' },
  { type: 'MoneyAttributeMetadata', columns: 'Precision,PrecisionSource' },
  { type: 'PicklistAttributeMetadata', columns: '', withOptions: true },
  { type: 'StateAttributeMetadata', columns: '', withOptions: true },
  { type: 'StatusAttributeMetadata', columns: '', withOptions: true },
];

const ATTRIBUTE =
  'LogicalName,SchemaName,AttributeType,DisplayName,IsValidForCreate,IsValidForUpdate,IsValidForRead,RequiredLevel';
const TABLE =
  'LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,DisplayName,DisplayCollectionName,ChangeTrackingEnabled,IsOptimisticConcurrencyEnabled';

/** The reads that describe one table. */
function questions(table: string): string[] {
  const base = `EntityDefinitions(LogicalName='${table}')`;
  return [
    `${base}?$select=${TABLE}`,
    `${base}/Attributes?$select=${ATTRIBUTE}`,
    `${base}/ManyToOneRelationships?$select=ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName`,
    `${base}/Keys?$select=KeyAttributes,EntityKeyIndexStatus`,
    ...CASTS.map(({ type, columns, withOptions }) => {
      const select = ['LogicalName', columns].filter((name) => name !== '').join(',');
      const expand = withOptions ? '&$expand=OptionSet' : '';
      return `${base}/Attributes/Microsoft.Dynamics.CRM.${type}?$select=${select}${expand}`;
    }),
  ];
}

/** Describes tables in one call; null for those that do not exist. */
export async function describeTables(
  client: DynamicsClient,
  names: readonly string[],
  context: CallContext,
): Promise<ReadonlyMap<string, TableShape | null>> {
  const asked = names.map(questions);
  const answers = await client.reads(asked.flat(), context);
  let at = 0;
  return new Map(
    names.map((name, n) => {
      const own = answers.slice(at, at + (asked[n]?.length ?? 0));
      at += own.length;
      return [name, tableShape(own)];
    }),
  );
}

function tableShape([table, attributes, relationships, keys, ...casts]: readonly (Row | null)[]): TableShape | null {
  if (!table) return null;
  const definition = understood(TableMetadata, table, 'EntityDefinitions');
  const targets = Map.groupBy(
    rowsIn(relationships).map((row) => understood(RelationshipMetadata, row, 'relationships')),
    ({ ReferencingAttribute }) => ReferencingAttribute,
  );
  const details = new Map<string, AttributeMetadata>();
  for (const row of casts.flatMap(rowsIn)) {
    const attribute = understood(Attribute, row, 'attributes');
    details.set(attribute.LogicalName, attribute);
  }
  const columns = rowsIn(attributes).map((row) => {
    const attribute = understood(Attribute, row, 'attributes');
    const refersTo = (targets.get(attribute.LogicalName) ?? []).map(
      (one) => [one.ReferencedEntity, one.ReferencingEntityNavigationPropertyName] as const,
    );
    return columnShape(attribute, details.get(attribute.LogicalName), new Map(refersTo));
  });
  return {
    name: definition.LogicalName,
    label: labelOf(definition.DisplayName) ?? definition.LogicalName,
    set: definition.EntitySetName ?? `${definition.LogicalName}s`,
    id: definition.PrimaryIdAttribute ?? `${definition.LogicalName}id`,
    nameColumn: definition.PrimaryNameAttribute ?? null,
    columns: new Map(columns.map((column) => [column.name, column])),
    tracksChanges: definition.ChangeTrackingEnabled ?? false,
    hasVersions: definition.IsOptimisticConcurrencyEnabled ?? true,
    keys: new Set(
      rowsIn(keys)
        .map((row) => understood(KeyMetadata, row, 'keys'))
        .filter(({ EntityKeyIndexStatus }) => (EntityKeyIndexStatus ?? 'Active') === 'Active')
        .map(({ KeyAttributes }) => KeyAttributes.toSorted().join(',')),
    ),
  };
}

function rowsIn(answer: Row | null | undefined): readonly Row[] {
  return answer ? understood(RowSet, answer, 'metadata').value : [];
}

function columnShape(
  attribute: AttributeMetadata,
  detail: AttributeMetadata | undefined,
  targets: ReadonlyMap<string, string>,
): ColumnShape {
  return {
    name: attribute.LogicalName,
    label: labelOf(attribute.DisplayName) ?? attribute.LogicalName,
    type: (attribute.AttributeType ?? '').toLowerCase(),
    length: detail?.MaxLength ?? 0,
    scale: scaleOf(attribute, detail),
    createable: attribute.IsValidForCreate ?? false,
    updateable: attribute.IsValidForUpdate ?? false,
    demanded: attribute.RequiredLevel?.Value === 'SystemRequired',
    choices: (detail?.OptionSet?.Options ?? []).map((option) => ({
      value: option.Value,
      label: labelOf(option.Label) ?? String(option.Value),
      state: option.State ?? null,
      firstReason: option.DefaultStatus ?? null,
      external: option.ExternalValue ?? null,
    })),
    targets,
  };
}

/** Money has digits of its own, those of the organisation, or those of the row's currency, which is the default (contract §1.5). */
function scaleOf({ AttributeType }: AttributeMetadata, detail: AttributeMetadata | undefined): number | null {
  if (AttributeType === 'Integer' || AttributeType === 'BigInt') return 0;
  const isOwn = AttributeType !== 'Money' || detail?.PrecisionSource === 0;
  return isOwn ? (detail?.Precision ?? null) : null;
}

export function columnOf(shape: TableShape | null | undefined, name: string): ColumnShape | null {
  return shape?.columns.get(name.toLowerCase()) ?? null;
}

/** The choice with this label or number, in any case; null when there is none. */
export function choiceFor(column: ColumnShape, text: string): Choice | null {
  const wanted = text.trim().toLowerCase();
  return column.choices.find(({ value, label }) => String(value) === wanted || label.toLowerCase() === wanted) ?? null;
}

/** The name by which a lookup to this table is bound and expanded; null where it does not refer there. */
export function navigationOf(shape: TableShape, column: string, table: string): string | null {
  return columnOf(shape, column)?.targets.get(table) ?? null;
}
