import type { UpdateChange } from '../../../core/model/plan.ts';
import type { WriteResult } from '../../../engine/ports.ts';
import { type Batcher, createBatcher, type Outcome } from '../../crm/batcher.ts';
import { auditColumn, counterpartColumns } from '../../crm/bookkeeping.ts';
import type { Columns } from '../../crm/columns.ts';
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
import { type LeadWrites, leadUpdateColumns } from './write-columns.ts';

const MAX_LEADS = 24;

/** Updates of leads, carried out together and read back in the same call. */
export function createLeadUpdater(context: LeadContext): Batcher<UpdateChange, WriteResult> {
  return createBatcher<UpdateChange, WriteResult>({
    place: 'Salesforce update',
    writing: true,
    maxSize: MAX_LEADS,
    lanes: 1,
    run: async (changes) => {
      const currents = await Promise.all(changes.map((change) => currentOf(context, change)));
      const due = changes.flatMap((change, at): Due[] => {
        const current = currents[at];
        const isCurrent = change.expectedVersion === null || change.expectedVersion === current?.version;
        return current && isCurrent ? [{ change, ...columnsOf(context, change, current) }] : [];
      });
      const outcomes = due.length === 0 ? new Map<UpdateChange, Outcome<WriteResult>>() : await carryOut(context, due);
      return changes.map(
        (change, at) =>
          outcomes.get(change) ?? { value: { kind: currents[at] ? ('conflict' as const) : ('gone' as const) } },
      );
    },
  });
}

interface Due extends LeadWrites {
  change: UpdateChange;
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

async function carryOut(context: LeadContext, due: readonly Due[]): Promise<Map<UpdateChange, Outcome<WriteResult>>> {
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

function partOf({ change, columns }: Due, at: number): Part {
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
  { change, notes }: Due,
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
