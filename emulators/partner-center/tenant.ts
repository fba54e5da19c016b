import type { CancelTask } from '../kit/clock.ts';
import type { EmulatorKit } from '../kit/kit.ts';
import type { PartnerCenterSwitch } from './behaviours.ts';
import type { Referral } from './referral.ts';
import { createReferralStore, type ReferralStore } from './referral-store.ts';
import { createStamps, type Stamps } from './stamps.ts';
import { PartnerCenterWorld, type Role } from './world-schema.ts';

export type ReferralEvent =
  | 'referral-created'
  | 'referral-updated'
  | 'related-referral-created'
  | 'related-referral-updated';

/** The emulated tenant: everything that requests, people and the clock act on. */
export interface Tenant {
  readonly kit: EmulatorKit<PartnerCenterSwitch>;
  world: PartnerCenterWorld;
  readonly store: ReferralStore;
  readonly stamps: Stamps;
  /** Tasks of the clock that end with the world, such as expiry. */
  readonly pending: Set<CancelTask>;
  /** Roles in Partner Center of people who signed in beside the world's user, by e-mail. */
  readonly roles: Map<string, Role>;
  /** Base URL of the emulator once it listens. */
  url: string;
  /** Tells the webhook subscriber about a change of a document. */
  raise(event: ReferralEvent, referral: Referral): void;
}

/** An empty tenant with the default world; `raise` does nothing until the webhooks are connected. */
export function createTenant(kit: EmulatorKit<PartnerCenterSwitch>): Tenant {
  return {
    kit,
    world: PartnerCenterWorld.parse({}),
    store: createReferralStore(),
    stamps: createStamps(kit.clock),
    pending: new Set(),
    roles: new Map(),
    url: '',
    raise: () => undefined,
  };
}

const REAL_REFERRALS_HOST = 'https://api.partner.microsoft.com';

/** Base of the Referrals API as it appears inside answers (contract/partner-center.md §4.2, §4.3). */
export function shownReferralsBase(tenant: Tenant): string {
  return tenant.kit.switches.choice('link-host') === 'real' ? REAL_REFERRALS_HOST : tenant.url;
}

export const ODATA_CONTEXT = `${REAL_REFERRALS_HOST}/v1.0/$metadata#Referrals`;

export function linksOf(tenant: Tenant, referral: Pick<Referral, 'id' | 'engagementId'>): Referral['links'] {
  const base = `${shownReferralsBase(tenant)}/v1.0/engagements/referrals`;
  return {
    relatedReferrals: { uri: `${base}?$filter=engagementId eq '${referral.engagementId}'`, method: 'GET' },
    self: { uri: `${base}/${referral.id}`, method: 'GET' },
  };
}

/** The role of a user; whoever is unknown has none. */
export function roleOf({ roles, world }: Tenant, email: string | undefined): Role {
  if (email === world.user.email) return world.user.role;
  return roles.get(email ?? '') ?? 'None';
}

export const isOwn = (tenant: Tenant, referral: Referral) => referral.organizationId === tenant.world.organization.id;
