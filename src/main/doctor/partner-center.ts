import type { TokenProvider } from '../../adapters/http/tokens.ts';
import { probeReferrals, type ReferralsProbe, type VisibleReferrals } from '../../adapters/partner-center/probe.ts';
import type { CheckReport } from '../../cli/product/doctor.ts';
import type { LoadedSettings } from '../../config/load.ts';
import { asCosellError } from '../../core/errors.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import { referralTokens, USER_AGENT } from '../connections.ts';
import { broken, type CheckSubject, ok, remark, some } from './check.ts';

const area = 'partner-center';
const SIGN_IN: CheckSubject = { id: 'partner-center-sign-in', area, title: 'Token for referrals', rows: ['R1'] };
export const MFA: CheckSubject = { id: 'partner-center-mfa', area, title: 'Multi-factor sign-in', rows: ['R1'] };
const ACCESS: CheckSubject = { id: 'partner-center-access', area, title: 'Referrals can be listed', rows: ['R1'] };
const ROLE: CheckSubject = { id: 'partner-center-role', area, title: 'Referrals admin, whole company', rows: ['R2'] };
const ORGANIZATION: CheckSubject = {
  id: 'partner-center-organization',
  area,
  title: 'Organisation of the referrals',
  rows: ['R3'],
};
const PARTNER_ID: CheckSubject = {
  id: 'partner-center-partner-id',
  area,
  title: 'PartnerID of the referrals',
  rows: ['R3'],
};
const SOLUTIONS: CheckSubject = {
  id: 'partner-center-solutions',
  area,
  title: 'Co-sell solutions on referrals',
  rows: [],
};

export interface PartnerCenterContext {
  clock: Clock;
  log: Log;
  timeoutMs: number;
  /** Only whether referrals can be listed. */
  probe: boolean;
  /** Deals that this installation keeps in step; null when unknown. */
  activeLinks: number | null;
  /** Instead of those that the settings lead to: of somebody who has just signed in. */
  tokens?: TokenProvider;
}

/** Newest referrals that are looked at; a page of the service. */
const LOOK = 100;

export async function examinePartnerCenter(
  loaded: LoadedSettings,
  { clock, log, timeoutMs, probe, activeLinks, tokens: given }: PartnerCenterContext,
): Promise<readonly CheckReport[]> {
  const connection = loaded.settings.connections.partnerCenter;
  const { referralsUrl, allowInsecure } = connection;
  try {
    const tokens = given ?? (await referralTokens(loaded, { clock, log }));
    const look = probe ? 1 : LOOK;
    const found = await probeReferrals({
      referralsUrl,
      tokens,
      userAgent: USER_AGENT,
      clock,
      log,
      timeoutMs,
      allowInsecure,
      look,
    });
    const first = accessChecks(found);
    const { referrals } = found;
    if (probe || !referrals) return first;
    return [...first, roleCheck(referrals, found.user, activeLinks), ...belongingChecks(connection, referrals)];
  } catch (thrown) {
    return [broken(SIGN_IN, asCosellError(thrown))];
  }
}

function accessChecks({ signIn, user, mfa, refused, referrals }: ReferralsProbe): readonly CheckReport[] {
  if (signIn) return [broken(SIGN_IN, signIn)];
  const signedIn = ok(SIGN_IN, user ? `Signed in as ${user}.` : 'Signed in.');
  if (refused?.code === 'mfa-required') return [signedIn, broken(MFA, refused)];
  if (refused) {
    const unlisted = broken(ACCESS, refused);
    return refused.code === 'not-permitted'
      ? [signedIn, mfaCheck(mfa), unlisted, broken(ROLE, NO_ROLE)]
      : [signedIn, unlisted];
  }
  return [signedIn, mfaCheck(mfa), ok(ACCESS, countOf(referrals))];
}

const NO_ROLE = {
  message: 'The service account is neither Referrals admin nor Referrals user.',
  remedy:
    'Give it the role Referrals admin for the whole company in Partner Center (Account settings, User management); it can take an hour to show.',
};

function mfaCheck(mfa: boolean | null): CheckReport {
  if (mfa === null) return ok(MFA, 'Nobody tells, but the token was taken.');
  if (mfa) return ok(MFA, 'The sign-in passed a second factor.');
  return remark(MFA, {
    message:
      'The sign-in passed no second factor. Microsoft refuses such tokens with error 900421 wherever it has begun to enforce it.',
    remedy: 'Run `cosell connect partner-center` and sign in as the service account, with multi-factor authentication.',
  });
}

function countOf(referrals: VisibleReferrals | null): string {
  const count = referrals?.total ?? referrals?.looked ?? 0;
  return `${count} referrals are visible, Microsoft’s halves of deals included.`;
}

/** The role itself cannot be asked for; what is visible tells it (contract/partner-center.md §1). */
function roleCheck(
  { looked, onlyOwnTeam }: VisibleReferrals,
  user: string | null,
  activeLinks: number | null,
): CheckReport {
  if (looked === 0 && activeLinks) {
    return broken(ROLE, {
      message: `None of the ${activeLinks} deals in step is visible any more: the service account is no longer Referrals admin for the whole company.`,
      remedy: NO_ROLE.remedy,
    });
  }
  if (looked === 0) {
    return remark(ROLE, {
      message:
        'No referral is visible. Either the company has none, or the service account is a mere Referrals user or admin of another location.',
      remedy:
        'Sign in to Partner Center as the service account: it must see the co-sell referrals there. If not, make it Referrals admin for the whole company.',
    });
  }
  if (onlyOwnTeam) {
    return remark(ROLE, {
      message: `Every visible deal names ${user ?? 'the service account'} in its team, as all do that a mere Referrals user sees.`,
      remedy:
        'If the company has other deals, make the service account Referrals admin for the whole company; otherwise they stay unseen.',
    });
  }
  return ok(ROLE, 'Deals are visible that do not name the service account.');
}

type Connection = LoadedSettings['settings']['connections']['partnerCenter'];

function belongingChecks(connection: Connection, referrals: VisibleReferrals): readonly CheckReport[] {
  if (referrals.looked === 0)
    return [ok(PARTNER_ID, `${configured(connection)} There is no referral to compare it with.`)];
  return [
    organizationCheck(connection, referrals),
    partnerIdCheck(connection, referrals),
    solutionsCheck(referrals.solutions),
  ];
}

function configured({ partnerId }: Connection): string {
  return partnerId === undefined ? 'No PartnerID is configured.' : `The configured PartnerID is ${partnerId}.`;
}

function organizationCheck({ organizationId }: Connection, { organizationIds }: VisibleReferrals): CheckReport {
  const wanted = organizationId?.toLowerCase();
  if (wanted === undefined) return ok(ORGANIZATION, 'Not configured: it is learnt from the referrals.');
  if (organizationIds.includes(wanted)) return ok(ORGANIZATION, 'It is the configured one.');
  return broken(ORGANIZATION, {
    message: `No referral belongs to the configured organisation ${wanted}, so all of them count as foreign. They belong to ${some(organizationIds)}.`,
    remedy: 'Correct connections.partnerCenter.organizationId, or leave it out.',
  });
}

function partnerIdCheck(connection: Connection, { partnerIds }: VisibleReferrals): CheckReport {
  const { partnerId } = connection;
  const others = partnerIds.filter((id) => id !== partnerId);
  const carried = partnerIds.length > 0 ? `Referrals carry ${some(partnerIds)}.` : 'Referrals carry none.';
  if (partnerId === undefined || others.length === 0) return ok(PARTNER_ID, `${configured(connection)} ${carried}`);
  return remark(PARTNER_ID, {
    message: `${configured(connection)} Referrals carry ${partnerIds.includes(partnerId) ? 'also ' : ''}${some(others)}.`,
    remedy:
      'The PartnerID must be the one that owns the co-sell solutions: correct connections.partnerCenter.partnerId, or sign in at the tenant that owns them. ' +
      'With several locations nothing need be done.',
  });
}

function solutionsCheck(solutions: readonly string[]): CheckReport {
  if (solutions.length > 0) return ok(SOLUTIONS, `Seen: ${some(solutions, 3)}.`);
  return remark(SOLUTIONS, {
    message: `None of the newest ${LOOK} referrals names a solution of yours.`,
    remedy:
      'IP co-sell needs a solution that is co-sell ready in Partner Center, under the same PartnerID. No interface tells whether one is: look in the portal.',
  });
}
