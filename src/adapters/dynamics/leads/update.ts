import type { UpdateChange } from '../../../core/model/plan.ts';
import type { WriteResult } from '../../../engine/ports.ts';
import type { Batcher, Outcome } from '../../crm/batcher.ts';
import { auditColumn, counterpartColumns } from '../../crm/bookkeeping.ts';
import type { Columns } from '../../crm/columns.ts';
import type { DueLead, LeadWrites } from '../../crm/leads/updates.ts';
import { createLeadUpdates } from '../../crm/leads/updates.ts';
import { textAt } from '../../crm/rows.ts';
import type { BatchPart, EntryAnswer } from '../batch.ts';
import { notReadBack, readParts } from '../part-answers.ts';
import { ANY_VERSION } from '../parts.ts';
import { RowSet } from '../schema.ts';
import { unlessEdited } from '../translate.ts';
import type { LeadContext } from './context.ts';
import { type RememberedLead, rememberedLead } from './reader.ts';
import { type LeadRows, leadsById } from './rows.ts';
import { normalizeLead, snapshotFromLead } from './translate.ts';
import { leadUpdateColumns } from './write-columns.ts';

const MAX_LEADS = 10;

/** Updates of leads, carried out together and read back in the same call. */
export function createLeadUpdater(context: LeadContext): Batcher<UpdateChange, WriteResult> {
  return createLeadUpdates({
    place: 'Dynamics 365 update',
    maxSize: MAX_LEADS,
    currentOf: (change) => currentOf(context, change),
    columnsOf: (change, current) => columnsOf(context, change, current),
    carryOut: (due) => carryOut(context, due),
  });
}

/** From memory where the version still stands, else read. */
async function currentOf(
  { leadReader, leads }: LeadContext,
  { id, expectedVersion }: UpdateChange,
): Promise<RememberedLead | null> {
  const remembered = expectedVersion === null ? null : leadReader.memory.get(id, expectedVersion);
  if (remembered) return remembered;
  const lead = await leadReader.read(id);
  return lead && rememberedLead(lead, leads());
}

function columnsOf({ org, leads, clock }: LeadContext, change: UpdateChange, { audit }: RememberedLead): LeadWrites {
  const { fields, previous, counterpartId, feedback } = change;
  const { columns, notes } = leadUpdateColumns(fields, previous, org(), leads());
  const identified: Columns = counterpartId === undefined ? {} : counterpartColumns(counterpartId, org(), leads().own);
  const told = auditColumn({ feedback, notes, nowMs: clock.nowMs() }, audit, org(), leads());
  return { columns: { ...columns, ...identified, ...told }, notes };
}

async function carryOut(
  context: LeadContext,
  due: readonly DueLead[],
): Promise<Map<UpdateChange, Outcome<WriteResult>>> {
  const { client, leads } = context;
  const writing = due.filter(({ columns }) => Object.keys(columns).length > 0);
  const ids = [...new Set(due.map(({ change }) => change.id))];
  const readBack: BatchPart = { method: 'GET', path: leadsById(leads(), ids) };
  const answers = await client.batch([...writing.map(partOf), readBack], { kind: 'update' });
  const rows = RowSet.safeParse(answers.at(-1)?.[0]?.body).data?.value ?? [];
  return new Map(
    due.map((one) => {
      const row = rows.find((each) => textAt(each, 'leadid') === one.change.id);
      const own = writing.includes(one) ? (answers[writing.indexOf(one)] ?? []) : [];
      return [one.change, settle(context, one, own, row ? { row, opportunity: null } : null)];
    }),
  );
}

function partOf({ change, columns }: DueLead): BatchPart {
  const headers = change.expectedVersion === null ? ANY_VERSION : { 'If-Match': change.expectedVersion };
  return { method: 'PATCH', path: `leads(${change.id})`, headers, body: columns };
}

function settle(
  { leadReader, org, leads }: LeadContext,
  { change, notes }: DueLead,
  answers: EntryAnswer,
  lead: LeadRows | null,
): Outcome<WriteResult> {
  const problem = readParts(answers, org(), 'lead', 'update');
  if (problem) {
    leadReader.memory.forget(change.id);
    return problem.kind === 'failed' ? { error: problem.error } : { value: problem };
  }
  if (!lead) return { error: notReadBack('lead', change.id) };
  leadReader.memory.put(rememberedLead(lead, leads()));
  const written = { ...change.previous, ...normalizeLead(change.fields, org(), leads()) };
  const snapshot = unlessEdited(snapshotFromLead(lead.row, leads()), lead.row, org(), written);
  return { value: { kind: 'written', snapshot, notes } };
}
