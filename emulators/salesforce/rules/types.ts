import type { Actor, Org } from '../org.ts';
import type { Row, Value } from '../schema/types.ts';

/** What a write brings along: who writes, when, and the way to write further records within it. */
export interface WriteScope {
  org: Org;
  actor: Actor;
  /** The stamp of this write. */
  stamp: string;
  /** Creates a record as the platform does in the same transaction, e.g. a contact role. */
  insert(sobject: string, fields: Readonly<Record<string, Value>>): Row;
  /** Changes a record likewise; its stamps move. */
  update(sobject: string, id: string, fields: Readonly<Record<string, Value>>): Row;
}

/** What the platform itself does to one sObject, around every write, whoever writes. A rule may change the draft. */
export interface RecordRules {
  beforeInsert?(draft: Row, given: ReadonlySet<string>, scope: WriteScope): void;
  beforeUpdate?(draft: Row, before: Row, given: ReadonlySet<string>, scope: WriteScope): void;
  afterInsert?(row: Row, scope: WriteScope): void;
  afterUpdate?(row: Row, before: Row, scope: WriteScope): void;
  afterDelete?(row: Row, scope: WriteScope): void;
}
