import * as z from 'zod';
import { personAct } from '../kit/admin.ts';
import { completeReferral, type DeepPartial, overlay } from './documents.ts';
import { commit, scheduleExpiry, withStatus } from './lifecycle.ts';
import { invitation, marketplaceLead } from './people-drafts.ts';
import { MICROSOFT, type Referral } from './referral.ts';
import { microsoftHalfOf } from './referral-store.ts';
import { plant, plantMicrosoftHalf } from './seeds.ts';
import type { SignIns } from './sign-ins.ts';
import { formatMs } from './stamps.ts';
import { isOwn, linksOf, type Tenant } from './tenant.ts';
import type { Tokens } from './tokens.ts';
import { ReferralParts, ReferralSeed, User } from './world-schema.ts';

/** A deal is named by any of its documents, or by its engagement. */
const Named = z
  .object({ referralId: z.guid().optional(), engagementId: z.guid().optional() })
  .refine((named) => named.referralId ?? named.engagementId, 'referralId or engagementId');

const Close = Named.safeExtend({
  substatus: z.enum(['Won', 'Lost', 'Error']).default('Won'),
  statusReason: z.string().nullable().default(null),
});

const Decline = Named.safeExtend({ statusReason: z.string().nullable().default(null) });

const Invite = z.looseObject({
  /** False: no document of Microsoft's in the engagement; absent: as the switch says. */
  microsoftHalf: z.boolean().optional(),
  microsoftMsxId: z.string().optional(),
  /** The parts of the partner's document that differ from a usual invitation. */
  referral: ReferralParts.default({}),
});

const Seed = z.strictObject({
  referrals: z.array(ReferralSeed).default([]),
  /** Plants `count` copies of `like`, with numbered names. */
  count: z.int().min(0).default(0),
  like: ReferralSeed.prefault({}),
});

/** Whoever is not named is the world's user. */
const SignIn = z.strictObject({
  decision: z.enum(['consent', 'deny', 'leave']).default('consent'),
  user: User.optional(),
  /** Another one than the application's. */
  tenantId: z.guid().optional(),
});

const REVIEW = ['ReviewPending', 'ActionRequired', 'Approved', 'Passed', 'Failed', 'Closed'] as const;

function find(tenant: Tenant, id: string): Referral {
  const referral = tenant.store.get(id.toLowerCase());
  if (!referral) throw new RangeError(`There is no referral '${id}'. GET /_emulator/snapshot lists them.`);
  return referral;
}

type Deal = z.output<typeof Named>;

const engagementOf = (tenant: Tenant, deal: Deal) =>
  deal.engagementId ?? find(tenant, deal.referralId ?? '').engagementId;

function microsoftHalf(tenant: Tenant, deal: Deal): Referral {
  const half = microsoftHalfOf(tenant.store, engagementOf(tenant, deal));
  if (!half) throw new RangeError('Microsoft has no document in this engagement: help was not requested.');
  return half;
}

function ownDocument(tenant: Tenant, deal: Deal): Referral {
  const own = tenant.store.ofEngagement(engagementOf(tenant, deal)).find((referral) => isOwn(tenant, referral));
  if (!own) throw new RangeError('The partner has no document in this engagement.');
  return own;
}

function move(
  tenant: Tenant,
  referral: Referral,
  status: string,
  substatus: string,
  parts: DeepPartial<Referral> = {},
): Referral {
  return commit(tenant, overlay(withStatus(tenant, referral, { status, substatus }), parts), 'updated', 'person');
}

function newMsxId(tenant: Tenant): string {
  return `7-EMU${(tenant.store.version() + 0x10000).toString(36).toUpperCase()}`;
}

/** Everything that people do in Partner Center outside the API: Microsoft's sellers, and the partner's own in the portal. */
export function createPeople(tenant: Tenant, tokens: Tokens, signIns: SignIns) {
  const edit = (referral: Referral, changes: DeepPartial<Referral>) =>
    commit(tenant, overlay(referral, changes), 'updated', 'person');

  return {
    /** A Microsoft seller (or `referral.inviteContext.invitedBy`) invites the partner to a deal. */
    invite: personAct(Invite, ({ referral: parts, microsoftMsxId, microsoftHalf: wanted }) => {
      const msxId = microsoftMsxId ?? newMsxId(tenant);
      const own = arrive(tenant, overlay(invitation(tenant, msxId), parts));
      const byMicrosoft = own.inviteContext.invitedBy.organizationId === MICROSOFT;
      if (byMicrosoft && (wanted ?? tenant.kit.switches.flag('invite-has-microsoft-half'))) {
        const half = { status: 'Active', substatus: 'Accepted', trackingInfo: { microsoftMsxId: msxId } };
        tenant.raise('related-referral-created', plantMicrosoftHalf(tenant, own, half));
      }
      return own;
    }),

    /** A customer asks for contact in the marketplace. */
    marketplaceLead: personAct(z.strictObject({ referral: ReferralParts.default({}) }), ({ referral }) =>
      arrive(tenant, overlay(marketplaceLead(tenant), referral)),
    ),

    /** Microsoft takes its half of the deal; its MSX id appears on that document. */
    microsoftAccept: personAct(Named.safeExtend({ microsoftMsxId: z.string().optional() }), (deal) => {
      const trackingInfo = { microsoftMsxId: deal.microsoftMsxId ?? newMsxId(tenant) };
      return move(tenant, microsoftHalf(tenant, deal), 'Active', 'Accepted', { trackingInfo });
    }),
    microsoftDecline: personAct(Decline, (deal) =>
      move(tenant, microsoftHalf(tenant, deal), 'Closed', 'Declined', { statusReason: deal.statusReason }),
    ),
    microsoftClose: personAct(Close, (deal) =>
      move(tenant, microsoftHalf(tenant, deal), 'Closed', deal.substatus, { statusReason: deal.statusReason }),
    ),
    /** Microsoft changes parts of its half. */
    microsoftEdit: personAct(Named.safeExtend({ changes: ReferralParts }), (deal) =>
      edit(microsoftHalf(tenant, deal), deal.changes),
    ),

    /** Somebody of the partner accepts, declines, closes or edits the own document in the portal. */
    portalAccept: personAct(Named, (deal) => move(tenant, ownDocument(tenant, deal), 'Active', 'Accepted')),
    portalDecline: personAct(Decline, (deal) =>
      move(tenant, ownDocument(tenant, deal), 'Closed', 'Declined', { statusReason: deal.statusReason }),
    ),
    portalClose: personAct(Close, (deal) =>
      move(tenant, ownDocument(tenant, deal), 'Closed', deal.substatus, { statusReason: deal.statusReason }),
    ),
    portalEdit: personAct(Named.safeExtend({ changes: ReferralParts }), (deal) =>
      edit(ownDocument(tenant, deal), deal.changes),
    ),

    /** Plants referrals without events, as if they had long been there. */
    seed: personAct(Seed, ({ referrals, count, like }) => {
      const numbered = Array.from({ length: count }, (_, index) => ({
        ...like,
        name: `${like.name ?? 'Deal'} ${index + 1}`,
      }));
      const planted = [...referrals, ...numbered].map((seed) => plant(tenant, seed));
      return { planted: planted.length, ids: planted.map(({ id }) => id) };
    }),

    /** Microsoft reviews the deal registration of a won deal. */
    reviewRegistration: personAct(
      Named.safeExtend({ status: z.enum(REVIEW), statusReason: z.string().nullable().default(null) }),
      (deal) => {
        const own = ownDocument(tenant, deal);
        const [first, ...others] = own.registrations;
        if (!first) throw new RangeError('The referral has no registration.');
        const stamp = `${deal.status.charAt(0).toLowerCase()}${deal.status.slice(1)}DateTime`;
        const reviewed = {
          ...first,
          status: deal.status,
          statusReason: deal.statusReason,
          statusHistory: { ...first.statusHistory, [stamp]: formatMs(tenant.kit.clock.now()) },
        };
        return edit(own, { registrations: [reviewed, ...others], registrationStatus: deal.status });
      },
    ),

    /** Who sits before the browser at the next sign-ins, and whether he consents, denies, or leaves the page. */
    signsIn: personAct(SignIn, ({ decision, user = tenant.world.user, tenantId = tenant.world.tenantId }) => {
      const { role, ...who } = user;
      if (who.email !== tenant.world.user.email) tenant.roles.set(who.email, role);
      signIns.person = { user: { ...who, tenantId }, decision };
      return { decision, email: who.email, role };
    }),
    /** An administrator revokes one refresh token, or all of them. */
    revokeRefreshToken: personAct(z.strictObject({ refreshToken: z.string().optional() }), ({ refreshToken }) => {
      tokens.revoke(refreshToken);
      return { ok: true };
    }),
    /** An administrator changes the role of the connecting user. */
    changeRole: personAct(z.strictObject({ role: z.enum(['ReferralsAdmin', 'ReferralsUser', 'None']) }), ({ role }) => {
      tenant.world = { ...tenant.world, user: { ...tenant.world.user, role } };
      return { role };
    }),
  };
}

export type PartnerCenterPeople = ReturnType<typeof createPeople>;

/** A new document comes in, with its event and its term. */
function arrive(tenant: Tenant, draft: DeepPartial<Referral>): Referral {
  const complete = completeReferral(draft);
  const links = draft.links ? complete.links : linksOf(tenant, complete);
  const referral = commit(tenant, { ...complete, links }, 'created', 'person');
  scheduleExpiry(tenant, referral);
  return referral;
}
