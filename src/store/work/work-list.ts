import { sql } from 'kysely';
import type {
  Claim,
  LaneSettings,
  LaneState,
  ParkedWork,
  WorkCounts,
  WorkList,
  WorkRequest,
  WorkWriter,
} from '../../engine/ports.ts';
import type { Database, WriteScope } from '../database.ts';
import { claimStatement, lockLanesStatement, nextDueStatement, renewStatement, toClaims } from './claim.ts';
import { enqueueStatement, knowLanesStatement } from './enqueue.ts';
import type { WorkOptions } from './options.ts';
import { partsWithoutRepeats } from './requests.ts';
import { settlementOf } from './rules.ts';
import { abandonStatement, giveBackStatement, settleStatement } from './settle.ts';
import { createWakeSignal } from './wake.ts';

export interface SqlWorkList {
  list: WorkList;
  writer(scope: WriteScope): WorkWriter;
}

/** A power cut ends every process of the host, and with them what the leases were for. */
const LEASES = { volatile: true };

/** The work list over either database. Its invariants are in `README.md`. */
export function createWorkList(database: Database, options: WorkOptions): SqlWorkList {
  const { dialect } = database;
  const wake = createWakeSignal();
  /** Lanes that are certainly in the table; they are never removed. */
  const knownLanes = new Set<string>();

  async function enqueue(scope: WriteScope, requests: readonly WorkRequest[]): Promise<void> {
    if (requests.length === 0) return;
    const newLanes = [...new Set(requests.map(({ lane }) => lane))].filter((lane) => !knownLanes.has(lane));
    if (newLanes.length > 0) await knowLanesStatement(dialect, newLanes, options.laneMaxInFlight).execute(scope.db);
    for (const part of partsWithoutRepeats(requests)) {
      await dialect.announced(enqueueStatement(dialect, part)).execute(scope.db);
    }
    scope.afterCommit(() => {
      for (const lane of newLanes) knownLanes.add(lane);
      wake.signal();
    });
  }

  async function settle(scope: WriteScope, claim: Claim, outcome: Parameters<WorkWriter['settle']>[1]) {
    const statement = settleStatement(dialect, claim, settlementOf(claim.attempts, outcome, options));
    const { rows } = await statement.execute(scope.db);
    if (rows.length === 0) return 'fenced';
    scope.afterCommit(wake.signal);
    return 'settled';
  }

  /** A change to leases or lanes after which somebody may have to look again; answers the number of rows. */
  function change(statement: ReturnType<typeof sql>): Promise<number> {
    return database.write(async (scope) => {
      const { rows } = await statement.execute(scope.db);
      if (rows.length > 0) scope.afterCommit(wake.signal);
      return rows.length;
    });
  }

  const list: WorkList = {
    async claim(request) {
      // Looking first is cheap; a claim takes the write lock (SQLite) or the lane locks (PostgreSQL).
      const next = await nextDue(request.lanes);
      if (next.dueAtMs === null || next.dueAtMs > next.nowMs) return [];
      return database.write(async ({ db }) => {
        const lanes = await lockLanesStatement(dialect, request.lanes).execute(db);
        if (lanes.rows.length === 0) return [];
        const { rows } = await claimStatement(dialect, request).execute(db);
        return toClaims(rows, request.owner);
      }, LEASES);
    },
    async renew(claims, leaseMs) {
      if (claims.length === 0) return [];
      const { rows } = await database.write(({ db }) => renewStatement(dialect, claims, leaseMs).execute(db), LEASES);
      const held = new Map(rows.map(({ key, generation }) => [key, generation]));
      return claims.filter(({ key, generation }) => held.get(key) !== generation);
    },
    reap: () => change(abandonStatement(dialect, 'expired', options)),
    async releaseAll(owner) {
      if (owner !== null) return change(giveBackStatement(dialect, owner));
      let freed = 0;
      const alone = await database.ifAlone(async () => {
        freed = await change(abandonStatement(dialect, 'all', options));
      });
      return alone ? freed : list.reap();
    },
    async nextDueAtMs() {
      return (await nextDue(undefined)).dueAtMs;
    },
    async setLane({ id, maxInFlight }: LaneSettings) {
      await change(sql`
        insert into lane (id, max_in_flight) values (${id}, ${maxInFlight})
        on conflict (id) do update set max_in_flight = excluded.max_in_flight returning id`);
    },
    async blockLane(id, untilMs, reason) {
      await change(blockStatement(id, untilMs, reason, options));
    },
    lanes: () => lanes(database),
    parked: (limit) => parked(database, limit),
    async unpark(key) {
      const now = dialect.now();
      const woken = await change(sql`
        update work set priority = case when priority < 1 then priority else 1 end, attempts = 0, reason = null,
          parked_at_ms = null, due_at_ms = ${now}, latest_at_ms = ${now}, touched_at_ms = ${now}
        where key = ${key} and parked_at_ms is not null returning key`);
      return woken > 0;
    },
    counts: (lanes) => counts(database, lanes),
    onWake(callback) {
      const unsubscribe = wake.subscribe(callback);
      const stopListening = database.onForeignChange(callback);
      return () => {
        unsubscribe();
        stopListening();
      };
    },
    nowMs: async () => (await nowOf(database)).nowMs,
  };

  async function nextDue(lanes: readonly string[] | undefined): Promise<{ dueAtMs: number | null; nowMs: number }> {
    const { rows } = await sql<{ due: number | null; now: number }>`
      select due.next as due, ${dialect.now()} as now from (${nextDueStatement(dialect, lanes)}) as due`.execute(
      database.read,
    );
    return { dueAtMs: rows[0]?.due ?? null, nowMs: rows[0]?.now ?? 0 };
  }

  return {
    list,
    writer: (scope) => ({
      enqueue: (requests) => enqueue(scope, requests),
      settle: (claim, outcome) => settle(scope, claim, outcome),
    }),
  };
}

/** A longer block stands: of two throttled answers the later one must not cut the pause short. */
function blockStatement(id: string, untilMs: number | null, reason: string | null, options: WorkOptions) {
  const longer = sql`(excluded.blocked_until_ms is null or lane.blocked_until_ms is null or excluded.blocked_until_ms >= lane.blocked_until_ms)`;
  return sql`
    insert into lane (id, max_in_flight, blocked_until_ms, blocked_reason)
    values (${id}, ${options.laneMaxInFlight}, ${untilMs}, ${untilMs === null ? null : reason})
    on conflict (id) do update set
      blocked_reason = case when ${longer} then excluded.blocked_reason else lane.blocked_reason end,
      blocked_until_ms = case when ${longer} then excluded.blocked_until_ms else lane.blocked_until_ms end
    returning id`;
}

async function nowOf({ read, dialect }: Database): Promise<{ nowMs: number }> {
  const { rows } = await sql<{ now: number }>`select ${dialect.now()} as now`.execute(read);
  return { nowMs: rows[0]?.now ?? 0 };
}

async function lanes({ read, dialect }: Database): Promise<readonly LaneState[]> {
  const { rows } = await sql<LaneState>`
    select l.id as id, l.max_in_flight as "maxInFlight",
      (select count(*) from work as b where b.lane = l.id and b.lease_owner is not null) as "inFlight",
      case when l.blocked_until_ms > ${dialect.now()} then l.blocked_until_ms end as "blockedUntilMs",
      case when l.blocked_until_ms > ${dialect.now()} then l.blocked_reason end as "blockedReason"
    from lane as l order by l.id`.execute(read);
  return rows.map((row) => ({ ...row }));
}

async function parked({ read }: Database, limit: number): Promise<readonly ParkedWork[]> {
  const { rows } = await sql<ParkedWork>`
    select key, lane, reason, attempts, parked_at_ms as "parkedAtMs"
    from work where parked_at_ms is not null order by parked_at_ms desc, key limit ${limit}`.execute(read);
  return rows.map((row) => ({ ...row }));
}

async function counts({ read, dialect }: Database, lanes?: readonly string[]): Promise<WorkCounts> {
  const now = dialect.now();
  const { rows } = await sql<WorkCounts>`
    select
      count(case when lease_owner is null and due_at_ms <= ${now} then 1 end) as due,
      count(case when lease_owner is null and due_at_ms > ${now} then 1 end) as waiting,
      count(lease_owner) as leased,
      count(parked_at_ms) as parked
    from work ${lanes ? sql`where lane in (${sql.join(lanes)})` : sql``}`.execute(read);
  return rows[0] ? { ...rows[0] } : { due: 0, waiting: 0, leased: 0, parked: 0 };
}
