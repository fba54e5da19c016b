import type { Reference } from '../records/store.ts';
import type { Column } from '../schema/types.ts';

// The .NET data contracts of an execution context, as DataContractJsonSerializer writes them (WH).

const CONTRACTS = 'http://schemas.microsoft.com/xrm/2011/Contracts';
const typed = (name: string, values: object) => ({ __type: `${name}:${CONTRACTS}`, ...values });

/** A moment as the serializer writes it. */
export const dateText = (ms: number): string => `/Date(${ms})/`;

/** The moment with the server's offset, which is UTC here. */
export const dateTextWithOffset = (ms: number): string => `/Date(${ms}+0000)/`;

/** A reference to a row; the type's name is left out where the property has no other type. */
export const bareReference = ({ table, id }: Reference) => ({
  Id: id,
  KeyAttributes: [],
  LogicalName: table,
  Name: null,
  RowVersion: null,
});

export const entityReference = (reference: Reference) => typed('EntityReference', bareReference(reference));

const multiselect = (value: unknown) =>
  typed('OptionSetValueCollection', {
    Values: String(value)
      .split(',')
      .map((each) => ({ Value: Number(each) })),
  });

/** What a column's stored value looks like in an execution context. */
export function typedValue(column: Column, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (column.type) {
    case 'lookup':
    case 'customer':
    case 'owner':
      return entityReference(value as Reference);
    case 'picklist':
    case 'state':
    case 'status':
      return typed('OptionSetValue', { Value: value });
    case 'money':
      return typed('Money', { Value: value });
    case 'multiselect':
      return multiselect(value);
    case 'date':
    case 'datetime':
      return dateText(Date.parse(String(value)));
    default:
      return value;
  }
}

interface KeyValue {
  key: string;
  value: unknown;
}

/** A row with some of its columns. */
export const entity = (table: string, id: string, attributes: readonly KeyValue[]) =>
  typed('Entity', {
    Attributes: attributes,
    EntityState: null,
    FormattedValues: [],
    Id: id,
    KeyAttributes: [],
    LogicalName: table,
    RelatedEntities: [],
    RowVersion: null,
  });
