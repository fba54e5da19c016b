import { unsupported } from '../../kit/unsupported.ts';
import { malformed } from '../refusal.ts';
import type { Relationship, Table } from '../schema/types.ts';
import { unknownProperty } from './paths.ts';
import { type QueryOptions, readExpandOptions } from './query-options.ts';
import type { RowSource } from './source.ts';
import { splitOutside } from './split.ts';

/** One navigation property of a `$expand`, resolved against its table. */
export interface Expansion {
  name: string;
  options: QueryOptions;
  target: Table;
  expand: readonly Expansion[];
  /** N:1: the lookup column that leads to the target. */
  column?: string;
  /** Only the address of the row, for `name/$ref`. */
  isReference: boolean;
  /** 1:N: the relationship whose collection this is. */
  collection?: Relationship;
}

const MOST_EXPANSIONS = 15;
const ONLY_SELECT =
  'Only $select and $filter clause can be provided while doing $expand on many-to-one relationship or nested one-to-many relationship.';

interface Written {
  name: string;
  isReference: boolean;
  options: QueryOptions;
}

function readWritten(text: string): Written {
  const [, name, reference, inside = ''] = /^(\w+)(\/\$ref)?(?:\((.*)\))?$/s.exec(text) ?? [];
  if (name === undefined) throw malformed(`Syntax error in $expand at '${text}'.`);
  return { name, isReference: reference !== undefined, options: readExpandOptions(inside) };
}

function lookupBehind(source: RowSource, table: Table, name: string): { column: string; target: Table } | undefined {
  for (const column of table.columns.values()) {
    for (const [targetName, navigation] of Object.entries(column.targets ?? {})) {
      const target = navigation === name ? source.table(targetName) : undefined;
      if (target) return { column: column.logicalName, target };
    }
  }
  return undefined;
}

function resolve(source: RowSource, table: Table, written: Written): Expansion {
  const { name, isReference, options } = written;
  const deeper = (target: Table) => resolveAll(source, target, options.expand);
  const lookup = lookupBehind(source, table, name);
  if (lookup) {
    if (options.orderby !== undefined || options.top !== undefined) throw malformed(ONLY_SELECT);
    if (options.filter !== undefined) throw unsupported('$filter within $expand of a lookup');
    return { ...lookup, name, isReference, options, expand: deeper(lookup.target) };
  }
  const collection = [...source.collections(table.logicalName)].find((each) => each.collectionNavigation === name);
  const target = collection && source.table(collection.referencingTable);
  if (!target) throw unknownProperty(name, { edmType: `Microsoft.Dynamics.CRM.${table.logicalName}` });
  if (isReference) throw malformed('Expand with $ref is only supported on lookup type navigation property.');
  return { name, isReference, options, target, collection, expand: deeper(target) };
}

function resolveAll(source: RowSource, table: Table, text: string | undefined): Expansion[] {
  if (text === undefined || text === '') return [];
  return splitOutside(text, ',').map((part) => resolve(source, table, readWritten(part)));
}

const countOf = (expansions: readonly Expansion[]): number =>
  expansions.reduce((sum, { expand }) => sum + 1 + countOf(expand), 0);

/** Whether an `$expand` stands within another one: then collections are paged and lose their etags (join-tables). */
export const isNested = (expansions: readonly Expansion[]): boolean =>
  expansions.some(({ expand }) => expand.length > 0);

/** Reads an `$expand` for a table; refuses unknown names, more than 15, and options that do not go together. */
export function readExpand(source: RowSource, table: Table, text: string | undefined): Expansion[] {
  const expansions = resolveAll(source, table, text);
  if (countOf(expansions) > MOST_EXPANSIONS) {
    throw malformed(`The number of $expand options exceeds the limit of ${MOST_EXPANSIONS}.`);
  }
  const ordered = expansions.some(({ options }) => options.orderby !== undefined || options.top !== undefined);
  if (isNested(expansions) && ordered) throw malformed(ONLY_SELECT);
  return expansions;
}
