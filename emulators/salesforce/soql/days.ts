import { toStamp } from '../stamps.ts';

const DAY_MS = 86_400_000;

/** A calendar day as days since 1970-01-01, free of any time zone. */
type Day = number;

export interface DateRange {
  /** First day of the range, and the first after it, as `yyyy-MM-dd`. */
  from: string;
  until: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

/** The wall clock of a zone, read as if it were UTC. */
function wallClockMs(ms: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(ms)
      .map((part) => [part.type, Number(part.value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** When a day begins in a zone. */
function dayStartMs(day: string, timeZone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  // Twice, because the offset before a clock change differs from the one after it.
  const guess = wanted - (wallClockMs(wanted, timeZone) - wanted);
  return wanted - (wallClockMs(guess, timeZone) - guess);
}

const toDay = (ms: number): Day => Math.floor(ms / DAY_MS);
const dayText = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
const monthStart = (day: Day, plusMonths: number): Day => {
  const at = new Date(day * DAY_MS);
  return toDay(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + plusMonths, 1));
};
const quarterStart = (day: Day, plus: number): Day => {
  const month = new Date(day * DAY_MS).getUTCMonth();
  return monthStart(day, (month % 3) * -1 + plus * 3);
};
const yearStart = (day: Day, plus: number): Day =>
  toDay(Date.UTC(new Date(day * DAY_MS).getUTCFullYear() + plus, 0, 1));
/** Weeks begin on Sunday, as in the en_US locale; 1970-01-01 was a Thursday. */
const weekStart = (day: Day, plus: number): Day => day - ((day + 4) % 7) + plus * 7;

/** First day of the unit that lies `plus` units from the one around `day`. Fiscal years are calendar years here. */
const UNITS: Readonly<Record<string, (day: Day, plus: number) => Day>> = {
  DAY: (day, plus) => day + plus,
  WEEK: weekStart,
  MONTH: monthStart,
  QUARTER: quarterStart,
  FISCAL_QUARTER: quarterStart,
  YEAR: yearStart,
  FISCAL_YEAR: yearStart,
};

const FIXED: Readonly<Record<string, readonly [unit: string, from: number, until: number]>> = {
  TODAY: ['DAY', 0, 1],
  YESTERDAY: ['DAY', -1, 0],
  TOMORROW: ['DAY', 1, 2],
  LAST_90_DAYS: ['DAY', -90, 1],
  NEXT_90_DAYS: ['DAY', 1, 91],
};

function rangeOf(literal: string, count: number, today: Day): [Day, Day] | undefined {
  const fixed = FIXED[literal];
  if (fixed) {
    const start = UNITS[fixed[0]];
    return start && [start(today, fixed[1]), start(today, fixed[2])];
  }
  const named = /^(LAST|THIS|NEXT)_(N_)?(.+?)(S)?$|^N_(.+)S_AGO$/.exec(literal);
  if (!named) return undefined;
  const [, direction, many, unit, , unitAgo] = named;
  const start = UNITS[unitAgo ?? unit ?? ''];
  if (!start) return undefined;
  if (unitAgo) return [start(today, -count), start(today, -count + 1)];
  if (direction === 'THIS') return [start(today, 0), start(today, 1)];
  const n = many ? count : 1;
  if (direction === 'NEXT') return [start(today, 1), start(today, n + 1)];
  // LAST_N_DAYS alone runs on into today; the larger units end before the present one.
  return [start(today, -n), many && unit === 'DAY' ? today + 1 : start(today, 0)];
}

/** The days that a date literal such as `TODAY` or `LAST_N_DAYS:3` means for a user; undefined for an unknown one. */
export function literalRange(text: string, nowMs: number, timeZone: string): DateRange | undefined {
  const [literal = '', count = '0'] = text.toUpperCase().split(':');
  const range = rangeOf(literal, Number(count), toDay(wallClockMs(nowMs, timeZone)));
  return range && { from: dayText(range[0]), until: dayText(range[1]) };
}

/** The same range as stamps, for comparing moments. */
export function rangeInStamps(range: DateRange, timeZone: string): DateRange {
  return {
    from: toStamp(dayStartMs(range.from, timeZone)),
    until: toStamp(dayStartMs(range.until, timeZone)),
  };
}
