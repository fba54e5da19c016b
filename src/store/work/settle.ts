import { sql } from 'kysely';
import type { Claim } from '../../engine/ports.ts';
import type { Dialect } from '../dialect.ts';
import { ABANDONED, type WorkOptions } from './options.ts';
import type { Settlement } from './rules.ts';

/** Ends one claim; touches nothing when the lease was lost. `rules.ts` `settled` in SQL: while leased, a due time means new dirt. */
export function settleStatement(dialect: Dialect, claim: Claim, settlement: Settlement) {
  const now = dialect.now();
  const dirty = sql`(due_at_ms is not null)`;
  const again = settlement.delayMs === null ? sql`null` : sql`(${now} + ${settlement.delayMs})`;
  return sql`
    update work set
      lease_owner = null, lease_until_ms = null, touched_at_ms = ${now},
      reason = ${settlement.reason},
      ${settlement.park ? parkColumns(dirty, settlement, now) : nextRunColumns(dirty, settlement, again, now)}
    where key = ${claim.key} and lease_owner = ${claim.owner} and generation = ${claim.generation}
    returning key`;
}

type Fragment = ReturnType<typeof sql>;

function parkColumns(dirty: Fragment, settlement: Settlement, now: Fragment): Fragment {
  return sql`
    attempts = case when ${dirty} then 0 else ${settlement.attempts} end,
    parked_at_ms = case when ${dirty} then null else ${now} end`;
}

function nextRunColumns(dirty: Fragment, settlement: Settlement, again: Fragment, now: Fragment): Fragment {
  const { priorityMin } = settlement;
  const servedDue =
    settlement.delayMs === null
      ? sql`due_at_ms`
      : sql`case when ${dirty} and due_at_ms < ${again} then due_at_ms else ${again} end`;
  return sql`
    attempts = ${settlement.attempts},
    priority = case when ${dirty} or priority > ${priorityMin} then priority else ${priorityMin} end,
    due_at_ms = ${settlement.served ? servedDue : again},
    latest_at_ms = ${settlement.served ? sql`latest_at_ms` : sql`coalesce(latest_at_ms, ${now})`},
    held_until_ms = ${settlement.held ? again : sql`null`}`;
}

/** Frees leases as failed attempts: those that ran out, or all of them. `rules.ts` `abandoned` in SQL. */
export function abandonStatement(dialect: Dialect, which: 'expired' | 'all', options: WorkOptions) {
  const now = dialect.now();
  const last = sql`(attempts + 1 >= ${options.maxAttempts})`;
  const dirty = sql`(due_at_ms is not null)`;
  return sql<{ key: string }>`
    update work set
      lease_owner = null, lease_until_ms = null, touched_at_ms = ${now},
      reason = ${ABANDONED},
      attempts = case when ${last} and ${dirty} then 0 else attempts + 1 end,
      parked_at_ms = case when ${last} and not ${dirty} then ${now} else null end,
      latest_at_ms = case when ${last} then latest_at_ms else coalesce(latest_at_ms, ${now}) end,
      due_at_ms = case when ${last} then due_at_ms else ${now} end
    where lease_owner is not null ${which === 'expired' ? sql`and lease_until_ms < ${now}` : sql``}
    returning key`;
}

/** Gives an owner's leases back unharmed. */
export function giveBackStatement(dialect: Dialect, owner: string) {
  const now = dialect.now();
  return sql<{ key: string }>`
    update work set
      lease_owner = null, lease_until_ms = null, touched_at_ms = ${now},
      due_at_ms = ${now}, latest_at_ms = coalesce(latest_at_ms, ${now})
    where lease_owner = ${owner}
    returning key`;
}
