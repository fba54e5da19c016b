import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely } from 'kysely';
import { CosellError } from '../core/errors.ts';
import type { StoreTransaction } from '../engine/ports.ts';
import type { WriteScope } from './database.ts';
import type { Schema } from './schema.ts';

/** Which databases have a transaction open in the present chain of calls. */
const open = new AsyncLocalStorage<ReadonlySet<object>>();

/** Runs the body as a transaction of `database`; refuses to nest, which would wait for itself for ever. */
export function outermost<T>(database: object, body: () => Promise<T>): Promise<T> {
  const outer = open.getStore();
  if (outer?.has(database)) return Promise.reject(nested());
  return open.run(new Set([...(outer ?? []), database]), body);
}

/** A scope whose effects run only when `committed` is called. */
export function createScope(db: Kysely<Schema>): { scope: WriteScope; committed(): void } {
  const effects: (() => void)[] = [];
  return {
    scope: { db, afterCommit: (effect) => void effects.push(effect) },
    committed() {
      for (const effect of effects) effect();
    },
  };
}

/** A transaction that refuses every call after `end`: a forgotten await would otherwise write outside it. */
export function guardTransaction(tx: StoreTransaction): { tx: StoreTransaction; end(): void } {
  let ended = false;
  const guard = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name, receiver) {
        if (ended) throw endedTransaction();
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
  return {
    tx: {
      links: guard(tx.links),
      deliveries: guard(tx.deliveries),
      watermarks: guard(tx.watermarks),
      audit: guard(tx.audit),
      work: guard(tx.work),
    },
    end() {
      ended = true;
    },
  };
}

function nested(): CosellError {
  return new CosellError({
    code: 'nested-transaction',
    recovery: 'bug',
    message: 'A transaction was started inside another one of the same store.',
    remedy: 'Report it; the inner change belongs into the outer transaction.',
  });
}

function endedTransaction(): CosellError {
  return new CosellError({
    code: 'ended-transaction',
    recovery: 'bug',
    message: 'A transaction was used after it had ended.',
    remedy: 'Report it; a call inside the transaction was not awaited.',
  });
}
