import { MICROSOFT, type Referral } from './referral.ts';

/** The referral documents of a tenant, in order of creation, with the look-ups that requests need. */
export interface ReferralStore {
  /** Adds or replaces a document. */
  put(referral: Referral): void;
  get(id: string): Referral | undefined;
  /** All documents in one engagement, in order of creation. */
  ofEngagement(engagementId: string): readonly Referral[];
  all(): IterableIterator<Referral>;
  /** Place in the order of creation; the tie-breaker of every sort. */
  orderOf(id: string): number;
  /** Counts up with every write; a cached list is good while it stands. */
  version(): number;
  clear(): void;
}

export function createReferralStore(): ReferralStore {
  const byId = new Map<string, Referral>();
  const order = new Map<string, number>();
  const byEngagement = new Map<string, string[]>();
  let version = 0;
  return {
    put(referral) {
      version += 1;
      if (!byId.has(referral.id)) {
        order.set(referral.id, order.size);
        const engaged = byEngagement.get(referral.engagementId);
        if (engaged) engaged.push(referral.id);
        else byEngagement.set(referral.engagementId, [referral.id]);
      }
      byId.set(referral.id, referral);
    },
    get: (id) => byId.get(id),
    ofEngagement: (engagementId) => (byEngagement.get(engagementId) ?? []).flatMap((id) => byId.get(id) ?? []),
    all: () => byId.values(),
    orderOf: (id) => order.get(id) ?? -1,
    version: () => version,
    clear() {
      version += 1;
      byId.clear();
      order.clear();
      byEngagement.clear();
    },
  };
}

/** Microsoft's half of an engagement; the latest one when a careless client has created several. */
export function microsoftHalfOf(store: ReferralStore, engagementId: string): Referral | undefined {
  return store.ofEngagement(engagementId).findLast((referral) => referral.organizationId === MICROSOFT);
}
