import type { Clock, Store } from '../../engine/ports.ts';

/** How many test notices have come, and when the newest did; written by the receiver, read by whoever had one sent. */
export interface Receipts {
  count: number;
  newestAtMs: number | null;
}

const NAME = 'webhook:tests';

export async function testReceipts(store: Pick<Store, 'watermarks'>): Promise<Receipts> {
  const saved = await store.watermarks.get(NAME);
  return saved === null ? { count: 0, newestAtMs: null } : (JSON.parse(saved) as Receipts);
}

/** A test notice carries nothing that tells it from others, so it is only counted. */
export async function noteTest(store: Store, clock: Pick<Clock, 'nowMs'>): Promise<void> {
  const { count } = await testReceipts(store);
  const receipts: Receipts = { count: count + 1, newestAtMs: clock.nowMs() };
  await store.transaction((tx) => tx.watermarks.set(NAME, JSON.stringify(receipts)));
}
