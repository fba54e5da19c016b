/** How failures are spaced and when a key is parked. */
export interface WorkOptions {
  /** Failed passes after which a key is parked. */
  maxAttempts: number;
  backoffBaseMs: number;
  backoffFactor: number;
  backoffMaxMs: number;
  /** Limit of a lane that nobody has set. */
  laneMaxInFlight: number;
  /** Uniform in [0, 1). */
  random(): number;
}

export const WORK_DEFAULTS: WorkOptions = {
  maxAttempts: 8,
  backoffBaseMs: 1_000,
  backoffFactor: 2,
  backoffMaxMs: 300_000,
  laneMaxInFlight: 4,
  random: Math.random,
};

/** How long a debounced request may be put off when it does not say. */
export const MAX_WAIT_PER_DEBOUNCE = 10;

/** The reason shown for a key whose process died, again and again, while it held the lease. */
export const ABANDONED = 'The pass did not finish: its process ended or lost its lease.';

/** Delay before attempt `attempts + 1`: exponential, with the upper half of it random so that a burst spreads out. */
export function backoffMs(attempts: number, options: WorkOptions): number {
  const exponent = Math.max(0, attempts - 1);
  const full = Math.min(options.backoffMaxMs, options.backoffBaseMs * options.backoffFactor ** exponent);
  return Math.round(full * (0.5 + options.random() / 2));
}
