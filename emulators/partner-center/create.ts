import { randomUUID } from 'node:crypto';
import { unsupported } from '../kit/unsupported.ts';
import { conform } from './conform.ts';
import { completeReferral, type DeepPartial } from './documents.ts';
import { invalid } from './errors.ts';
import { readWritableFields, SERVER_FIELDS } from './field-rules.ts';
import { commit, isTerminal, scheduleExpiry } from './lifecycle.ts';
import { MICROSOFT, type Referral } from './referral.ts';
import { expiryOf, formatMs } from './stamps.ts';
import { isOwn, linksOf, type Tenant } from './tenant.ts';

const TYPES = ['Independent', 'Shared'];
const QUALIFICATIONS = ['None', 'Direct', 'MarketingQualified', 'SalesQualified'];

const HELP_CODES = [
  'GeneralOrOther',
  'CustomerTechnicalArchitecture',
  'ProofOfConceptOrDemo',
  'QuotesOrLicensing',
  'PostSalesCustomerSuccess',
  'WorkloadSpecificValueProposition',
];

/**
 * POST /referrals: creates the partner's own deal, or Microsoft's half when an engagementId and the target `msft` are
 * given. Not idempotent. Throws a ReferralRefusal.
 */
export function createReferral(tenant: Tenant, body: unknown): Referral {
  const given = conform(body);
  const forMicrosoft = (given.target ?? []).some((target) => target.id === MICROSOFT);
  checkRequired(tenant, given);
  for (const field of SERVER_FIELDS) delete given[field];
  const draft = readWritableFields(completeReferral(given));
  checkSolutions(draft);
  if (forMicrosoft) return createMicrosoftHalf(tenant, draft);
  if (given.engagementId) throw unsupported('POST with an engagementId for a target other than msft');
  return createOwn(tenant, draft);
}

function checkRequired(tenant: Tenant, given: DeepPartial<Referral>): void {
  for (const field of ['type', 'customerProfile', 'consent', 'details'] as const) {
    if (given[field] === undefined) throw invalid(`${field} is required.`, field);
  }
  if (!TYPES.includes(given.type ?? '')) throw invalid(`type must be one of ${TYPES.join(', ')}.`, 'type');
  if (given.qualification !== undefined && !QUALIFICATIONS.includes(given.qualification)) {
    throw invalid(`qualification must be one of ${QUALIFICATIONS.join(', ')}.`, 'qualification');
  }
  if (!given.customerProfile?.name) throw invalid('customerProfile.name is required.', 'customerProfile.name');
  // Three-letter codes are the most common sync failure of the older connectors (contract/partner-center.md §8.1).
  if (!/^[A-Za-z]{2}$/.test(String(given.customerProfile.address?.country ?? ''))) {
    throw invalid(
      'customerProfile.address.country must be a two-letter ISO 3166 code.',
      'customerProfile.address.country',
    );
  }
  const { consentToContact, consentToToShareInfoWithOthers } = given.consent ?? {};
  if (tenant.kit.switches.flag('post-requires-consent') && !(consentToContact && consentToToShareInfoWithOthers)) {
    throw invalid('The customer must consent to be contacted and to the sharing of the deal.', 'consent');
  }
}

/** A deal names a solution; only services deals name their solution area instead. */
function checkSolutions(draft: Referral): void {
  const { solutions, additionalRequirements } = draft.details.requirements;
  const attributes = Array.isArray(additionalRequirements.attributes) ? additionalRequirements.attributes : [];
  const services = attributes.some(({ type }) => type === 'SolutionArea');
  if (solutions.length === 0 && !services) {
    throw invalid('At least one solution is required.', 'details.requirements.solutions');
  }
}

function createOwn(tenant: Tenant, draft: Referral): Referral {
  const { organization } = tenant.world;
  const ids = { id: randomUUID(), engagementId: randomUUID() };
  return commit(
    tenant,
    {
      ...draft,
      ...ids,
      ...ownedBy(organization),
      // Whatever status was sent (contract/partner-center.md §3.1).
      status: 'Active',
      substatus: 'Accepted',
      direction: tenant.kit.switches.choice('own-deal-direction'),
      mpnId: draft.mpnId || organization.mpnId,
      inviteContext: {
        ...draft.inviteContext,
        invitedMpnId: draft.inviteContext.invitedMpnId ?? organization.mpnId,
        invitedBy: ownedBy(organization),
      },
      links: linksOf(tenant, ids),
    },
    'created',
    'api',
  );
}

const ownedBy = (organization: { id: string; name: string }) => ({
  organizationId: organization.id,
  organizationName: organization.name,
});

function createMicrosoftHalf(tenant: Tenant, draft: Referral): Referral {
  const own = inviterOf(tenant, draft);
  checkHelpRequest(tenant, draft, own);
  const ids = { id: randomUUID(), engagementId: own.engagementId };
  const created = formatMs(tenant.kit.clock.now());
  const stored = commit(
    tenant,
    {
      ...draft,
      ...ids,
      organizationId: MICROSOFT,
      organizationName: 'Microsoft',
      externalReferenceId: null,
      status: 'New',
      substatus: 'Pending',
      expirationDateTime: expiryOf(created, tenant.kit.switches.number('expiry-days')),
      direction: 'Incoming',
      mpnId: own.mpnId,
      inviteContext: { ...draft.inviteContext, invitedBy: ownedBy(tenant.world.organization) },
      links: linksOf(tenant, ids),
    },
    'created',
    'api',
  );
  scheduleExpiry(tenant, stored);
  return stored;
}

/** The partner's own document in the engagement that the request names. */
function inviterOf(tenant: Tenant, draft: Referral): Referral {
  if (!draft.engagementId) throw unsupported('POST for target msft without an engagementId');
  const own = tenant.store.ofEngagement(draft.engagementId).find((referral) => isOwn(tenant, referral));
  if (!own) throw invalid('There is no referral of yours in this engagement.', 'engagementId');
  if (isTerminal(own)) throw invalid('Help cannot be requested for a closed referral.', 'engagementId');
  return own;
}

function checkHelpRequest(tenant: Tenant, draft: Referral, own: Referral): void {
  if (draft.type !== 'Shared') throw invalid("A referral to Microsoft must have the type 'Shared'.", 'type');
  if (
    !draft.consent.consentToShareReferralWithMicrosoftSellers ||
    !own.consent.consentToShareReferralWithMicrosoftSellers
  ) {
    throw invalid(
      'The deal is not shared with Microsoft sellers.',
      'consent.consentToShareReferralWithMicrosoftSellers',
    );
  }
  if (draft.customerProfile.team.length === 0) {
    throw invalid('Help from Microsoft needs a customer contact.', 'customerProfile.team');
  }
  const code = draft.inviteContext.assistanceRequestCode;
  if (tenant.kit.switches.flag('microsoft-half-needs-help-code') && !HELP_CODES.includes(code)) {
    throw invalid(
      `assistanceRequestCode must be one of ${HELP_CODES.join(', ')}.`,
      'inviteContext.assistanceRequestCode',
    );
  }
}
