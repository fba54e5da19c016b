import type { Kysely } from 'kysely';
import type { Dialect } from './dialect.ts';
import type { Schema } from './schema.ts';

/** An open database of either kind; `sql-store.ts` builds the Store on it. */
export interface Database {
  readonly dialect: Dialect;
  /** Reads what is committed, outside any transaction. */
  readonly read: Kysely<Schema>;
  /**
   * All or nothing and durable when it resolves. Runs are serialised (SQLite) or concurrent (PostgreSQL, read committed; repeated
   * after a deadlock). Must not be nested: throws `nested-transaction`.
   */
  write<T>(body: (scope: WriteScope) => Promise<T>, options?: WriteOptions): Promise<T>;
  /** Calls back after another process changed what is due; returns the unsubscribe function. */
  onForeignChange(changed: () => void): () => void;
  /** Runs the body only if no other process has this database open; false when one has. */
  ifAlone(body: () => Promise<void>): Promise<boolean>;
  /** Gives the space of removed rows back, while others go on working. */
  vacuum(): Promise<void>;
  close(): Promise<void>;
}

export interface WriteOptions {
  /** A power cut may undo it, together with everything later. Only leases can afford that: they die with their process. */
  volatile?: boolean;
}

/** One transaction as its body sees it. */
export interface WriteScope {
  readonly db: Kysely<Schema>;
  /** Runs after the commit, not after a rollback. */
  afterCommit(effect: () => void): void;
}
