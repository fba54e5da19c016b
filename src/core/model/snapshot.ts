import type { DealView } from './deal.ts';
import type { DealRegistration } from './registration.ts';
import type { Side } from './side.ts';

/** One side's values as read at one moment. */
export interface Snapshot {
  side: Side;
  /** Referral id or CRM record id. */
  id: string;
  /** What a conditional write must name (eTag; Last-Modified). Null when unknown: the next write must read first. */
  version: string | null;
  /** The vendor's own time stamp, never reparsed: Partner Center sends seven fractional digits. */
  modifiedAt: string;
  deal: DealView;
  /** The other side's record that this one names (`externalReferenceId`, `Referral_Identifier__c`). */
  counterpartId: string | null;
  referral?: ReferralFacts;
  record?: RecordFacts;
}

/** What only Partner Center knows. */
export interface ReferralFacts {
  engagementId: string;
  /** Microsoft's half of the engagement, when there is one. */
  microsoftReferralId: string | null;
  category: 'co-sell' | 'lead';
  /** `ours` when our organisation created the deal, `theirs` when we were invited. */
  origin: 'ours' | 'theirs';
  partnerId: string | null;
  expiresAt: string | null;
  /** The vendor's own time stamps. */
  createdAt?: string | null;
  closedAt?: string | null;
}

/** What a CRM keeps: deals, and the leads that may become one. */
export type RecordKind = 'opportunity' | 'lead';

/** What only the CRM knows. */
export interface RecordFacts {
  kind: RecordKind;
  /** Which of several CRMs holds it; absent where there is one. */
  crm?: string;
  /** The seller's tick "Sync with Partner Center". */
  optedIn: boolean;
  /** The mark in front of the name. */
  mark: Mark;
  /** Id of the account behind the deal; writes that share one are serialised by the adapter. */
  customerId: string | null;
  /**
   * What the seller has entered to have the won deal registered at Microsoft; null while that is not asked for. Absent where the CRM has no
   * place for it.
   */
  registration?: DealRegistration | null;
  /** The lead that has become this record and can no longer be written; absent where there was none. */
  replaces?: Predecessor;
}

/** A record whose place another one has taken. What it carried is not carried over by the CRM itself. */
export interface Predecessor {
  id: string;
  /** The seller's tick on it. */
  optedIn: boolean;
}

/** ✔, ✘ or nothing in front of the name in the CRM. */
export type Mark = 'ok' | 'failed' | null;
