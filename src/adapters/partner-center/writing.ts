import type { CosellError } from '../../core/errors.ts';
import { word } from '../../core/messages.ts';
import type { DealField, DealView } from '../../core/model/deal.ts';
import type { CreateChange, Note, UpdateChange } from '../../core/model/plan.ts';
import { type Refusal, refusal } from '../../core/model/refusal.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { Taxonomy } from '../../core/model/taxonomy.ts';
import { solutionOf } from '../../core/reconcile/registration.ts';
import type { CallOptions, Log, WriteResult } from '../../engine/ports.ts';
import { type PatchOperation, patchFields, replacesLists } from './bindings.ts';
import { PARTNER_CENTER_CAPABILITIES } from './capabilities.ts';
import type { PatchOutcome, ReferralsClient } from './client.ts';
import { withKnownColleagues } from './colleagues.ts';
import { registrationOperation } from './deal-registration.ts';
import { refusalOf } from './errors.ts';
import type { ReferralReader } from './reader.ts';
import type { Referral } from './schema.ts';
import { type Half, halfOf, halfRequest, mayHaveHalf, originOf, ownRequest } from './translate.ts';

/** What writing needs. */
export interface Writing {
  client: ReferralsClient;
  reader: ReferralReader;
  log: Log;
  /** Location under which deals are created; the service decides when absent. */
  partnerId: string | undefined;
  /** What is sent for the names of roles, areas and plays. */
  taxonomy: Taxonomy | undefined;
}

/** One POST for our document; a second one asks Microsoft for help. */
export async function createDeal(
  { client, reader, log, partnerId, taxonomy }: Writing,
  change: CreateChange,
  { signal }: CallOptions,
): Promise<WriteResult> {
  const { fields, notes } = withKnownColleagues(change.fields);
  const outcome = await client.create(ownRequest({ ...change, fields }, { partnerId, taxonomy }), signal);
  if (outcome.kind === 'refused') return refused(refusalOf(outcome.error));
  const own = outcome.referral;
  const { help } = fields;
  if (!help) return written(reader.snapshot(own, null), notes);
  const half = await askForHelp(client, own, help, signal).catch((failure: CosellError) => failure);
  if ('view' in half) return written(reader.snapshot(own, half), notes);
  // Our document stands: the deal exists without help. The engine plans anew and asks through `update`, where a refusal reaches the seller.
  log.warn({ referralId: own.id, code: half.code }, 'deal created, help not asked yet');
  return { kind: 'exists', snapshot: reader.snapshot(own, null) };
}

async function askForHelp(
  client: ReferralsClient,
  own: Referral,
  help: string,
  signal: AbortSignal | undefined,
): Promise<Half | Refusal> {
  const outcome = await client.create(halfRequest(own, help), signal);
  return outcome.kind === 'written' ? halfOf(outcome.referral) : refusalOf(outcome.error);
}

/** Writes the given fields, as one conditional PATCH; help as Microsoft's half. */
export function updateDeal(writing: Writing, change: UpdateChange, { signal }: CallOptions): Promise<WriteResult> {
  const fixed = (Object.keys(change.fields) as DealField[]).find((field) => !PATCHABLE.has(field));
  if (fixed) return Promise.resolve(refused(refusal('fixed-at-creation', null, { label: word(`field.${fixed}`) })));
  return change.fields.help ? upgrade(writing, change, signal) : patch(writing, change, signal);
}

const PATCHABLE: ReadonlySet<string> = new Set(PARTNER_CENTER_CAPABILITIES.updatable);

async function patch(
  { client, reader }: Writing,
  change: UpdateChange,
  signal: AbortSignal | undefined,
): Promise<WriteResult> {
  const { id, expectedVersion } = change;
  const { fields, notes } = withKnownColleagues(change.fields);
  // Lists are replaced whole: what we do not know of their entries must come along (contract/partner-center.md §4.5).
  const present = replacesLists(fields) ? await client.get(id, signal) : undefined;
  if (present === null) return { kind: 'gone' };
  if (present && expectedVersion !== null && present.eTag !== expectedVersion) return { kind: 'conflict' };
  const outcome = await patchDocument(client, id, operationsOf(change, fields, present), expectedVersion, signal);
  if (outcome.kind === 'refused') return refused(refusalOf(outcome.error));
  if (outcome.kind !== 'written') return outcome;
  const own = outcome.referral ?? (await client.get(id, signal));
  if (!own) return { kind: 'gone' };
  return written(reader.snapshot(own, await halfAfterWrite(reader, own, change.previous, signal)), notes);
}

/** No operations, no call: the document is as it is. */
async function patchDocument(
  client: ReferralsClient,
  id: string,
  operations: readonly PatchOperation[],
  ifMatch: string | null,
  signal: AbortSignal | undefined,
): Promise<PatchOutcome> {
  return operations.length === 0 ? { kind: 'written', referral: null } : client.patch(id, operations, ifMatch, signal);
}

/** The portal demands a reason for declining, and the service may (contract/partner-center.md §3.1); this is its word for "no other fits". */
const NO_REASON = 'Others';

function operationsOf(
  { counterpartId, registration, previous }: UpdateChange,
  fields: DealView,
  present: unknown,
): readonly PatchOperation[] {
  const unexplained = fields.status === 'declined' && !fields.statusReason;
  const said = unexplained ? { ...fields, statusReason: NO_REASON } : fields;
  const reference = { op: 'replace', path: '/externalReferenceId', value: counterpartId } as const;
  const solution = registration ? solutionOf(registration, { deal: previous }) : null;
  const registered = registration && solution ? [registrationOperation(registration, solution, previous)] : [];
  return [...registered, ...patchFields(said, present), ...(counterpartId === undefined ? [] : [reference])];
}

/**
 * Our own write does not touch Microsoft's half, so what the engine knew of it stands. After a restart its id is unknown; only then
 * the engagement is read.
 */
async function halfAfterWrite(
  reader: ReferralReader,
  own: Referral,
  previous: DealView,
  signal: AbortSignal | undefined,
): Promise<Half | null> {
  if (!mayHaveHalf(own)) return null;
  const known = reader.memory.halfOf(own.id);
  if (known === undefined && previous.help != null) return (await reader.engagement(own.engagementId, signal)).half;
  if (!known) return null;
  const { help = known.view.help ?? null, microsoftCrmId = known.view.microsoftCrmId ?? null } = previous;
  return { id: known.id, view: { ...known.view, help, microsoftCrmId } };
}

/**
 * Asks Microsoft for help with a deal that exists, whether it was private, partner-led, or a create that stopped half-way. Looks first
 * whether the half is there, because an earlier attempt may have got through without an answer.
 */
async function upgrade(writing: Writing, change: UpdateChange, signal: AbortSignal | undefined): Promise<WriteResult> {
  const { client, reader } = writing;
  const document = await client.get(change.id, signal);
  if (!document) return { kind: 'gone' };
  if (originOf(document) === 'theirs') return refused(refusal('help-not-our-deal', 'help', {}));
  if (change.expectedVersion !== null && document.eTag !== change.expectedVersion) return { kind: 'conflict' };
  const { half: present } = await reader.engagement(document.engagementId, signal);
  const { help } = change.fields;
  const { fields: known, notes } = withKnownColleagues(change.fields);
  const { help: _asked, ...others } = known;
  if (present && present.view.help !== help) return refused(refusal('help-is-final', 'help', {}));
  const fields = {
    ...others,
    ...(document.consent.consentToShareReferralWithMicrosoftSellers ? {} : { visibleToMicrosoft: true }),
  };
  const operations = operationsOf(change, fields, document);
  const outcome = await patchDocument(client, change.id, operations, document.eTag, signal);
  if (outcome.kind === 'refused') return refused(refusalOf(outcome.error));
  if (outcome.kind !== 'written') return outcome;
  const own = outcome.referral ?? (operations.length > 0 ? await client.get(change.id, signal) : document);
  if (!own) return { kind: 'gone' };
  const half = present ?? (await askForHelp(client, own, help ?? '', signal));
  return 'view' in half ? written(reader.snapshot(own, half), notes) : refused(half);
}

function written(snapshot: Snapshot, notes: readonly Note[]): WriteResult {
  return { kind: 'written', snapshot, notes };
}

function refused(...refusals: readonly Refusal[]): WriteResult {
  return { kind: 'refused', refusals };
}
