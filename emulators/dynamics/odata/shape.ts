import type { Scalar } from './expression.ts';

/** How the values of a property compare. `multiselect` is text such as `1,9`; `opaque` does not compare at all. */
export type Kind = 'guid' | 'string' | 'number' | 'boolean' | 'date' | 'datetime' | 'multiselect' | 'opaque';

export interface Property<R = unknown> {
  /** As JSON carries it: `name`, `_customerid_value`. */
  name: string;
  kind: Kind;
  /** The type in error texts: `Edm.Guid`. */
  edmType: string;
  read(row: R): Scalar;
  /** What rows are ordered by where it is not the value: lookups go by the name of the row they lead to. */
  order?(row: R): Scalar;
}

/** A single-valued navigation property. */
export interface One<R = unknown> {
  shape: Shape;
  read(row: R): unknown;
}

/** A collection-valued navigation property. */
export interface Many<R = unknown> {
  shape: Shape;
  read(row: R): Iterable<unknown>;
}

/** What a query can ask of one type of row; tables of the organisation have one, and so can metadata. */
export interface Shape<R = unknown> {
  /** `Microsoft.Dynamics.CRM.opportunity`. */
  edmType: string;
  property(name: string): Property<R> | undefined;
  one(name: string): One<R> | undefined;
  many(name: string): Many<R> | undefined;
}

export const EDM_TYPES: Readonly<Record<Kind, string>> = {
  guid: 'Edm.Guid',
  string: 'Edm.String',
  number: 'Edm.Decimal',
  boolean: 'Edm.Boolean',
  date: 'Edm.Date',
  datetime: 'Edm.DateTimeOffset',
  multiselect: 'Edm.String',
  opaque: 'Edm.Stream',
};
