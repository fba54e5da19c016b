import * as z from 'zod';
import { CosellError } from '../../core/errors.ts';
import { unsoundValue } from './bindings.ts';
import { isMap, type JsonMap } from './json-path.ts';

/** Property names of the Referrals and Webhooks APIs as they are on the wire (contract/partner-center.md §2, §5). */
const NAMES = `
  id engagementId name organizationId organizationName externalReferenceId createdDateTime updatedDateTime expirationDateTime
  acceptedDateTime closedDateTime status substatus statusReason qualification type eTag direction favorite campaignId salesStage
  quality isSpam mpnId referralProgram dealSensitivity createdVia lastModifiedVia lastRunId tags referralSource callToAction
  registrationStatus target customerProfile size isMatchingComplete address addressLine1 addressLine2 city state postalCode country
  region team ids profileType firstName lastName phoneNumber email title contactPreference locale disableNotifications consent
  consentToToShareInfoWithOthers consentToContact consentToMicrosoftToContactSpecificPartners
  consentToShareReferralWithMicrosoftSellers details notes dealValue currency closingDateTime customerRequestedContact customerAction
  incentiveLevel requirements industries products services solutions price quantity publisherName solutionType offers salesPlays
  additionalRequirements iot attributes inviteContext assistanceRequestCode invitedMpnId invitedBy links relatedReferrals self uri
  method trackingInfo microsoftMsxId registrations value error code message innerError description data source statusCode
  subscriberId webhookUrl webhookEvents signatureTokenToMsSignatureHeader lastModifiedTimestamp correlationId partnerId callbackUrl
  results responseCode responseMessage systemError dateTimeUtc eventName resourceUri resourceName auditUri resourceChangeUtcDate
  @odata.count @odata.nextLink`;

const wireNames = new Map(
  NAMES.trim()
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
);

/**
 * The same JSON with known property names in their wire spelling. The documentation mixes PascalCase and camelCase in one sample;
 * unknown names stay as they are, so that nothing new gets lost.
 */
export function wireKeys(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(wireKeys);
  if (!isMap(json)) return json;
  const entries = Object.entries(json).map(([name, value]) => [
    wireNames.get(name.toLowerCase()) ?? name,
    wireKeys(value),
  ]);
  return Object.fromEntries(entries) as JsonMap;
}

const text = z.string().nullable().catch(null);
/** In lower case, so that ids from events, documents and CRM records compare as text. */
const guid = z.guid().transform((id) => id.toLowerCase());
const loose = <Shape extends z.ZodRawShape>(shape: Shape) => z.looseObject(shape);

/**
 * A referral as far as the adapter itself needs it. Deal fields are read through bindings, leniently; what is not named here passes
 * through untouched. Time stamps stay strings: they have seven fractional digits, and Date keeps three.
 */
const referral = loose({
  id: guid,
  engagementId: guid,
  updatedDateTime: z.string().min(1),
  createdDateTime: text,
  expirationDateTime: text,
  closedDateTime: text,
  organizationId: text,
  externalReferenceId: text,
  /** Holds its own double quotes; sent back verbatim. */
  eTag: text,
  type: text,
  qualification: text,
  direction: text,
  mpnId: z.coerce.string().nullable().catch(null),
  target: z.array(loose({ id: text })).catch([]),
  consent: loose({ consentToShareReferralWithMicrosoftSellers: z.boolean().catch(false) }).catch({
    consentToShareReferralWithMicrosoftSellers: false,
  }),
  inviteContext: loose({ invitedBy: loose({ organizationId: text }).nullable().catch(null) })
    .nullable()
    .catch(null),
});

export type Referral = z.output<typeof referral>;

/** Reads one referral. Throws `bad-input` when it is none, or holds a value that makes no sense: it must not pass for an empty one. */
export function parseReferral(json: unknown, place: string): Referral {
  const read = readReferral(wireKeys(json));
  if (typeof read !== 'string') return read;
  throw notUnderstood('a referral', read, place);
}

/** The referral, or why it is none. */
function readReferral(json: unknown): Referral | string {
  const parsed = referral.safeParse(json);
  return parsed.success ? (unsoundValue(parsed.data) ?? parsed.data) : firstIssue(parsed.error);
}

const referralList = loose({
  value: z.array(z.unknown()),
  '@odata.count': z.number().nullable().catch(null),
  '@odata.nextLink': text,
});

export interface ReferralList {
  referrals: readonly Referral[];
  /** Entries that cannot be understood: left out because one of them must not stop all others. */
  malformed: readonly MalformedReferral[];
  total: number | null;
  nextLink: string | null;
}

export interface MalformedReferral {
  /** Null when not even that can be read. */
  id: string | null;
  updatedDateTime: string | null;
  /** Undefined when it cannot be told which CRM record the document names. */
  externalReferenceId?: string | null | undefined;
  reason: string;
}

/** Reads one page of a listing. Throws `bad-input` when it is none. */
export function parseReferralList(json: unknown, place: string): ReferralList {
  const page = referralList.safeParse(wireKeys(json));
  if (!page.success) throw notUnderstood('a list of referrals', firstIssue(page.error), place);
  const read = page.data.value.map((entry) => ({ entry, outcome: readReferral(entry) }));
  return {
    referrals: read.flatMap(({ outcome }) => (typeof outcome === 'string' ? [] : [outcome])),
    malformed: read.flatMap(({ entry, outcome }) =>
      typeof outcome === 'string' ? [{ ...bearings.parse(entry), reason: outcome }] : [],
    ),
    total: page.data['@odata.count'],
    nextLink: page.data['@odata.nextLink'],
  };
}

/** What can be told of any entry, however spoilt. */
const bearings = z
  .object({
    id: guid.nullable().catch(null),
    updatedDateTime: z.iso.datetime({ offset: true }).nullable().catch(null),
    externalReferenceId: z.string().nullable().optional().catch(undefined),
  })
  .catch({ id: null, updatedDateTime: null });

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue ? `${issue.path.join('.') || 'document'}: ${issue.message}` : 'unreadable';
}

/** An answer that does not have the shape it must have. */
function notUnderstood(what: string, reason: string, place: string): CosellError {
  return new CosellError({
    code: 'answer-not-understood',
    recovery: 'bad-input',
    message: `The answer is not ${what} (${reason}).`,
    remedy:
      'Check the Partner Center addresses in the settings; if they are right, report it with the log around this time.',
    place,
  });
}

const registration = loose({
  webhookUrl: z.string(),
  webhookEvents: z.array(z.string()).catch([]),
  lastModifiedTimestamp: text.optional(),
});

export type Registration = z.output<typeof registration>;

export function parseRegistration(json: unknown, place: string): Registration {
  const parsed = registration.safeParse(wireKeys(json));
  if (parsed.success) return parsed.data;
  throw notUnderstood('a webhook registration', firstIssue(parsed.error), place);
}

const testDelivery = loose({
  correlationId: z.guid(),
  status: text,
  callbackUrl: text,
  results: z
    .array(
      loose({ responseCode: text, responseMessage: text, systemError: z.boolean().catch(false), dateTimeUtc: text }),
    )
    .catch([]),
});

export type TestDelivery = z.output<typeof testDelivery>;

export function parseTestDelivery(json: unknown, place: string): TestDelivery {
  const parsed = testDelivery.safeParse(wireKeys(json));
  if (parsed.success) return parsed.data;
  throw notUnderstood('the state of a validation event', firstIssue(parsed.error), place);
}

export function parseEventNames(json: unknown, place: string): readonly string[] {
  const parsed = z.array(z.string()).safeParse(json);
  if (parsed.success) return parsed.data;
  throw notUnderstood('a list of event names', firstIssue(parsed.error), place);
}

const event = loose({
  eventName: z.string().min(1),
  resourceUri: text,
  resourceName: text,
  resourceChangeUtcDate: text,
});

export type EventBody = z.output<typeof event>;

/** Reads a webhook body; null when it is none. */
export function parseEvent(json: unknown): EventBody | null {
  return event.safeParse(wireKeys(json)).data ?? null;
}

const GUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

export function isGuid(value: string): boolean {
  return GUID.test(value);
}
