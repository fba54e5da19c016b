import { CosellError } from '../../../core/errors.ts';
import type { CreateChange } from '../../../core/model/plan.ts';
import type { WriteResult } from '../../../engine/ports.ts';
import { type Batcher, createBatcher, type Outcome } from '../../crm/batcher.ts';
import { auditColumn, counterpartColumns } from '../../crm/bookkeeping.ts';
import type { Columns } from '../../crm/columns.ts';
import { referralOf } from '../../crm/creating.ts';
import { referralIdIn } from '../../crm/referral-id.ts';
import { textAt } from '../../crm/rows.ts';
import { query } from '../odata.ts';
import { readParts } from '../part-answers.ts';
import { rowIds } from '../row-ids.ts';
import type { Row } from '../schema.ts';
import { RowSet } from '../schema.ts';
import { carrying } from '../statements.ts';
import type { LeadContext } from './context.ts';
import { rememberedLead } from './reader.ts';
import { leadsById, leadsByReferral } from './rows.ts';
import { newLeadColumns } from './write-columns.ts';

/** Microsoft advises small batches (contract §1). */
const MAX_LEADS = 10;

/** New leads, two calls for several: what carries their referrals already, then the leads themselves, read back in the same call. */
export function createLeadCreator(context: LeadContext): Batcher<CreateChange, WriteResult> {
  return createBatcher<CreateChange, WriteResult>({
    place: 'Dynamics 365 create',
    writing: true,
    maxSize: MAX_LEADS,
    lanes: 1,
    run: async (changes) => {
      const existing = await bearers(context, changes);
      const fresh = changes.filter((change) => !existing.has(keyOf(change)));
      const made = await carryOut(context, fresh);
      return Promise.all(
        changes.map(async (change) => {
          const found = existing.get(keyOf(change));
          return found ? { value: await found() } : (made.get(change) ?? { error: unclear() });
        }),
      );
    },
  });
}

function keyOf(change: CreateChange): string {
  return referralOf(change).toLowerCase();
}

type Found = () => Promise<WriteResult>;

/** Records that carry one of the referrals: whether a create whose answer was lost or somebody else made them, they are never doubled. */
async function bearers(
  { client, org, leads, leadReader, reader }: LeadContext,
  changes: readonly CreateChange[],
): Promise<ReadonlyMap<string, Found>> {
  const referrals = changes.map(referralOf);
  const context = { kind: 'look-up' };
  const deals = query('opportunities', {
    select: ['opportunityid', org().own.referralId],
    filter: carrying(org(), referrals),
    orderBy: 'createdon desc',
  });
  const [dealRows = [], leadRows = []] = await client.rows([deals, leadsByReferral(leads(), referrals)], context);
  const found = new Map<string, Found>();
  for (const lead of await leadReader.complete(leadRows, context)) {
    const key = referralIn(lead.row, leads().own.referralId);
    if (!found.has(key)) found.set(key, async () => ({ kind: 'exists', snapshot: await leadReader.snapshot(lead) }));
  }
  for (const row of dealRows) {
    found.set(referralIn(row, org().own.referralId), async () => {
      const deal = await reader.read(textAt(row, 'opportunityid') ?? '');
      if (!deal) throw unclear();
      return { kind: 'exists', snapshot: deal.snapshot };
    });
  }
  return found;
}

function referralIn(row: Row, column: string): string {
  return referralIdIn(textAt(row, column))?.toLowerCase() ?? '';
}

async function carryOut(
  context: LeadContext,
  changes: readonly CreateChange[],
): Promise<ReadonlyMap<CreateChange, Outcome<WriteResult>>> {
  const { client, org, leads, leadReader } = context;
  const outcomes = new Map<CreateChange, Outcome<WriteResult>>();
  if (changes.length === 0) return outcomes;
  const units = changes.map((change) => unitOf(context, change));
  const ids = units.map(({ id }) => id);
  const answers = await client.batch(
    [
      ...units.map(({ body }) => ({ method: 'POST' as const, path: 'leads', body })),
      { method: 'GET', path: leadsById(leads(), ids) },
    ],
    { kind: 'create' },
  );
  const rows = RowSet.safeParse(answers.at(-1)?.[0]?.body).data?.value ?? [];
  for (const [at, { change, notes, id }] of units.entries()) {
    const problem = readParts(answers[at] ?? [], org(), 'lead', 'create');
    const row = rows.find((one) => textAt(one, 'leadid') === id);
    if (problem?.kind === 'failed') outcomes.set(change, { error: problem.error });
    else if (problem?.kind === 'refused') outcomes.set(change, { value: problem });
    else if (!problem && row) {
      const lead = { row, opportunity: null };
      leadReader.memory.put(rememberedLead(lead, leads()));
      outcomes.set(change, { value: { kind: 'written', snapshot: await leadReader.snapshot(lead), notes } });
    }
  }
  return outcomes;
}

function unitOf({ org, leads, clock }: LeadContext, change: CreateChange) {
  const { fields, feedback } = change;
  const referralId = referralOf(change);
  const { columns, notes } = newLeadColumns(fields, referralId, org(), leads());
  const nowMs = clock.nowMs();
  const id = rowIds(nowMs)();
  const body: Columns = {
    leadid: id,
    ...columns,
    [leads().own.optIn]: true,
    ...counterpartColumns(referralId, org(), leads().own),
    ...auditColumn({ feedback, notes, nowMs }, null, org(), leads()),
  };
  return { change, notes, id, body };
}

function unclear(): CosellError {
  return new CosellError({
    code: 'dynamics-create-unclear',
    recovery: 'retry',
    message: 'Dynamics 365 did not say what became of the new lead.',
    remedy: 'Nothing to do; it is searched for and, if need be, created again.',
    outcomeUnknown: true,
  });
}
