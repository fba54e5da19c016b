import { unsupported } from '../../kit/unsupported.ts';

/** Moments in milliseconds, `from` included and `until` excluded; an absent bound is open. */
export interface Period {
  from?: number;
  until?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const dayStart = (ms: number) => Math.floor(ms / DAY_MS) * DAY_MS;

/** Weeks begin on Sunday, the default of an organisation. */
const weekStart = (ms: number) => dayStart(ms) - new Date(ms).getUTCDay() * DAY_MS;

function monthStart(ms: number, months = 0): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}

const yearStart = (ms: number, years = 0) => Date.UTC(new Date(ms).getUTCFullYear() + years, 0, 1);

function addMonths(ms: number, months: number): number {
  const date = new Date(ms);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastDay);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, day) + (ms - dayStart(ms));
}

type PeriodOf = (nowMs: number, count: number) => Period;

const whole = (from: number, until: number): Period => ({ from, until });

/** Periods without a number. */
const FIXED: Readonly<Record<string, PeriodOf>> = {
  Today: (now) => whole(dayStart(now), dayStart(now) + DAY_MS),
  Yesterday: (now) => whole(dayStart(now) - DAY_MS, dayStart(now)),
  Tomorrow: (now) => whole(dayStart(now) + DAY_MS, dayStart(now) + 2 * DAY_MS),
  ThisWeek: (now) => whole(weekStart(now), weekStart(now) + 7 * DAY_MS),
  LastWeek: (now) => whole(weekStart(now) - 7 * DAY_MS, weekStart(now)),
  NextWeek: (now) => whole(weekStart(now) + 7 * DAY_MS, weekStart(now) + 14 * DAY_MS),
  ThisMonth: (now) => whole(monthStart(now), monthStart(now, 1)),
  LastMonth: (now) => whole(monthStart(now, -1), monthStart(now)),
  NextMonth: (now) => whole(monthStart(now, 1), monthStart(now, 2)),
  ThisYear: (now) => whole(yearStart(now), yearStart(now, 1)),
  LastYear: (now) => whole(yearStart(now, -1), yearStart(now)),
  NextYear: (now) => whole(yearStart(now, 1), yearStart(now, 2)),
  Last7Days: (now) => whole(dayStart(now) - 7 * DAY_MS, now + 1),
  Next7Days: (now) => whole(now, dayStart(now) + 8 * DAY_MS),
};

type Shift = (ms: number, count: number) => number;

const UNITS: Readonly<Record<string, Shift>> = {
  Minutes: (ms, count) => ms + count * MINUTE_MS,
  Hours: (ms, count) => ms + count * HOUR_MS,
  Days: (ms, count) => ms + count * DAY_MS,
  Weeks: (ms, count) => ms + count * 7 * DAY_MS,
  Months: addMonths,
  Years: (ms, count) => addMonths(ms, 12 * count),
};

const isShort = (unit: string) => unit === 'Minutes' || unit === 'Hours';

/** Units longer than hours count whole days: the period begins or ends at midnight. */
function counted(name: string): PeriodOf | undefined {
  const [, kind, unit = ''] = /^(LastX|NextX|OlderThanX)([A-Z]\w*)$/.exec(name) ?? [];
  const shift = UNITS[unit];
  if (!kind || !shift || (unit === 'Minutes' && kind !== 'OlderThanX')) return undefined;
  const base = isShort(unit) ? (now: number) => now : dayStart;
  if (kind === 'LastX') return (now, count) => whole(shift(base(now), -count), now + 1);
  if (kind === 'OlderThanX') return (now, count) => ({ until: shift(base(now), -count) });
  const tail = isShort(unit) ? 1 : DAY_MS;
  return (now, count) => whole(now, shift(base(now), count) + tail);
}

const NEEDS_CALENDAR = /Fiscal/;

/** The period that a query function of dates names, in UTC; undefined when it is no such function. */
export function periodFunction(name: string): { of: PeriodOf; takesCount: boolean } | undefined {
  if (NEEDS_CALENDAR.test(name)) throw unsupported(`the query function ${name}: there is no fiscal calendar`);
  const fixed = FIXED[name];
  if (fixed) return { of: fixed, takesCount: false };
  const of = counted(name);
  return of && { of, takesCount: true };
}

/** The whole day that a date or a moment written as text lies in; undefined when it is neither. */
export function dayOf(text: string): Period | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : whole(dayStart(ms), dayStart(ms) + DAY_MS);
}
