import { sql } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { PreparedRequest } from './requests.ts';

/**
 * One upsert for many requests. The rules (README.md, "Asking for work") are written as SQL here and as a function in `rules.ts`;
 * a property test holds them equal.
 */
export function enqueueStatement(dialect: Dialect, requests: readonly PreparedRequest[]) {
  const now = dialect.now();
  const schedule = sql`(r.not_before_ms is not null and r.not_before_ms > ${now})`;
  const inBackoff = sql`(work.held_until_ms is not null and work.held_until_ms > ${now} and excluded.priority > 0)`;
  const unserved = sql`(work.latest_at_ms is not null)`;
  const request = sql`(excluded.latest_at_ms is not null)`;
  return sql`
    insert into work (key, lane, priority, generation, due_at_ms, latest_at_ms, attempts, touched_at_ms)
    select r.key, r.lane, r.priority, 0,
      case when ${schedule} then r.not_before_ms else ${now} + r.debounce_ms end,
      case when ${schedule} then null else ${now} + r.max_wait_ms end,
      0, ${now}
    from (
      select e.value ->> 'key' as key, e.value ->> 'lane' as lane,
        cast(e.value ->> 'priority' as bigint) as priority,
        cast(e.value ->> 'debounceMs' as bigint) as debounce_ms,
        cast(e.value ->> 'maxWaitMs' as bigint) as max_wait_ms,
        cast(e.value ->> 'notBeforeMs' as bigint) as not_before_ms,
        cast(e.value ->> 'unlessFailing' as bigint) as unless_failing
      from ${dialect.jsonRows(requests)}
    ) as r
    where r.unless_failing = 0 or not exists (select 1 from work as known where known.key = r.key and known.attempts > 0)
    order by r.key
    on conflict (key) do update set
      lane = case when work.lease_owner is null then excluded.lane else work.lane end,
      priority = case
        when work.lease_owner is null and work.latest_at_ms is null then excluded.priority
        when excluded.priority < work.priority then excluded.priority
        else work.priority end,
      due_at_ms = case
        when ${inBackoff} then work.due_at_ms
        when work.due_at_ms is null then excluded.due_at_ms
        when ${request} and ${unserved} and work.due_at_ms > ${now}
          then case when excluded.due_at_ms < work.latest_at_ms then excluded.due_at_ms else work.latest_at_ms end
        when excluded.due_at_ms < work.due_at_ms then excluded.due_at_ms
        else work.due_at_ms end,
      latest_at_ms = case
        when not ${request} then work.latest_at_ms
        when not ${unserved} or excluded.latest_at_ms < work.latest_at_ms then excluded.latest_at_ms
        else work.latest_at_ms end,
      held_until_ms = case when ${inBackoff} then work.held_until_ms else null end,
      attempts = case when work.parked_at_ms is null then work.attempts else 0 end,
      reason = case when work.parked_at_ms is null then work.reason else null end,
      parked_at_ms = null,
      touched_at_ms = ${now}
    returning key`;
}

/** Makes lanes known that nobody has set, so that their keys can be claimed. */
export function knowLanesStatement(dialect: Dialect, lanes: readonly string[], maxInFlight: number) {
  return sql`
    insert into lane (id, max_in_flight)
    select e.value ->> 'id', cast(${maxInFlight} as bigint) from ${dialect.jsonRows(lanes.toSorted().map((id) => ({ id })))}
    where true order by 1
    on conflict (id) do nothing`;
}
