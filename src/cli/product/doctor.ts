/** What the doctor found, as plain values. */

/** `broken` keeps the connector from working; `remark` is worth knowing. */
export type CheckLevel = 'ok' | 'remark' | 'broken';

export interface CheckReport {
  /** Stable, for scripts: `partner-center-access`. */
  id: string;
  area: 'store' | 'partner-center' | 'crm' | 'webhook';
  title: string;
  /** Which CRM; the others are about the installation as a whole. */
  crm?: { name: string; title: string };
  /** Rows of docs/parity.md that it answers. */
  rows: readonly string[];
  level: CheckLevel;
  /** What was seen, with its cause. */
  message: string;
  /** What to do; null when nothing is to be done. */
  remedy: string | null;
}

export interface DoctorRequest {
  /** Only what a health check needs: the store, and one call to either system. */
  probe: boolean;
}

export interface DoctorReport {
  /** Whether nothing is broken. */
  ok: boolean;
  /** Checks that could not be made because another one is broken are left out. */
  checks: readonly CheckReport[];
  ms: number;
}
