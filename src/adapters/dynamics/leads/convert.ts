import { sentence } from '../../../core/messages.ts';
import type { ConvertChange } from '../../../core/model/plan.ts';
import { refusal } from '../../../core/model/refusal.ts';
import type { WriteResult } from '../../../engine/ports.ts';
import { auditColumn } from '../../crm/bookkeeping.ts';
import { asCreate, asUpdate, succeeding } from '../../crm/leads/conversion.ts';
import { textAt } from '../../crm/rows.ts';
import type { ChangeSet } from '../batch.ts';
import { lookUpForCreates } from '../create-lookups.ts';
import { contactFor } from '../lookups.ts';
import { notReadBack, readParts } from '../part-answers.ts';
import { contactsShown } from '../parties.ts';
import { ANY_VERSION } from '../parts.ts';
import { RowSet } from '../schema.ts';
import type { LeadContext } from './context.ts';
import { rememberedLead } from './reader.ts';
import { type LeadRows, successorQuery } from './rows.ts';
import { isQualified } from './statuses.ts';

/**
 * Makes an opportunity of a lead, in steps that each can be repeated: what an earlier attempt has done is found at the lead itself, or by the
 * referral that the opportunity carries.
 */
export async function convert(
  context: LeadContext,
  change: ConvertChange,
  signal: AbortSignal | undefined,
): Promise<WriteResult> {
  const lead = await context.leadReader.read(change.id, signal);
  if (!lead) return { kind: 'gone' };
  if (lead.opportunity) return carryOver(context, change, lead.opportunity.id, signal);
  if (isQualified(lead.row)) return { kind: 'refused', refusals: [refusal('crm-lead-without-opportunity', null, {})] };
  const { version } = rememberedLead(lead, context.leads());
  if (change.expectedVersion !== null && change.expectedVersion !== version) return { kind: 'conflict' };
  const { onAcceptance } = context.leads().settings;
  return onAcceptance === 'convert'
    ? qualify(context, change, version, signal)
    : continueBeside(context, change, lead, signal);
}

async function qualify(
  context: LeadContext,
  change: ConvertChange,
  version: string | null,
  signal: AbortSignal | undefined,
): Promise<WriteResult> {
  const { client, org } = context;
  const changes = await qualification(context, change, version);
  const answers = await client.batch([changes, { method: 'GET', path: successorQuery(org(), [change.id]) }], {
    kind: 'convert',
    signal,
  });
  const problem = readParts(answers[0] ?? [], org(), 'lead', 'convert');
  if (problem?.kind === 'failed') throw problem.error;
  // Somebody has qualified it in this very moment.
  if (problem?.kind === 'refused' && problem.refusals.some(({ code }) => code === 'crm-lead-converted'))
    return { kind: 'conflict' };
  if (problem) return problem;
  const [made] = RowSet.safeParse(answers[1]?.[0]?.body).data?.value ?? [];
  const opportunityId = made ? textAt(made, 'opportunityid') : null;
  if (opportunityId === null) throw notReadBack('lead', change.id);
  return carryOver(context, change, opportunityId, signal);
}

/** The lead takes the account and contact that are there already; the action makes the others. */
async function qualification(
  { client, org, leads }: LeadContext,
  change: ConvertChange,
  version: string | null,
): Promise<ChangeSet> {
  const { known } = await lookUpForCreates(client, [asCreate(change)], org());
  const accountId = known.accountFor(asCreate(change));
  const [person] = contactsShown(change.fields.contacts ?? [], org());
  const contactId = person ? contactFor(known, person.email, accountId) : null;
  const currency = org().currencies.byCode.get(change.fields.currency ?? '');
  const reference = (table: string, column: string, id: string) => ({
    '@odata.type': `Microsoft.Dynamics.CRM.${table}`,
    [column]: id,
  });
  return {
    changes: [
      {
        method: 'PATCH',
        path: `leads(${change.id})`,
        headers: version === null ? ANY_VERSION : { 'If-Match': version },
        body: {
          ...(accountId === null ? {} : { 'parentaccountid@odata.bind': `/accounts(${accountId})` }),
          ...(contactId === null ? {} : { 'parentcontactid@odata.bind': `/contacts(${contactId})` }),
        },
      },
      {
        method: 'POST',
        path: `leads(${change.id})/Microsoft.Dynamics.CRM.QualifyLead`,
        body: {
          CreateAccount: accountId === null,
          CreateContact: contactId === null,
          CreateOpportunity: true,
          Status: leads().statuses.qualified ?? -1,
          ...(accountId === null ? {} : { OpportunityCustomerId: reference('account', 'accountid', accountId) }),
          ...(currency
            ? { OpportunityCurrencyId: reference('transactioncurrency', 'transactioncurrencyid', currency.id) }
            : {}),
        },
      },
    ],
  };
}

/** Gives the opportunity what the action does not: the referral's identifier and link, the tick, and everything a lead has no place for. */
async function carryOver(
  { update }: LeadContext,
  change: ConvertChange,
  opportunityId: string,
  signal: AbortSignal | undefined,
): Promise<WriteResult> {
  return succeeding(await update(asUpdate(change, opportunityId), signal), change);
}

/** A new opportunity takes over, and the lead is closed: it gives up identifier and tick, so that one record stands for the referral. */
async function continueBeside(
  context: LeadContext,
  change: ConvertChange,
  { row }: LeadRows,
  signal: AbortSignal | undefined,
): Promise<WriteResult> {
  const { client, create, org, leads, clock } = context;
  const made = await create(asCreate(change), signal);
  if (made.kind !== 'written' && made.kind !== 'exists') return made;
  const { own, statuses } = leads();
  const name = made.snapshot.deal.name ?? made.snapshot.id;
  const line = { atMs: clock.nowMs(), told: sentence('lead-continues-beside', { name }) };
  const news = { feedback: { lines: [line] }, notes: [], nowMs: clock.nowMs() };
  const body = {
    ...(statuses.disqualified === null ? {} : { statecode: 2, statuscode: statuses.disqualified }),
    [own.optIn]: false,
    [own.referralId]: null,
    ...auditColumn(news, textAt(row, own.audit), org(), leads()),
  };
  const part = { method: 'PATCH' as const, path: `leads(${change.id})`, headers: ANY_VERSION, body };
  const [answers = []] = await client.batch([part], { kind: 'update', signal });
  const problem = readParts(answers, org(), 'lead', 'update');
  if (problem?.kind === 'failed') throw problem.error;
  if (problem?.kind === 'refused') return problem;
  return succeeding(
    { kind: 'written', snapshot: made.snapshot, notes: made.kind === 'written' ? made.notes : [] },
    change,
  );
}
