import type { Caller } from '../access.ts';
import type { Organisation } from '../organisation.ts';
import type { Row } from '../records/store.ts';

/** What a write brings along: who writes, when, and the way to write further rows within it. */
export interface WriteScope {
  org: Organisation;
  caller: Caller;
  /** Stamp of this write. */
  stamp: string;
  /** A person or the platform itself: rules for requests of the Web API do not hold. */
  isPlatform: boolean;
  /** `tag` of the request. */
  tag: string | null;
  bypassedSteps: readonly string[];
  /** Whether duplicate rules are asked. */
  detectDuplicates: boolean;
  /** Creates a row as the platform does in the same transaction, e.g. an activity. */
  insert(table: string, values: Readonly<Record<string, unknown>>): Row;
  /** Changes a row likewise. */
  update(row: Row, values: Readonly<Record<string, unknown>>): Row;
}

/** What will be stored, by logical name. */
export type Values = Map<string, unknown>;

/** What the platform does to one table, around every write, whoever writes. A rule may change the values. */
export interface RowRules {
  beforeCreate?(values: Values, given: ReadonlySet<string>, scope: WriteScope): void;
  beforeUpdate?(values: Values, before: Row, given: ReadonlySet<string>, scope: WriteScope): void;
  afterCreate?(row: Row, scope: WriteScope): void;
  afterDelete?(row: Row, scope: WriteScope): void;
}
