import type { Clock } from '../kit/clock.ts';

/**
 * Time stamps as Partner Center writes them: UTC with up to seven fractional digits, trailing zeros trimmed, and an
 * eTag that ends in the Unix seconds of the update (contract/partner-center.md §2).
 */
export interface Stamps {
  /** A moment of virtual time, later than every stamp before it. */
  next(): string;
  /** An eTag for a document updated at `updatedDateTime`; its first eight digits never come twice. */
  eTag(updatedDateTime: string): string;
}

const TICKS_PER_MS = 10_000;
/** A clock that was set back by more than this is believed; less is only the effect of many stamps in one millisecond. */
const BACKWARD_TOLERANCE_MS = 1000;
/** Spreads the fourth to seventh fractional digit, so that nobody mistakes the stamps for milliseconds. */
const TICK_STRIDE = 2741;

export function createStamps(clock: Clock): Stamps {
  let lastMs = 0;
  let lastTick = 0;
  let writes = 0x0a000000;
  return {
    next() {
      const nowMs = Math.floor(clock.now());
      if (nowMs > lastMs || lastMs - nowMs > BACKWARD_TOLERANCE_MS) {
        lastMs = nowMs;
        lastTick = (lastTick + TICK_STRIDE) % (TICKS_PER_MS / 2);
      } else if (lastTick + 1 < TICKS_PER_MS) {
        lastTick += 1;
      } else {
        lastMs += 1;
        lastTick = 0;
      }
      return formatTicks(lastMs, lastTick);
    },
    eTag(updatedDateTime) {
      writes += 1;
      const seconds = Math.floor(Date.parse(updatedDateTime) / 1000);
      return `"${hex(writes)}-0000-0100-0000-${hex(seconds)}0000"`;
    },
  };
}

const hex = (value: number) => value.toString(16).padStart(8, '0');

function formatTicks(ms: number, tick: number): string {
  const fraction = String((ms % 1000) * TICKS_PER_MS + tick).padStart(7, '0');
  return withFraction(new Date(ms).toISOString().slice(0, 19), fraction);
}

function withFraction(seconds: string, fraction: string): string {
  const trimmed = fraction.replace(/0+$/, '');
  return `${seconds}${trimmed ? `.${trimmed}` : ''}Z`;
}

/** A moment in milliseconds as Partner Center writes it, e.g. `2026-03-09T00:00:00Z`. */
export function formatMs(ms: number): string {
  return formatTicks(Math.floor(ms), 0);
}

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,7})\d*)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Brings a date or date-time to the written form without losing digits below the millisecond; a missing zone means UTC.
 * Returns undefined when the text is no date.
 */
export function normalizeDateTime(text: string): string | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [, day, time = '00:00:00', fraction = '', zone = 'Z'] = match;
  const ms = Date.parse(`${day}T${time}${zone}`);
  if (Number.isNaN(ms)) return undefined;
  return withFraction(new Date(ms).toISOString().slice(0, 19), fraction);
}

/** A key whose text order is the order in time, at full precision. Returns undefined when the text is no date. */
export function sortableDateTime(text: string): string | undefined {
  const normal = normalizeDateTime(text);
  if (normal === undefined) return undefined;
  const [seconds = '', fraction = ''] = normal.slice(0, -1).split('.');
  return `${seconds}.${fraction.padEnd(7, '0')}`;
}

const DAY_MS = 86_400_000;

/** Fourteen days after creation, cut to midnight (contract/partner-center.md §3.1, from the documentation's samples). */
export function expiryOf(createdDateTime: string, days: number): string {
  const dueMs = Date.parse(createdDateTime) + days * DAY_MS;
  return formatMs(dueMs - (dueMs % DAY_MS));
}
