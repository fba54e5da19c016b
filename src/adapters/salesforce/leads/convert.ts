import { sentence } from '../../../core/messages.ts';
import type { ConvertChange, CreateChange, UpdateChange } from '../../../core/model/plan.ts';
import { refusal } from '../../../core/model/refusal.ts';
import type { WriteResult } from '../../../engine/ports.ts';
import type { Batcher } from '../../crm/batcher.ts';
import { auditColumn } from '../../crm/bookkeeping.ts';
import { asCreate, asUpdate, succeeding } from '../../crm/leads/conversion.ts';
import { flagAt, textAt } from '../../crm/rows.ts';
import { lookUpForCreates } from '../create-lookups.ts';
import { readParts } from '../part-answers.ts';
import { contactsShown } from '../parties.ts';
import type { Row } from '../schema.ts';
import type { LeadContext } from './create.ts';
import type { ConvertLead } from './soap.ts';
import { opportunityOf } from './translate.ts';

export interface ConvertContext extends LeadContext {
  convertLead: ConvertLead;
  /** Writing opportunities. */
  create: Batcher<CreateChange, WriteResult>;
  update: Batcher<UpdateChange, WriteResult>;
}

/**
 * Makes an opportunity of a lead, in steps that each can be repeated: what an earlier attempt has done is found at the lead itself, or by the
 * referral that the opportunity carries.
 */
export async function convert(
  context: ConvertContext,
  change: ConvertChange,
  signal: AbortSignal | undefined,
): Promise<WriteResult> {
  const row = await context.leadReader.read(change.id, signal);
  if (!row) return { kind: 'gone' };
  const done = opportunityOf(row);
  if (done !== null) return carryOver(context, change, done, signal);
  if (flagAt(row, 'IsConverted'))
    return { kind: 'refused', refusals: [refusal('crm-lead-without-opportunity', null, {})] };
  if (change.expectedVersion !== null && change.expectedVersion !== textAt(row, 'LastModifiedDate'))
    return { kind: 'conflict' };
  const { onAcceptance } = context.leads().settings;
  return onAcceptance === 'convert'
    ? convertInPlace(context, change, row, signal)
    : continueBeside(context, change, row, signal);
}

async function convertInPlace(
  context: ConvertContext,
  change: ConvertChange,
  row: Row,
  signal: AbortSignal | undefined,
): Promise<WriteResult> {
  const { client, org, leads, convertLead } = context;
  const { known } = await lookUpForCreates(client, [asCreate(change)], org());
  const accountId = known.accountFor(asCreate(change));
  const [person] = contactsShown(change.fields.contacts ?? [], org());
  const namesakes = person?.email ? (known.contacts.get(person.email) ?? []) : [];
  const contact = namesakes.find((found) => accountId !== null && found.accountId === accountId);
  const outcome = await convertLead(
    {
      leadId: change.id,
      convertedStatus: leads().statuses.converted ?? '',
      accountId,
      // A contact is only taken together with its own account.
      contactId: contact?.id ?? null,
      ownerId: isQueue(textAt(row, 'OwnerId')) ? org().ownUserId : null,
      opportunityName: change.fields.name ?? null,
      allowDuplicates: org().settings.allowDuplicates,
    },
    signal,
  );
  switch (outcome.kind) {
    case 'converted':
      return carryOver(context, change, outcome.opportunityId, signal);
    case 'failed':
      throw outcome.error;
    case 'refused':
      // Somebody has converted it in this very moment.
      return outcome.refusals.some(({ code }) => code === 'crm-lead-converted') ? { kind: 'conflict' } : outcome;
    case 'conflict':
    case 'gone':
      return outcome;
  }
}

const QUEUE_PREFIX = '00G';

function isQueue(ownerId: string | null): boolean {
  return ownerId?.startsWith(QUEUE_PREFIX) ?? false;
}

/** Gives the opportunity what the conversion does not: the referral's identifier and link, the tick, and everything a lead has no place for. */
async function carryOver(
  { update }: ConvertContext,
  change: ConvertChange,
  opportunityId: string,
  signal: AbortSignal | undefined,
): Promise<WriteResult> {
  return succeeding(await update(asUpdate(change, opportunityId), signal), change);
}

/** A new opportunity takes over, and the lead is closed: it gives up identifier and tick, so that one record stands for the referral. */
async function continueBeside(
  context: ConvertContext,
  change: ConvertChange,
  row: Row,
  signal: AbortSignal | undefined,
): Promise<WriteResult> {
  const { client, create, org, leads, clock } = context;
  const made = await create(asCreate(change), signal);
  if (made.kind !== 'written' && made.kind !== 'exists') return made;
  const { own, statuses } = leads();
  const name = made.snapshot.deal.name ?? made.snapshot.id;
  const line = { atMs: clock.nowMs(), told: sentence('lead-continues-beside', { name }) };
  const news = { feedback: { lines: [line] }, notes: [], nowMs: clock.nowMs() };
  const closing = {
    ...(statuses.closed === null ? {} : { Status: statuses.closed }),
    [own.optIn]: false,
    [own.referralId]: null,
    ...auditColumn(news, textAt(row, own.audit), org(), leads()),
  };
  const part = { method: 'PATCH' as const, path: `sobjects/Lead/${row.Id}`, referenceId: 'lead', body: closing };
  const problem = readParts(await client.composite([part], true, { kind: 'update', signal }), org(), {
    mainReference: 'lead',
  });
  if (problem?.kind === 'failed') throw problem.error;
  if (problem?.kind === 'refused') return problem;
  return succeeding(
    { kind: 'written', snapshot: made.snapshot, notes: made.kind === 'written' ? made.notes : [] },
    change,
  );
}
