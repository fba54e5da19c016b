import { type DealField, type DealView, dealKind } from '../../core/model/deal.ts';
import type { CreateChange } from '../../core/model/plan.ts';
import type { ReferralFacts, Snapshot } from '../../core/model/snapshot.ts';
import { sentFor, type Taxonomy } from '../../core/model/taxonomy.ts';
import { BINDINGS, readFields, renderFields, writeFields } from './bindings.ts';
import { type JsonMap, readPath, writePath } from './json-path.ts';
import type { Referral } from './schema.ts';

/** How Microsoft is named as an organisation and as a target. */
const MICROSOFT = 'msft';

/** What Microsoft's document of a shared engagement tells about the deal. */
export interface Half {
  id: string;
  view: DealView;
}

function isMicrosoft(name: string | null | undefined): boolean {
  return name?.toLowerCase() === MICROSOFT;
}

/** Whether the document is Microsoft's, not ours (contract/partner-center.md §3.3). */
export function isMicrosoftHalf(referral: Referral): boolean {
  return isMicrosoft(referral.organizationId) || referral.target.some(({ id }) => isMicrosoft(id));
}

/**
 * `direction` does not tell who started a deal: real deals that the partner started say Incoming. The inviter does, where there is one
 * (contract/partner-center.md §6).
 */
export function originOf(referral: Referral): ReferralFacts['origin'] {
  const inviter = referral.inviteContext?.invitedBy?.organizationId;
  if (inviter && referral.organizationId)
    return inviter.toLowerCase() === referral.organizationId.toLowerCase() ? 'ours' : 'theirs';
  return !inviter && referral.direction?.toLowerCase() === 'outgoing' ? 'ours' : 'theirs';
}

/** In the documented order of decision; the source and action of a lead must not be used (contract/partner-center.md §6). */
function categoryOf(referral: Referral): ReferralFacts['category'] {
  const qualification = referral.qualification?.toLowerCase();
  if (referral.type?.toLowerCase() === 'shared') return 'co-sell';
  if (qualification === 'direct') return 'lead';
  const qualified = qualification === 'salesqualified' || qualification === 'marketingqualified';
  return qualified && isMicrosoft(referral.inviteContext?.invitedBy?.organizationId) ? 'lead' : 'co-sell';
}

/**
 * Whether Microsoft's answer may lie in a second document. Only for deals that we started: an invitation carries everything itself. The type
 * is no guide: it stays Independent when a private deal is shared later.
 */
export function mayHaveHalf(referral: Referral): boolean {
  const shown =
    referral.type?.toLowerCase() === 'shared' || referral.consent.consentToShareReferralWithMicrosoftSellers;
  return shown && originOf(referral) === 'ours' && categoryOf(referral) === 'co-sell';
}

/** The same of a deal as it was last seen. */
export function mayHaveHadHalf({ deal, referral }: Snapshot): boolean {
  return deal.visibleToMicrosoft === true && referral?.origin === 'ours' && referral.category === 'co-sell';
}

/** Microsoft's half as it was last seen, null when there was none; undefined when nobody has looked for one. */
export function halfSeen(seen: Snapshot): Half | null | undefined {
  if (!mayHaveHadHalf(seen)) return undefined;
  const id = seen.referral?.microsoftReferralId;
  return id ? { id, view: pickFields(seen.deal, HALF_FIELDS) } : null;
}

export function halfOf(referral: Referral): Half {
  return { id: referral.id, view: readFields(referral, 'half') };
}

/** Our own document, completed with what Microsoft's half tells. */
export function snapshotOf(own: Referral, half: Half | null): Snapshot {
  const counts = half !== null && mayHaveHalf(own);
  return {
    side: 'partner-center',
    id: own.id,
    version: own.eTag,
    modifiedAt: own.updatedDateTime,
    deal: mergeViews(readFields(own, 'own'), counts ? half.view : {}),
    counterpartId: own.externalReferenceId?.trim() || null,
    referral: {
      engagementId: own.engagementId,
      microsoftReferralId: half?.id ?? null,
      category: categoryOf(own),
      origin: originOf(own),
      partnerId: own.mpnId || null,
      expiresAt: own.expirationDateTime,
      createdAt: own.createdDateTime,
      closedAt: own.closedDateTime,
    },
  };
}

const HALF_FIELDS = BINDINGS.flatMap(({ field, half }) => (half === undefined ? [] : [field]));

function pickFields(deal: DealView, fields: readonly DealField[]): DealView {
  return Object.fromEntries(fields.map((field) => [field, deal[field] ?? null]));
}

function mergeViews(own: DealView, half: DealView): DealView {
  const entries = BINDINGS.map(({ field }) => [field, own[field] ?? half[field] ?? null]);
  return Object.fromEntries(entries) as DealView;
}

export interface OwnRequestSettings {
  /** Location (PartnerID) under which deals are created; absent: the service decides. */
  partnerId?: string | undefined;
  /** What is sent for the names of roles, areas and plays; absent: the names themselves. */
  taxonomy?: Taxonomy | undefined;
}

/** The body that creates our own document; born Active/Accepted whatever is sent (contract/partner-center.md §3.1). */
export function ownRequest(
  { fields, counterpartId, marker }: CreateChange,
  settings: OwnRequestSettings = {},
): JsonMap {
  const isPrivate = dealKind(fields) === 'private';
  const request: JsonMap = {};
  const { status: _bornActive, statusReason: _bornOpen, ...given } = fields;
  writeFields(request, inItsWords(ofItsType(given), settings.taxonomy));
  return {
    ...request,
    externalReferenceId: counterpartId ?? marker,
    qualification: 'SalesQualified',
    type: isPrivate ? 'Independent' : 'Shared',
    // Deals are refused without the customer's consent; the double "To" is the service's (contract/partner-center.md §2.1).
    consent: {
      consentToToShareInfoWithOthers: true,
      consentToContact: true,
      consentToShareReferralWithMicrosoftSellers: !isPrivate,
    },
    target: (fields.solutions ?? []).map(({ id }) => ({ type: 'SolutionProfile', id })),
    ...(settings.partnerId ? { mpnId: settings.partnerId } : {}),
  };
}

/** The role of the partner makes a referral one of services; a deal with a solution of our own goes without. */
function ofItsType({ partnerRole, ...fields }: DealView): DealView {
  return fields.coSellType === 'ip' || partnerRole === undefined ? fields : { ...fields, partnerRole };
}

/** The ids that the operator knows of, in place of the names that sellers choose. */
function inItsWords(fields: DealView, taxonomy: Taxonomy | undefined): DealView {
  if (!taxonomy) return fields;
  const { roles, areas } = taxonomy;
  const { partnerRole, solutionArea, solutionPlay } = fields;
  return {
    ...fields,
    ...(partnerRole ? { partnerRole: sentFor(roles, partnerRole) } : {}),
    ...(solutionArea ? { solutionArea: sentFor(areas, solutionArea) } : {}),
    ...(solutionPlay
      ? {
          solutionPlay: sentFor(
            areas.flatMap(({ plays }) => plays),
            solutionPlay,
          ),
        }
      : {}),
  };
}

/** What Microsoft gets to see of our document; the same paths in both. */
const SHOWN_TO_MICROSOFT = [
  'name',
  'qualification',
  'customerProfile.name',
  'customerProfile.size',
  'customerProfile.address',
  'customerProfile.team',
  'customerProfile.ids',
  'consent',
  'details.notes',
  'details.dealValue',
  'details.currency',
  'details.closingDateTime',
  'details.requirements',
  'team',
];

/**
 * The body that creates Microsoft's half, that is: asks its sellers for help. Joined to our document by the engagement; the place of the
 * assistance code is not documented, this is where Microsoft's half shows it (contract/partner-center.md §10.2).
 */
export function halfRequest(own: Referral, help: string): JsonMap {
  const request: JsonMap = {};
  for (const path of SHOWN_TO_MICROSOFT) {
    const value = readPath(own, path);
    if (value != null) writePath(request, path, structuredClone(value));
  }
  writePath(request, 'consent.consentToShareReferralWithMicrosoftSellers', true);
  return {
    ...request,
    engagementId: own.engagementId,
    type: 'Shared',
    target: [{ type: 'BusinessProfileLocation', id: MICROSOFT }],
    inviteContext: {
      notes: readPath(own, 'details.notes') ?? null,
      assistanceRequestCode: help,
      invitedBy: { organizationId: own.organizationId },
    },
  };
}

/** The fields as Partner Center will show them once it holds them. Asking for help shows the deal to Microsoft's sellers. */
export function normalizeView(view: DealView): DealView {
  const rendered = renderFields(view);
  return rendered.help ? { ...rendered, visibleToMicrosoft: true } : rendered;
}
