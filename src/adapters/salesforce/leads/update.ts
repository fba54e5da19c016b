import type { UpdateChange } from '../../../core/model/plan.ts';
import type { WriteResult } from '../../../engine/ports.ts';
import type { Batcher, Outcome } from '../../crm/batcher.ts';
import { auditColumn, counterpartColumns } from '../../crm/bookkeeping.ts';
import type { Columns } from '../../crm/columns.ts';
import type { DueLead, LeadWrites } from '../../crm/leads/updates.ts';
import { createLeadUpdates } from '../../crm/leads/updates.ts';
import { textAt } from '../../crm/rows.ts';
import { queryBody } from '../answers.ts';
import type { Part } from '../client.ts';
import type { CurrentRecord } from '../memory.ts';
import { notReadBack, readParts } from '../part-answers.ts';
import type { PartAnswer, Row } from '../schema.ts';
import { httpDate } from '../soql.ts';
import { unlessEdited } from '../translate.ts';
import type { LeadContext } from './create.ts';
import { currentLead, leadsById, normalizeLead, snapshotFromLead } from './translate.ts';
import { leadUpdateColumns } from './write-columns.ts';

const MAX_LEADS = 24;

/** Updates of leads, carried out together and read back in the same call. */
export function createLeadUpdater(context: LeadContext): Batcher<UpdateChange, WriteResult> {
  return createLeadUpdates({
    place: 'Salesforce update',
    maxSize: MAX_LEADS,
    currentOf: (change) => currentOf(context, change),
    columnsOf: (change, current) => columnsOf(context, change, current),
    carryOut: (due) => carryOut(context, due),
  });
}

/** From memory where the version still stands, else read. */
async function currentOf(
  { reader, leadReader, leads }: LeadContext,
  { id, expectedVersion }: UpdateChange,
): Promise<CurrentRecord | null> {
  const remembered = expectedVersion === null ? null : reader.memory.get(id, expectedVersion);
  if (remembered) return remembered;
  const row = await leadReader.read(id);
  return row ? currentLead(row, leads()) : null;
}

function columnsOf({ org, leads, clock }: LeadContext, change: UpdateChange, { audit }: CurrentRecord): LeadWrites {
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
  const soql = leadsById(
    leads(),
    due.map(({ change }) => change.id),
  );
  const readBack: Part = { method: 'GET', path: `query?q=${encodeURIComponent(soql)}`, referenceId: 'after' };
  const answers = await client.composite([...writing.map(partOf), readBack], false, { kind: 'update' });
  const last = answers.at(-1);
  const rows: readonly Row[] = last === undefined || last.httpStatusCode >= 400 ? [] : queryBody(last).records;
  const byId = new Map(rows.map((row) => [row.Id, row]));
  return new Map(
    due.map((one) => {
      const answer = answers[writing.indexOf(one)];
      return [one.change, settle(context, one, writing.includes(one) && answer ? [answer] : [], byId)];
    }),
  );
}

function partOf({ change, columns }: DueLead, at: number): Part {
  const since = change.expectedVersion === null ? null : httpDate(change.expectedVersion);
  return {
    method: 'PATCH',
    path: `sobjects/Lead/${change.id}`,
    referenceId: `lead${at}`,
    body: columns,
    ...(since === null ? {} : { headers: { 'If-Unmodified-Since': since } }),
  };
}

function settle(
  { reader, org, leads }: LeadContext,
  { change, notes }: DueLead,
  answers: readonly PartAnswer[],
  rows: ReadonlyMap<string, Row>,
): Outcome<WriteResult> {
  const problem = readParts(answers, org(), { mainReference: answers[0]?.referenceId ?? '' });
  if (problem) {
    reader.memory.forget(change.id);
    return problem.kind === 'failed' ? { error: problem.error } : { value: problem };
  }
  const row = rows.get(change.id);
  if (!row) return { error: notReadBack('lead', change.id) };
  reader.memory.put(currentLead(row, leads()));
  const written = { ...change.previous, ...normalizeLead(change.fields, org(), leads()) };
  const snapshot = unlessEdited(snapshotFromLead(row, leads()), [textAt(row, 'LastModifiedById')], org(), written);
  return { value: { kind: 'written', snapshot, notes } };
}
