import type { Column, ColumnType, Table } from '../schema/types.ts';
import type { Scalar } from './expression.ts';
import { EDM_TYPES, type Kind, type Many, type One, type Property, type Shape } from './shape.ts';
import { type QueryRow, type RowSource, referenceOf } from './source.ts';

const KINDS: Readonly<Record<ColumnType, Kind>> = {
  uniqueidentifier: 'guid',
  string: 'string',
  memo: 'string',
  integer: 'number',
  bigint: 'number',
  decimal: 'number',
  double: 'number',
  money: 'number',
  boolean: 'boolean',
  datetime: 'datetime',
  date: 'date',
  picklist: 'number',
  multiselect: 'multiselect',
  state: 'number',
  status: 'number',
  lookup: 'guid',
  customer: 'guid',
  owner: 'guid',
  entityname: 'string',
};

const EDM: Partial<Record<ColumnType, string>> = {
  integer: 'Edm.Int32',
  bigint: 'Edm.Int64',
  double: 'Edm.Double',
  picklist: 'Edm.Int32',
  state: 'Edm.Int32',
  status: 'Edm.Int32',
};

const LOOKUPS: readonly ColumnType[] = ['lookup', 'customer', 'owner'];
const LOOKUP_NAME = /^_(.+)_value$/;

export const isLookup = (column: Column): boolean => LOOKUPS.includes(column.type);

/** What JSON calls a column: lookups are `_name_value`. */
export const wireName = (column: Column): string =>
  isLookup(column) ? `_${column.logicalName}_value` : column.logicalName;

/** The column behind a name in a query; lookups are never found by their bare name. */
export function columnOf(table: Table, name: string): Column | undefined {
  const [, lookup] = LOOKUP_NAME.exec(name) ?? [];
  const column = table.columns.get(lookup ?? name);
  if (!column?.read) return undefined;
  return isLookup(column) === (lookup !== undefined) ? column : undefined;
}

function scalar(value: unknown): Scalar {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.join(',');
  return null;
}

const numeric = (value: Scalar): Scalar => (typeof value === 'string' ? Number(value) : value);

/** The shape of a table's rows as the caller may see them. */
export function tableShape(source: RowSource, table: Table): Shape<QueryRow> {
  const collections = new Map(
    [...source.collections(table.logicalName)].map((each) => [each.collectionNavigation, each]),
  );

  function lookupProperty(column: Column): Property<QueryRow> {
    const order = (row: QueryRow): Scalar => {
      const reference = referenceOf(row, column.logicalName);
      const target = reference && source.row(reference.table, reference.id);
      const primaryName = reference && source.table(reference.table)?.primaryName;
      return target && primaryName ? scalar(target.values.get(primaryName)) : null;
    };
    const read = (row: QueryRow) => referenceOf(row, column.logicalName)?.id ?? null;
    return { name: wireName(column), kind: 'guid', edmType: 'Edm.Guid', read, order };
  }

  function plainProperty(column: Column): Property<QueryRow> {
    const { logicalName: name, type } = column;
    const kind = KINDS[type];
    const read = (row: QueryRow) => {
      if (name === table.primaryId) return row.id;
      const value = scalar(row.values.get(name));
      return kind === 'number' ? numeric(value) : value;
    };
    return { name, kind, edmType: EDM[type] ?? EDM_TYPES[kind], read };
  }

  function property(name: string): Property<QueryRow> | undefined {
    const column = columnOf(table, name);
    if (!column) return undefined;
    return isLookup(column) ? lookupProperty(column) : plainProperty(column);
  }

  function one(name: string): One<QueryRow> | undefined {
    for (const column of table.columns.values()) {
      for (const [target, navigation] of Object.entries(column.targets ?? {})) {
        const targetTable = navigation === name ? source.table(target) : undefined;
        if (!targetTable) continue;
        const read = (row: QueryRow) => {
          const reference = referenceOf(row, column.logicalName);
          return reference?.table === target ? source.row(target, reference.id) : undefined;
        };
        return { shape: tableShape(source, targetTable), read };
      }
    }
    return undefined;
  }

  function many(name: string): Many<QueryRow> | undefined {
    const relationship = collections.get(name);
    const target = relationship && source.table(relationship.referencingTable);
    if (!target) return undefined;
    const read = (row: QueryRow) => referencingRows(source, target, relationship.referencingColumn, row.id);
    return { shape: tableShape(source, target), read };
  }

  return { edmType: `Microsoft.Dynamics.CRM.${table.logicalName}`, property, one, many };
}

/** The rows of a table whose lookup leads to an id. */
export function referencingRows<R extends QueryRow>(
  source: RowSource<R>,
  table: Table,
  column: string,
  id: string,
): Iterable<R> {
  const indexed = source.referencing?.(table.logicalName, column, id);
  if (indexed) return indexed;
  return [...source.rows(table.logicalName)].filter((row) => referenceOf(row, column)?.id === id);
}
