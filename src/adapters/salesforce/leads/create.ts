import { CosellError } from '../../../core/errors.ts';
import type { CreateChange } from '../../../core/model/plan.ts';
import type { Clock, WriteResult } from '../../../engine/ports.ts';
import { type Batcher, createBatcher, type Outcome } from '../../crm/batcher.ts';
import { auditColumn, counterpartColumns } from '../../crm/bookkeeping.ts';
import { referralOf } from '../../crm/creating.ts';
import { queryBody } from '../answers.ts';
import type { Part } from '../client.ts';
import { lookUp } from '../lookups.ts';
import { readParts } from '../part-answers.ts';
import type { PartAnswer, Row } from '../schema.ts';
import { inList, select } from '../soql.ts';
import { dealColumns } from '../statements.ts';
import { snapshotFromRow } from '../translate.ts';
import type { WriteContext } from '../update.ts';
import type { LeadOrg } from './org.ts';
import { type LeadReader, referralOfLead } from './reader.ts';
import { leadColumns, leadsByReferral } from './translate.ts';
import { newLeadColumns } from './write-columns.ts';

/** What writing leads needs besides what writing deals needs. */
export interface LeadContext extends WriteContext {
  leads: () => LeadOrg;
  leadReader: LeadReader;
  clock: Pick<Clock, 'nowMs'>;
}

/** Parts of one composite call, of which one is kept for reading back (contract §1.3). */
const MAX_LEADS = 24;

/** New leads, two calls for many: what carries their referrals already, then the leads themselves, read back in the same call. */
export function createLeadCreator(context: LeadContext): Batcher<CreateChange, WriteResult> {
  return createBatcher<CreateChange, WriteResult>({
    place: 'Salesforce create',
    writing: true,
    maxSize: MAX_LEADS,
    lanes: 1,
    run: async (changes) => {
      const existing = await bearers(context, changes);
      const fresh = changes.filter((change) => !existing.has(referralOf(change).toLowerCase()));
      const made = await carryOut(context, fresh);
      return Promise.all(
        changes.map(async (change) => {
          const found = existing.get(referralOf(change).toLowerCase());
          return found ? { value: await found() } : (made.get(change) ?? { error: unclear() });
        }),
      );
    },
  });
}

type Found = () => Promise<WriteResult>;

/** Records that carry one of the referrals: whether a create whose answer was lost or somebody else made them, they are never doubled. */
async function bearers(
  { client, org, leads, leadReader }: LeadContext,
  changes: readonly CreateChange[],
): Promise<ReadonlyMap<string, Found>> {
  const referrals = changes.map(referralOf);
  const { referralId } = org().own;
  const deals = select(dealColumns(org(), { audit: true }), 'Opportunity', `${referralId} IN ${inList(referrals)}`);
  const context = { kind: 'look-up' };
  const [dealPage = null, leadPage = null] = await lookUp(
    client,
    [deals, leadsByReferral(leads(), referrals)],
    context,
  );
  const found = new Map<string, Found>();
  for (const row of leadPage?.rows ?? []) {
    const key = referralOfLead(row, leads());
    if (!found.has(key)) found.set(key, async () => ({ kind: 'exists', snapshot: await leadReader.snapshot(row) }));
  }
  for (const row of dealPage?.rows ?? []) {
    const key = String(row[referralId]).toLowerCase();
    found.set(key, async () => ({ kind: 'exists', snapshot: snapshotFromRow(row, org()) }));
  }
  return found;
}

async function carryOut(
  context: LeadContext,
  changes: readonly CreateChange[],
): Promise<ReadonlyMap<CreateChange, Outcome<WriteResult>>> {
  const { client, org, leads, leadReader } = context;
  const outcomes = new Map<CreateChange, Outcome<WriteResult>>();
  if (changes.length === 0) return outcomes;
  const units = changes.map((change, at) => unitOf(context, change, `lead${at}`));
  const referrals = changes.map(referralOf);
  const where = `${leads().own.referralId} IN ${inList(referrals)}`;
  const soql = select(leadColumns(leads(), { audit: true }), 'Lead', where, 'ORDER BY CreatedDate, Id');
  const readBack: Part = { method: 'GET', path: `query?q=${encodeURIComponent(soql)}`, referenceId: 'after' };
  const answers = await client.composite([...units.map(({ part }) => part), readBack], false, { kind: 'create' });
  const last = answers.at(-1);
  const rows: readonly Row[] = last === undefined || last.httpStatusCode >= 400 ? [] : queryBody(last).records;
  const byReferral = new Map(rows.map((row) => [referralOfLead(row, leads()), row]));
  for (const [at, { change, notes, part }] of units.entries()) {
    const problem = readParts(answers.slice(at, at + 1) as PartAnswer[], org(), { mainReference: part.referenceId });
    const row = byReferral.get(referralOf(change).toLowerCase());
    if (problem?.kind === 'failed') outcomes.set(change, { error: problem.error });
    else if (problem) outcomes.set(change, problem.kind === 'refused' ? { value: problem } : { error: unclear() });
    else if (row) outcomes.set(change, { value: { kind: 'written', snapshot: await leadReader.snapshot(row), notes } });
  }
  return outcomes;
}

function unitOf({ org, leads, clock }: LeadContext, change: CreateChange, referenceId: string) {
  const { fields, feedback } = change;
  const referralId = referralOf(change);
  const { columns, notes } = newLeadColumns(fields, referralId, org(), leads());
  const body = {
    ...columns,
    [leads().own.optIn]: true,
    ...counterpartColumns(referralId, org(), leads().own),
    ...auditColumn({ feedback, notes, nowMs: clock.nowMs() }, null, org(), leads()),
  };
  if (!leads().upsertsByReferral)
    return { change, notes, part: { method: 'POST', path: 'sobjects/Lead', referenceId, body } satisfies Part };
  // The value that addresses the record must not be in the body as well (contract §1.2).
  const { [leads().own.referralId]: _addressed, ...rest } = body;
  const path = `sobjects/Lead/${leads().own.referralId}/${encodeURIComponent(referralId)}`;
  return { change, notes, part: { method: 'PATCH', path, referenceId, body: rest } satisfies Part };
}

function unclear(): CosellError {
  return new CosellError({
    code: 'salesforce-create-unclear',
    recovery: 'retry',
    message: 'Salesforce did not say what became of the new lead.',
    remedy: 'Nothing to do; it is searched for and, if need be, created again.',
    outcomeUnknown: true,
  });
}
