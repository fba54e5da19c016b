import { malformed } from '../refusal.ts';
import { comparable, order } from './compare.ts';
import type { Scalar } from './expression.ts';
import { propertyAt } from './paths.ts';
import type { Property, Shape } from './shape.ts';
import { splitOutside } from './split.ts';

/** One thing that rows are ordered by. */
export interface SortKey {
  /** As written: `name`, `primarycontactid/fullname`. */
  name: string;
  property: Property;
  descending: boolean;
}

/** Reads an `$orderby`; refuses names that do not exist. */
export function sortKeys(shape: Shape, orderby: string | undefined): SortKey[] {
  if (orderby === undefined || orderby.trim() === '') return [];
  return splitOutside(orderby, ',').map((part) => {
    const [, name, direction = 'asc'] = /^(\S+?)(?:\s+(asc|desc))?$/.exec(part) ?? [];
    if (name === undefined) throw malformed(`Syntax error at position ${part.length} in '${orderby}'.`);
    return { name, property: propertyAt(shape, name.split('/')), descending: direction === 'desc' };
  });
}

/** What a row is ordered by, in the form in which it is compared. */
export function sortValue({ property }: SortKey, row: unknown): Scalar {
  if (property.order) return comparable('string', property.order(row));
  return comparable(property.kind, property.read(row));
}

/** Orders two rows by their values, one for each key. */
export function orderByKeys(keys: readonly SortKey[], left: readonly Scalar[], right: readonly Scalar[]): number {
  for (const [at, { descending }] of keys.entries()) {
    const sign = order(left[at] ?? null, right[at] ?? null);
    if (sign !== 0) return descending ? -sign : sign;
  }
  return 0;
}
