import type { Referral } from './referral.ts';
import { shownReferralsBase, type Tenant } from './tenant.ts';

/** The events a subscriber can choose; the service has more, for other businesses than co-selling. */
export const EVENT_NAMES = [
  'test-created',
  'referral-created',
  'referral-updated',
  'related-referral-created',
  'related-referral-updated',
  'subscription-updated',
] as const;

/** An event as it is sent; the order of the keys is part of the wire form (contract/partner-center.md §5.2). */
export interface WebhookEvent {
  EventName: string;
  ResourceUri: string;
  ResourceName: string;
  AuditUri: string | null;
  ResourceChangeUtcDate: string;
}

const REAL_PARTNER_CENTER_HOST = 'https://api.partnercenter.microsoft.com';

/** The URI of a referral in events; documentation and real traffic disagree on its form. */
function resourceUri(tenant: Tenant, id: string): string {
  const { switches } = tenant.kit;
  if (switches.choice('resource-uri') === 'referrals-host') {
    return `${shownReferralsBase(tenant)}/v1.0/engagements/referrals/${id}`;
  }
  const host = switches.choice('link-host') === 'real' ? REAL_PARTNER_CENTER_HOST : tenant.url;
  return `${host}/engagements/v1/referrals/${id}`;
}

/** Event dates carry an offset where documents carry a Z. */
const withOffset = (dateTime: string) => dateTime.replace(/Z$/, '+00:00');

export function referralEvent(
  tenant: Tenant,
  name: string,
  referral: Pick<Referral, 'id' | 'updatedDateTime'>,
): WebhookEvent {
  return {
    EventName: name,
    ResourceUri: resourceUri(tenant, referral.id),
    ResourceName: 'referral',
    AuditUri: null,
    ResourceChangeUtcDate: withOffset(referral.updatedDateTime),
  };
}

export function validationEvent(tenant: Tenant, correlationId: string): WebhookEvent {
  return {
    EventName: 'test-created',
    ResourceUri: `${REAL_PARTNER_CENTER_HOST}/webhooks/v1/registration/validationEvents/${correlationId}`,
    ResourceName: 'test',
    AuditUri: null,
    ResourceChangeUtcDate: withOffset(tenant.stamps.next()),
  };
}
