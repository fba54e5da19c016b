import type { Claim, Priority, Store, WorkOutcome, WorkRequest } from '../../../src/engine/ports.ts';

/** Enqueues in a transaction of its own; what is not named is `link:1` in lane `crm` at priority 1. */
export function enqueue(store: Store, ...requests: readonly Partial<WorkRequest>[]): Promise<void> {
  return store.transaction((tx) =>
    tx.work.enqueue(requests.map((request) => ({ key: 'link:1', lane: 'crm', priority: 1, ...request }))),
  );
}

export function claim(
  store: Store,
  options: { owner?: string; limit?: number; lanes?: string[]; leaseMs?: number } = {},
) {
  return store.work.claim({ owner: 'me', limit: 100, leaseMs: 30_000, ...options });
}

/** Claims the one key that is due; throws when it is another number. */
export async function claimOne(store: Store, options: { owner?: string } = {}): Promise<Claim> {
  const [first, ...others] = await claim(store, options);
  if (!first || others.length > 0) throw new Error(`expected one claim, got ${first ? 1 + others.length : 0}`);
  return first;
}

export function settle(store: Store, held: Claim, outcome: WorkOutcome): Promise<'settled' | 'fenced'> {
  return store.transaction((tx) => tx.work.settle(held, outcome));
}

export const keysOf = (claims: readonly { key: string }[]): string[] => claims.map(({ key }) => key);

export const PRIORITIES: readonly Priority[] = [0, 1, 2, 3];

export const DONE: WorkOutcome = { kind: 'done' };

export const FAILED: WorkOutcome = { kind: 'failed', reason: 'Salesforce answered 500' };
