import type { Link } from '../core/model/link.ts';
import type { LaneState, ParkedWork, Store, WorkCounts } from '../engine/ports.ts';

/** What an operator must know first: does work flow, and what needs a person. */
export interface Health {
  ok: boolean;
  links: Record<Link['state'], number>;
  work: WorkCounts;
  /** Connections at rest, with the reason and when they are tried again. */
  resting: readonly LaneState[];
  parked: readonly ParkedWork[];
}

const SHOWN_PARKED = 20;

export async function readHealth(store: Store): Promise<Health> {
  const [links, work, lanes, parked, nowMs] = await Promise.all([
    store.links.count(),
    store.work.counts(),
    store.work.lanes(),
    store.work.parked(SHOWN_PARKED),
    store.work.nowMs(),
  ]);
  const resting = lanes.filter(({ blockedUntilMs }) => blockedUntilMs !== null && blockedUntilMs > nowMs);
  return { ok: resting.length === 0 && work.parked === 0, links, work, resting, parked };
}
