export interface Progress {
  /** For example `Listing referrals`, `Reconciling deals`. */
  phase: string;
  done: number;
  /** Null while unknown. */
  total: number | null;
}
