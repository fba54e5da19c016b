import type { Change, Plan } from '../core/model/plan.ts';
import type { Side } from '../core/model/side.ts';
import { isFinal } from '../core/model/status.ts';
import type { Clock } from './ports.ts';

export interface RateLimits {
  maxClosesPerHour: number;
  maxCreatesPerHour: number;
}

/**
 * Safety stop over many links: a runaway rule, a wiped CRM or a wrong import must not close or create hundreds of deals before a person
 * has looked (invariant 8). Counts what this process has applied within the last hour.
 */
export interface RateStop {
  /** Why the plan must not be applied now; null when it may. */
  check(plan: Plan): string | null;
  /** Counts what was applied. */
  applied(plan: Plan): void;
}

const HOUR_MS = 3_600_000;

export function createRateStop(limits: RateLimits, clock: Clock): RateStop {
  const past: Record<'closes' | Side, number[]> = { closes: [], crm: [], 'partner-center': [] };
  const within = (times: number[]): number => {
    const since = clock.nowMs() - HOUR_MS;
    while (times.length > 0 && (times[0] ?? 0) < since) times.shift();
    return times.length;
  };
  return {
    check(plan) {
      if (plan.changes.some(closes) && within(past.closes) >= limits.maxClosesPerHour)
        return stopped('closed', limits.maxClosesPerHour);
      const created = plan.changes.find(({ kind }) => kind === 'create');
      if (created && within(past[created.side]) >= limits.maxCreatesPerHour)
        return stopped('created', limits.maxCreatesPerHour);
      return null;
    },
    applied(plan) {
      const nowMs = clock.nowMs();
      if (plan.changes.some(closes)) past.closes.push(nowMs);
      for (const change of plan.changes) if (change.kind === 'create') past[change.side].push(nowMs);
    },
  };
}

function closes(change: Change): boolean {
  return isFinal(change.fields.status);
}

function stopped(what: string, limit: number): string {
  return `More than ${limit} deals were ${what} within an hour. Look at them, then release this deal with \`cosell reconcile\` or raise the limit under safety.`;
}
