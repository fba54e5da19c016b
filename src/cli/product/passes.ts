import type { Progress } from './progress.ts';
import type { SideName } from './status.ts';

export interface PassDesk {
  /** One pass now, by link id, referral id or CRM record id; releases a halted deal. Null when unknown to both systems. */
  reconcile(id: string, request: { signal: AbortSignal }): Promise<PassReport | null>;
  /** Lists both systems, adopts what belongs together and runs a pass for each deal. Goes on where an interrupted run stopped. */
  reconcileAll(request: ReconcileAllRequest): Promise<RunReport>;
}

/** What one pass did. */
export interface PassReport {
  at: string;
  linkId: string;
  /** Name of the deal, null when nobody knows it any more. */
  deal: string | null;
  /** `planned`: what would have been done; in shadow nothing is. */
  outcome: 'unchanged' | 'changed' | 'planned' | 'refused' | 'failed' | 'halted';
  changes: readonly { side: SideName; kind: 'create' | 'update' | 'convert'; fields: readonly string[] }[];
  /** Why it was refused, failed or halted, or what is worth knowing. */
  remark: { code: string; message: string; remedy: string } | null;
  ms: number;
}

export interface ReconcileAllRequest {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** Begin anew instead of going on where an interrupted run stopped. */
  restart: boolean;
}

export interface RunReport {
  /** False when the run was interrupted; the next one goes on from there. */
  complete: boolean;
  deals: number;
  adopted: number;
  created: number;
  changed: number;
  unchanged: number;
  refused: number;
  failed: number;
  halted: number;
  ms: number;
  calls: { partnerCenter: number; crm: number };
}
