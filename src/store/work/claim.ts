import { sql } from 'kysely';
import type { Claim, ClaimRequest } from '../../engine/ports.ts';
import type { Dialect } from '../dialect.ts';

export interface ClaimedRow {
  key: string;
  lane: string;
  priority: number;
  attempts: number;
  generation: number;
  lease_until_ms: number;
}

/**
 * Locks the lanes that may be claimed from. Whoever holds these locks sees every lease of the lane in its next statement, which
 * makes lane limits exact on PostgreSQL: a single statement could count leases on a snapshot that is older than its lock.
 */
export function lockLanesStatement(dialect: Dialect, lanes: readonly string[] | undefined) {
  return sql<{ id: string }>`
    select l.id from lane as l where ${openLane(dialect, lanes)} order by l.id ${dialect.forUpdate}`;
}

/**
 * Leases the most urgent due keys within the free places of each lane. Due keys are probed per lane and priority, so that neither a
 * blocked lane's backlog nor a long tail of waiting keys costs anything.
 */
export function claimStatement(dialect: Dialect, request: ClaimRequest) {
  const now = dialect.now();
  const limit = Math.max(0, Math.floor(request.limit));
  return sql<ClaimedRow>`
    with open_lane as (
      select l.id as lane, l.max_in_flight - ${inFlight} as free from lane as l where ${openLane(dialect, request.lanes)}
    ),
    ranked as (
      select w.key, o.free, w.priority, w.due_at_ms,
        row_number() over (partition by o.lane order by w.priority, w.due_at_ms, w.key) as place
      from open_lane as o
      cross join ${priorities} as p
      cross join ${dialect.eachOf(sql`
        select q.key from work as q
        where q.lane = o.lane and q.priority = p.priority
          and q.lease_owner is null and q.due_at_ms is not null and q.due_at_ms <= ${now}
        order by q.due_at_ms, q.key limit ${limit}`)}
      join work as w on w.key = d.value
      where o.free > 0
    )
    update work set
      lease_owner = ${request.owner}, lease_until_ms = ${now} + ${Math.round(request.leaseMs)},
      generation = generation + 1, due_at_ms = null, latest_at_ms = null, held_until_ms = null, touched_at_ms = ${now}
    where lease_owner is null and due_at_ms <= ${now} and key in (
      select key from ranked where place <= free order by priority, due_at_ms, key limit ${limit}
    )
    returning key, lane, priority, attempts, generation, lease_until_ms`;
}

/** When the next key could be claimed: full lanes do not count, blocked ones only from the end of their block. */
export function nextDueStatement(dialect: Dialect, lanes?: readonly string[]) {
  const named = lanes === undefined ? sql`true` : laneIsOneOf(dialect, lanes);
  return sql<{ next: number | null }>`
    select min(case when s.blocked_until_ms > s.due then s.blocked_until_ms else s.due end) as next
    from (
      select l.blocked_until_ms, (
        select min(q.due_at_ms) from work as q
        where q.lane = l.id and q.priority = p.priority and q.lease_owner is null and q.due_at_ms is not null
      ) as due
      from lane as l cross join ${priorities} as p
      where ${named} and l.max_in_flight > ${inFlight}
    ) as s
    where s.due is not null`;
}

const priorities = sql`(select 0 as priority union all select 1 union all select 2 union all select 3)`;

const inFlight = sql`(select count(*) from work as b where b.lane = l.id and b.lease_owner is not null)`;

function openLane(dialect: Dialect, lanes: readonly string[] | undefined) {
  const unblocked = sql`(l.blocked_until_ms is null or l.blocked_until_ms <= ${dialect.now()})`;
  return lanes === undefined ? unblocked : sql`${unblocked} and ${laneIsOneOf(dialect, lanes)}`;
}

function laneIsOneOf(dialect: Dialect, lanes: readonly string[]) {
  return sql`l.id in (select e.value ->> 'id' from ${dialect.jsonRows(lanes.map((id) => ({ id })))})`;
}

/** Most urgent first; RETURNING has no order of its own. */
export function toClaims(rows: readonly ClaimedRow[], owner: string): Claim[] {
  return rows
    .toSorted((a, b) => a.priority - b.priority || (a.key < b.key ? -1 : 1))
    .map((row) => ({
      key: row.key,
      lane: row.lane,
      attempts: row.attempts,
      owner,
      generation: row.generation,
      leasedUntilMs: row.lease_until_ms,
    }));
}

/** Prolongs leases that are still held under the same generation. */
export function renewStatement(dialect: Dialect, claims: readonly Claim[], leaseMs: number) {
  const held = claims.map(({ key, owner, generation }) => ({ key, owner, generation }));
  return sql<{ key: string; generation: number }>`
    update work set lease_until_ms = ${dialect.now()} + ${Math.round(leaseMs)}
    where exists (
      select 1 from ${dialect.jsonRows(held)}
      where e.value ->> 'key' = work.key and e.value ->> 'owner' = work.lease_owner
        and cast(e.value ->> 'generation' as bigint) = work.generation
    )
    and key in (select e.value ->> 'key' from ${dialect.jsonRows(held)})
    returning key, generation`;
}
