import type { Claim, ClaimRequest, LaneState, WorkList, WorkWriter } from '../../engine/ports.ts';
import type { StoreClock } from '../dialect.ts';
import type { WorkOptions } from '../work/options.ts';
import { partsWithoutRepeats } from '../work/requests.ts';
import {
  abandoned,
  claimed,
  givenBack,
  newRow,
  settled,
  settlementOf,
  unparked,
  type WorkRow,
  withRequest,
} from '../work/rules.ts';
import { createWakeSignal } from '../work/wake.ts';
import type { LayeredMap } from './layered-map.ts';

type Lane = Omit<LaneState, 'inFlight'>;

export interface MemoryWorkParts {
  rows: LayeredMap<WorkRow>;
  lanes: LayeredMap<Lane>;
  clock: StoreClock;
  options: WorkOptions;
  /** Runs the body as a transaction of the store. */
  write<T>(body: (afterCommit: (effect: () => void) => void) => T): Promise<T>;
}

/** The work list over plain maps: `rules.ts` and nothing else. */
export function createMemoryWork(parts: MemoryWorkParts): {
  list: WorkList;
  writer(afterCommit: (effect: () => void) => void): WorkWriter;
} {
  const { rows, lanes, clock, options, write } = parts;
  const wake = createWakeSignal();
  const now = () => Math.floor(clock.nowMs());
  const committedRows = () => [...rows.committed.values()];
  const put = (row: WorkRow) => rows.set(row.key, row);

  /** Applies a rule to the rows that match; answers how many. */
  function change(matches: (row: WorkRow) => boolean, rule: (row: WorkRow) => WorkRow): Promise<number> {
    return write((afterCommit) => {
      const matching = [...rows.values()].filter(matches);
      for (const row of matching) put(rule(row));
      afterCommit(wake.signal);
      return matching.length;
    });
  }

  function changeLane(id: string, rule: (lane: Lane) => Lane): Promise<void> {
    return write((afterCommit) => {
      lanes.set(id, rule(lanes.get(id) ?? newLane(id, options)));
      afterCommit(wake.signal);
    });
  }

  const list: WorkList = {
    claim: (request) => write(() => claim(parts, request, now())),
    async renew(claims, leaseMs) {
      return write(() =>
        claims.filter((held) => {
          const row = rows.get(held.key);
          if (!row || !isHeld(row, held)) return true;
          put({ ...row, leaseUntilMs: now() + Math.round(leaseMs) });
          return false;
        }),
      );
    },
    reap: () =>
      change(
        ({ leaseUntilMs }) => leaseUntilMs !== null && leaseUntilMs < now(),
        (row) => abandoned(row, now(), options),
      ),
    releaseAll: (owner) =>
      change(
        ({ leaseOwner }) => (owner === null ? leaseOwner !== null : leaseOwner === owner),
        (row) => (owner === null ? abandoned(row, now(), options) : givenBack(row, now())),
      ),
    async nextDueAtMs() {
      const next = committedRows().flatMap((row) => {
        const lane = lanes.committed.get(row.lane);
        if (!lane || row.leaseOwner !== null || row.dueAtMs === null) return [];
        if (inFlight(committedRows(), lane.id) >= lane.maxInFlight) return [];
        return Math.max(row.dueAtMs, lane.blockedUntilMs ?? 0);
      });
      return next.length === 0 ? null : next.reduce((a, b) => Math.min(a, b));
    },
    setLane: ({ id, maxInFlight }) => changeLane(id, (lane) => ({ ...lane, maxInFlight })),
    blockLane: (id, untilMs, reason) =>
      changeLane(id, (lane) => {
        // A longer block stands.
        if (untilMs !== null && (lane.blockedUntilMs ?? 0) > untilMs) return lane;
        return { ...lane, blockedUntilMs: untilMs, blockedReason: untilMs === null ? null : reason };
      }),
    async lanes() {
      return [...lanes.committed.values()]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map((lane) => {
          const blocked = (lane.blockedUntilMs ?? 0) > now();
          return {
            id: lane.id,
            maxInFlight: lane.maxInFlight,
            inFlight: inFlight(committedRows(), lane.id),
            blockedUntilMs: blocked ? lane.blockedUntilMs : null,
            blockedReason: blocked ? lane.blockedReason : null,
          };
        });
    },
    async parked(limit) {
      return committedRows()
        .flatMap(({ key, lane, attempts, reason, parkedAtMs }) =>
          parkedAtMs === null ? [] : { key, lane, attempts, reason: reason ?? '', parkedAtMs },
        )
        .sort((a, b) => b.parkedAtMs - a.parkedAtMs || (a.key < b.key ? -1 : 1))
        .slice(0, limit);
    },
    async unpark(key) {
      const isParked = (row: WorkRow) => row.key === key && row.parkedAtMs !== null;
      return (await change(isParked, (row) => unparked(row, now()))) > 0;
    },
    async counts(lanes) {
      const rows = committedRows().filter(({ lane }) => lanes?.includes(lane) ?? true);
      const free = rows.filter(({ leaseOwner, dueAtMs }) => leaseOwner === null && dueAtMs !== null);
      const due = free.filter(({ dueAtMs }) => (dueAtMs ?? 0) <= now()).length;
      return {
        due,
        waiting: free.length - due,
        leased: rows.filter(({ leaseOwner }) => leaseOwner !== null).length,
        parked: rows.filter(({ parkedAtMs }) => parkedAtMs !== null).length,
      };
    },
    onWake: wake.subscribe,
    nowMs: async () => now(),
  };

  return {
    list,
    writer: (afterCommit) => ({
      async enqueue(requests) {
        for (const request of partsWithoutRepeats(requests).flat()) {
          const row = rows.get(request.key);
          put(row ? withRequest(row, request, now()) : newRow(request, now()));
          if (!lanes.get(request.lane)) lanes.set(request.lane, newLane(request.lane, options));
        }
        afterCommit(wake.signal);
      },
      async settle(held, outcome) {
        const row = rows.get(held.key);
        if (!row || !isHeld(row, held)) return 'fenced';
        put(settled(row, settlementOf(held.attempts, outcome, options), now()));
        afterCommit(wake.signal);
        return 'settled';
      },
    }),
  };
}

function claim({ rows, lanes }: MemoryWorkParts, request: ClaimRequest, nowMs: number): Claim[] {
  const all = [...rows.values()];
  const free = new Map<string, number>();
  for (const lane of lanes.values()) {
    const open = (lane.blockedUntilMs ?? 0) <= nowMs && (request.lanes?.includes(lane.id) ?? true);
    free.set(lane.id, open ? lane.maxInFlight - inFlight(all, lane.id) : 0);
  }
  const due = all
    .filter(({ leaseOwner, dueAtMs }) => leaseOwner === null && dueAtMs !== null && dueAtMs <= nowMs)
    .sort((a, b) => a.priority - b.priority || (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0) || (a.key < b.key ? -1 : 1));
  const chosen: WorkRow[] = [];
  for (const row of due) {
    const places = free.get(row.lane) ?? 0;
    if (chosen.length >= request.limit || places <= 0) continue;
    free.set(row.lane, places - 1);
    chosen.push(claimed(row, request.owner, nowMs + Math.round(request.leaseMs)));
  }
  for (const row of chosen) rows.set(row.key, row);
  return chosen
    .sort((a, b) => a.priority - b.priority || (a.key < b.key ? -1 : 1))
    .map(({ key, lane, attempts, generation, leaseUntilMs }) => ({
      key,
      lane,
      attempts,
      owner: request.owner,
      generation,
      leasedUntilMs: leaseUntilMs ?? nowMs,
    }));
}

function inFlight(rows: readonly WorkRow[], lane: string): number {
  return rows.reduce((sum, row) => sum + (row.lane === lane && row.leaseOwner !== null ? 1 : 0), 0);
}

function isHeld(row: WorkRow, claim: Claim): boolean {
  return row.leaseOwner === claim.owner && row.generation === claim.generation;
}

function newLane(id: string, options: WorkOptions): Lane {
  return { id, maxInFlight: options.laneMaxInFlight, blockedUntilMs: null, blockedReason: null };
}
