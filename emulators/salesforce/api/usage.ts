import type { Clock } from '../../kit/clock.ts';

const HOUR_MS = 3_600_000;
const WINDOW_HOURS = 24;

/** API calls of the last 24 (virtual) hours against the organisation's allowance. */
export interface Usage {
  /** Counts a call; false when the allowance was used up before. */
  spend(): boolean;
  used(): number;
  max(): number;
  /** Lets the next calls start from this many used ones. */
  set(used: number): void;
}

export function createUsage(clock: Clock, max: () => number): Usage {
  // Whole hours are precise enough for a rolling day, and cost nothing per call.
  let hours = new Map<number, number>();

  function used(): number {
    const oldest = Math.floor(clock.now() / HOUR_MS) - WINDOW_HOURS;
    let total = 0;
    for (const [hour, count] of hours) {
      if (hour <= oldest) hours.delete(hour);
      else total += count;
    }
    return total;
  }

  return {
    spend() {
      if (used() >= max()) return false;
      const hour = Math.floor(clock.now() / HOUR_MS);
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
      return true;
    },
    used,
    max,
    set(count) {
      hours = new Map([[Math.floor(clock.now() / HOUR_MS), count]]);
    },
  };
}
