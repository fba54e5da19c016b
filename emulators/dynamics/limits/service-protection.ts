import type { Organisation } from '../organisation.ts';
import { Refusal } from '../refusal.ts';

/** Too many requests of one user within five minutes (LIM); carries the time to wait. */
class Throttled extends Refusal {
  readonly retryAfterSeconds: number;

  constructor(code: string, message: string, retryAfterSeconds: number) {
    super(429, code, message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Service protection limits per user, in virtual time. */
export interface Limits {
  /** Counts a request. Throws 429 where the user has used up what five minutes allow. */
  spend(userId: string): void;
  /** Counts the time that a request took. */
  took(userId: string, ms: number): void;
  /** What is left, as answers tell it. */
  headers(userId: string): Record<string, string>;
  /** What an error adds: Retry-After, when it is a throttle. */
  headersOf(error: Refusal): Record<string, string>;
  /** Lets a user begin with this many requests already used. */
  use(userId: string, requests: number): void;
  clear(): void;
}

const WINDOW_MS = 300_000;
const ESCALATION_SECONDS = 5;
/** Made once: formatters are slow to make. */
const SECONDS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

interface Slice {
  atMs: number;
  requests: number;
  ms: number;
}

const sum = (slices: readonly Slice[], what: 'requests' | 'ms') =>
  slices.reduce((total, slice) => total + slice[what], 0);

export function createLimits(org: Organisation): Limits {
  const { clock, switches } = org.kit;
  const spent = new Map<string, Slice[]>();
  const refusals = new Map<string, number>();

  /** Requests are counted in slices of a second: the window slides, and memory stays small. */
  function recent(userId: string): Slice[] {
    const from = clock.now() - WINDOW_MS;
    const slices = spent.get(userId) ?? [];
    while (slices[0] && slices[0].atMs <= from) slices.shift();
    spent.set(userId, slices);
    return slices;
  }

  function current(userId: string): Slice {
    const slices = recent(userId);
    const second = Math.floor(clock.now() / 1000) * 1000;
    const last = slices.at(-1);
    if (last && last.atMs >= second) return last;
    const made = { atMs: second, requests: 0, ms: 0 };
    slices.push(made);
    return made;
  }

  /** Until the oldest requests leave the window; each further refusal waits longer (LIM). */
  function refuse(userId: string, code: string, message: string): never {
    const oldest = recent(userId)[0]?.atMs ?? clock.now();
    const again = refusals.get(userId) ?? 0;
    refusals.set(userId, again + 1);
    const seconds = Math.ceil((oldest + WINDOW_MS - clock.now()) / 1000) + again * ESCALATION_SECONDS;
    throw new Throttled(code, message, Math.max(1, Math.min(seconds, WINDOW_MS / 1000)));
  }

  return {
    spend(userId) {
      const slices = recent(userId);
      const most = switches.number('DV36');
      const mostMs = switches.number('DV36b') * 1000;
      const window = 'over time window of 300 seconds.';
      if (sum(slices, 'requests') >= most) {
        refuse(userId, '0x80072322', `Number of requests exceeded the limit of ${most} ${window}`);
      }
      if (sum(slices, 'ms') >= mostMs) {
        const message = `Combined execution time of incoming requests exceeded limit of ${mostMs} milliseconds ${window}`;
        refuse(userId, '0x80072321', message);
      }
      refusals.delete(userId);
      current(userId).requests += 1;
    },
    took(userId, ms) {
      current(userId).ms += ms;
    },
    headers(userId) {
      const slices = recent(userId);
      const seconds = switches.number('DV36b') - sum(slices, 'ms') / 1000;
      return {
        'x-ms-ratelimit-burst-remaining-xrm-requests': String(switches.number('DV36') - sum(slices, 'requests')),
        // With thousands separators, as answers were seen to have them (DVPOOL).
        'x-ms-ratelimit-time-remaining-xrm-requests': SECONDS.format(seconds),
        // How many requests side by side the service recommends (DVPOOL).
        'x-ms-dop-hint': '8',
      };
    },
    headersOf: (error): Record<string, string> =>
      error instanceof Throttled ? { 'Retry-After': String(error.retryAfterSeconds) } : {},
    use(userId, requests) {
      current(userId).requests += requests;
    },
    clear() {
      spent.clear();
      refusals.clear();
    },
  };
}
