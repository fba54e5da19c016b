import { oneToMany } from './tables.ts';
import type { Relationship } from './types.ts';

/** N:N: rows of a third table join the two; queries see a collection on one of them. */
export interface Intersection {
  collection: Relationship;
  /** The joining table, its column for the row that has the collection, and the one for the rows in it. */
  table: string;
  own: string;
  other: string;
}

export const INTERSECTIONS: readonly Intersection[] = [
  {
    collection: oneToMany('teammembership_association', 'team', 'systemuser', 'teammembership_association'),
    table: 'teammembership',
    own: 'teamid',
    other: 'systemuserid',
  },
];
