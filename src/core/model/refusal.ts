import type { DealField } from './deal.ts';

/** A write that must not happen, with the sentence for the person who can mend it. */
export interface Refusal {
  /** Stable code, for example `country-missing`. */
  code: string;
  field: DealField | null;
  message: string;
  remedy: string;
}
