import fc from 'fast-check';
import type { Claim, Priority, Store, WorkOutcome, WorkRequest } from '../../../src/engine/ports.ts';
import type { Opened } from '../store/implementations.ts';

/** A step that a work list can take; run on the real one and on the plain one, it must answer the same. */
export type Step =
  | { kind: 'enqueue'; requests: readonly (Omit<WorkRequest, 'notBeforeMs'> & { notBeforeInMs?: number })[] }
  | { kind: 'advance'; ms: number }
  | { kind: 'claim'; owner: string; limit: number; leaseMs: number }
  | { kind: 'settle'; pick: number; outcome: WorkOutcome }
  | { kind: 'renew'; leaseMs: number }
  | { kind: 'reap' }
  | { kind: 'stop'; owner: string }
  | { kind: 'limit'; lane: string; maxInFlight: number }
  | { kind: 'block'; lane: string; forMs: number | null }
  | { kind: 'unpark'; key: string };

const keys = fc.constantFrom('a', 'b', 'c', 'd');
const lanes = fc.constantFrom('one', 'two');
const owners = fc.constantFrom('p', 'q');
const ms = fc.integer({ min: 0, max: 3_000 });
const priorities = fc.constantFrom<Priority>(0, 1, 2, 3);

const requests = fc.record(
  {
    key: keys,
    lane: lanes,
    priority: priorities,
    debounceMs: ms,
    maxWaitMs: ms,
    notBeforeInMs: ms,
    unlessFailing: fc.constant(true as const),
  },
  { requiredKeys: ['key', 'lane', 'priority'] },
);

const outcomes = fc.oneof(
  fc.record({ kind: fc.constant('done' as const), requeueAfterMs: ms }, { requiredKeys: ['kind'] }),
  fc.record(
    { kind: fc.constant('failed' as const), reason: fc.constant('no'), retryAfterMs: ms, park: fc.boolean() },
    { requiredKeys: ['kind', 'reason'] },
  ),
  fc.record({ kind: fc.constant('released' as const), retryAfterMs: ms }, { requiredKeys: ['kind'] }),
);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('enqueue' as const),
        requests: fc.array(requests, { minLength: 1, maxLength: 5 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms }) },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('claim' as const),
        owner: owners,
        limit: fc.integer({ min: 1, max: 4 }),
        leaseMs: fc.integer({ min: 1, max: 4_000 }),
      }),
    },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('settle' as const), pick: fc.nat(100), outcome: outcomes }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew' as const), leaseMs: ms }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('reap' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), owner: owners }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('limit' as const),
        lane: lanes,
        maxInFlight: fc.integer({ min: 0, max: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('block' as const), lane: lanes, forMs: fc.option(ms) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('unpark' as const), key: keys }) },
  ),
  { minLength: 5, maxLength: 60 },
);

/** Runs steps on one work list, remembering the claims it was given; also those that were lost in the meantime. */
export function createRunner({ store, advance, nowMs }: Opened): (step: Step) => Promise<unknown> {
  const claims: Claim[] = [];
  return async (step) => {
    const answer = await take(step);
    return { answer, state: await stateOf(store) };
  };

  async function take(step: Step): Promise<unknown> {
    const { work } = store;
    switch (step.kind) {
      case 'enqueue':
        return store.transaction((tx) => tx.work.enqueue(step.requests.map((request) => scheduled(request, nowMs()))));
      case 'advance':
        return advance(step.ms);
      case 'claim': {
        const fresh = await work.claim(step);
        claims.push(...fresh);
        return fresh;
      }
      case 'settle': {
        const held = claims[step.pick % Math.max(1, claims.length)];
        return held && store.transaction((tx) => tx.work.settle(held, step.outcome));
      }
      case 'renew':
        return work.renew(claims, step.leaseMs);
      case 'reap':
        return work.reap();
      case 'stop':
        return work.releaseAll(step.owner);
      case 'limit':
        return work.setLane({ id: step.lane, maxInFlight: step.maxInFlight });
      case 'block':
        return work.blockLane(step.lane, step.forMs === null ? null : nowMs() + step.forMs, 'HTTP 429');
      case 'unpark':
        return work.unpark(step.key);
    }
  }
}

function scheduled(
  { notBeforeInMs, ...request }: Omit<WorkRequest, 'notBeforeMs'> & { notBeforeInMs?: number },
  nowMs: number,
): WorkRequest {
  return notBeforeInMs === undefined ? request : { ...request, notBeforeMs: nowMs + notBeforeInMs };
}

/** Everything that the port shows of a work list. */
async function stateOf({ work }: Store) {
  return {
    counts: await work.counts(),
    nextDueAtMs: await work.nextDueAtMs(),
    lanes: await work.lanes(),
    parked: await work.parked(10),
  };
}
