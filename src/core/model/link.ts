import type { Sentence } from '../messages/catalogue.ts';
import type { Deal, DealField, DealView } from './deal.ts';
import type { Refusal } from './refusal.ts';
import type { PerSide, Side } from './side.ts';
import type { Mark, Snapshot } from './snapshot.ts';

/**
 * - `proposed`: one side is known, the other not yet created or found
 * - `active`: both sides are linked
 * - `closed`: the referral is final; nothing is sent any more
 * - `halted`: a safety stop; a person must release it
 * - `broken`: a side's record is gone or no longer ours to see
 */
export type LinkState = 'proposed' | 'active' | 'closed' | 'halted' | 'broken';

/** The persistent pairing of one referral with one CRM record. */
export interface Link {
  id: string;
  state: LinkState;
  referralId: string | null;
  engagementId: string | null;
  microsoftReferralId: string | null;
  recordId: string | null;
  /**
   * What both sides showed when they last agreed, each in its own rendering: a CRM may show less than Partner Center knows
   * (one closed stage for lost, declined and expired). Comparing a side with its own rendering never yields phantom changes.
   */
  base: PerSide<DealView>;
  /** The newest snapshots that a pass has worked with; trusted behind conditional writes. */
  seen: PerSide<Snapshot | null>;
  /** Set before a create is attempted, cleared when its outcome is known. */
  intent: CreateIntent | null;
  feedback: LinkFeedback;
  /** Values that a side has refused: not sent again until they change or a person asks, so that they block nothing else. */
  refused: readonly RefusedValue[];
  /** A person has looked at a halted link: the next pass skips the safety stops. */
  released: boolean;
  /** Why the link is halted or broken, or what the seller must mend. */
  reason: string | null;
}

/** The record that a create is about to be attempted: after an unknown outcome the pass searches before it creates again. */
export interface CreateIntent {
  side: 'partner-center' | 'crm';
  /** What the created record will carry: the referral id in the CRM, the CRM record id in Partner Center. */
  marker: string;
  /** What it will show: the base of the link, should the record turn out to have been made. */
  fields: DealView;
  startedAtMs: number;
}

export interface RefusedValue {
  side: Side;
  field: DealField;
  value: Deal[DealField];
  /** What the side said. */
  refusals: readonly Refusal[];
}

/** What the seller has been told, so that nothing is said twice. */
export interface LinkFeedback {
  mark: Mark;
  /** Lines that travel with the next write to the CRM record. */
  pending: readonly AuditLine[];
  /** Codes of the refusals already shown; a repeated refusal writes nothing. */
  shownRefusals: readonly string[];
}

/** One line of the record's audit field: `YYYY-MM-DD HH:mm - …`; the CRM side puts it into the language of its sellers. */
export interface AuditLine {
  atMs: number;
  told: Sentence;
}
