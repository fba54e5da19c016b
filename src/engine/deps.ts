import type { FieldRule } from '../core/mapping/field-rules.ts';
import type { Plan } from '../core/model/plan.ts';
import type { Refusal } from '../core/model/refusal.ts';
import type { PerSide } from '../core/model/side.ts';
import type { PlanSettings } from '../core/reconcile/plan.ts';
import type { Clock, Ids, Log, SideGroup, Store, StoredLink } from './ports.ts';
import type { RateStop } from './rate-stop.ts';

/** Everything the engine works with, handed to each of its parts. */
export interface EngineDeps {
  sides: PerSide<SideGroup>;
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Log;
  rules: readonly FieldRule[];
  settings: EngineSettings;
  rateStop: RateStop;
  /** Carried out beside the passes by connectors, not by commands. */
  chores?: readonly Chore[];
  /** Told about every pass that did something or failed; must not throw. */
  onPass: (report: PassReport) => void;
  /** Passes only look, and write down what they would have done. */
  shadow?: boolean;
  /** Lists many changes instead of reading each; workers bring it. */
  gathering?: Gathering;
}

/** Runs a pass; with its link as a listing has left it, where that took the place of a single read. */
export type Gathering = (found: StoredLink, pass: (stored: StoredLink) => Promise<void>) => Promise<void>;

/** A regular task of the installation that concerns no single deal, such as looking after the registration for notices. */
export interface Chore {
  /** Begins with `chore:`; one process at a time carries it out. */
  key: string;
  /** Between two runs, beginning this long after the start. */
  everyMs: number;
  /** Reports what it finds by itself; what it throws counts as a failed attempt. */
  run(signal: AbortSignal): Promise<void>;
}

export interface EngineSettings extends PlanSettings {
  /** Passes at the same time in this process. */
  maxPasses: number;
  /** Passes at the same time in all processes on one store. */
  laneLimit: number;
  sweepEveryMs: PerSide<number>;
  /** Between two full comparisons. */
  compareEveryMs: number;
  leaseMs: number;
  /** How long a connection that must be signed in again or is misconfigured rests before it is tried again. */
  pauseMs: number;
}

/** What one pass did, for live lines, metrics and tests. */
export interface PassReport {
  linkId: string;
  atMs: number;
  durationMs: number;
  outcome: 'silent' | 'changed' | 'planned' | 'refused' | 'halted' | 'broken' | 'conflict' | 'failed';
  name: string | null;
  referralId: string | null;
  recordId: string | null;
  /** The plans that were applied, in order. */
  plans: readonly Plan[];
  refusals: readonly Refusal[];
  error: { code: string; message: string; remedy: string } | null;
}

/** The lane of all link passes; one per pair of connections. */
export const LINKS_LANE = 'links';
export const SWEEPS_LANE = 'sweeps';
