import type { StatusReport } from './status.ts';

export interface DealDesk {
  listDeals(request: DealListRequest): Promise<DealList>;
  /** By link id, referral id or CRM record id; null when unknown. */
  showDeal(id: string): Promise<DealReport | null>;
  /** What would become of a CRM record if Sync were ticked on it now; nothing is written. Null when the CRM has none. */
  checkDeal(id: string): Promise<DealCheck | null>;
}

export interface DealListRequest {
  state: DealState | null;
  limit: number;
  /** `next` of the previous list. */
  after: string | null;
}

export type DealState = keyof StatusReport['links'];

export interface DealList {
  deals: readonly DealSummary[];
  next: string | null;
}

export interface DealSummary {
  id: string;
  name: string | null;
  state: DealState;
  status: string | null;
  /** `co-sell`, `partner-led` or `private`. */
  kind: string | null;
  customer: string | null;
  value: string | null;
  currency: string | null;
  referralId: string | null;
  recordId: string | null;
  mark: 'ok' | 'failed' | null;
  /** Why it is halted or broken, or what the seller must mend. */
  reason: string | null;
  updatedAt: string;
}

export interface DealReport extends DealSummary {
  engagementId: string | null;
  referralLink: string | null;
  /** Where Microsoft's review of a registered deal stands. */
  registrationStatus: string | null;
  fields: readonly { field: string; partnerCenter: unknown; crm: unknown; agreed: unknown }[];
  /** Newest first. */
  history: readonly { at: string; kind: string; summary: string; details: unknown }[];
}

export interface DealCheck {
  recordId: string;
  name: string | null;
  /** Whether Sync is ticked already. */
  ticked: boolean;
  /**
   * `ready`: it would be shared; `shared`: it is; `not-open`: its stage is on hold or closed, and nothing would be sent; `incomplete`: it, or a
   * change to it, would be refused.
   */
  outcome: 'ready' | 'shared' | 'not-open' | 'incomplete';
  /** What Microsoft would call it. */
  kind: 'co-sell' | 'partner-led' | 'private';
  missing: readonly { code: string; field: string | null; message: string; remedy: string }[];
}
