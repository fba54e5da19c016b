import type { Progress } from './progress.ts';
import type { SideName } from './status.ts';

/** What the connector would do now. */
export interface PlanReport {
  /** False when the run was interrupted. */
  complete: boolean;
  /** Deals looked at. */
  looked: number;
  counts: { inStep: number; create: number; update: number; convert: number; refused: number; halted: number };
  /** Only deals for which something would be done or said. */
  deals: readonly PlannedDealReport[];
  ms: number;
}

export interface PlannedDealReport {
  /** Null for a deal that no link knows yet. */
  linkId: string | null;
  deal: string | null;
  referralId: string | null;
  recordId: string | null;
  changes: readonly PlannedChange[];
  /** What stands in the way. */
  refusals: readonly { code: string; message: string; remedy: string }[];
  /** A safety stop; nothing of this deal would be done. */
  halt: string | null;
}

export interface PlannedChange {
  side: SideName;
  kind: 'create' | 'update' | 'convert';
  /** `visible-to-microsoft`, `help-requested`, `closed`. */
  irreversible: readonly string[];
  fields: readonly { field: string; from: unknown; to: unknown; rule: string | null }[];
}

export interface PlanDesk {
  /** What a pass of each deal would do now; writes nothing on either side, nor to the store. */
  planAll(request: { signal: AbortSignal; onProgress: (progress: Progress) => void }): Promise<PlanReport>;
}
