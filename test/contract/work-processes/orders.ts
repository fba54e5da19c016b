import type { WorkOptions } from '../../../src/store/work/options.ts';

/** What a child process is told to do, as JSON on its command line. */
export type Order = { store: string; name: string } & (
  | {
      role: 'work';
      /** Passes at a time. */
      slots: number;
      leaseMs: number;
      /** How long a pass takes. */
      passMs: number;
      /** Share of passes that fail. */
      failRate: number;
      work: Partial<Pick<WorkOptions, 'maxAttempts' | 'backoffBaseMs' | 'backoffMaxMs'>>;
    }
  | { role: 'enqueue'; keys: readonly string[] }
);

/** What a child says, one JSON line each. Times are of the host's monotonic clock, the same for all processes, in ms. */
export type Line =
  | { kind: 'ready' }
  /** A pass begins after its claim and ends before it settles. */
  | { kind: 'begin'; key: string; lane: string; generation: number; atMs: number }
  | { kind: 'end'; key: string; generation: number; atMs: number; outcome: 'done' | 'failed' | 'fenced' }
  /** An event whose transaction has been acknowledged. */
  | { kind: 'acknowledged'; event: string; key: string };
