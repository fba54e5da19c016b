import type { Clock, Log } from '../../engine/ports.ts';
import type { Fetch } from '../http/surroundings.ts';
import type { Call } from '../http/transport.ts';

/** Runs a task while no other process runs one of its kind. */
export type InTurn = <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** What every CRM side is opened with. */
export interface CrmOptions<Settings> {
  settings: Settings;
  clock: Clock;
  log: Log;
  fetch?: Fetch;
  /** Uniform in [0, 1), for jitter. */
  random?: () => number;
  /** Simultaneous calls. */
  maxConcurrent?: number;
  /** Runs a task while no other process runs one: two must not make the account of one customer. Absent: there is no other process. */
  inTurn?: InTurn;
  /** Told of every HTTP exchange, for metrics. */
  onCall?: (call: Call) => void;
}
