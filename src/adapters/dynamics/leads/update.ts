import type { UpdateChange } from '../../../core/model/plan.ts';
import type { WriteResult } from '../../../engine/ports.ts';
import { type Batcher, createBatcher, type Outcome } from '../../crm/batcher.ts';
import { auditColumn, counterpartColumns } from '../../crm/bookkeeping.ts';
import type { Columns } from '../../crm/columns.ts';
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
import { type LeadWrites, leadUpdateColumns } from './write-columns.ts';

const MAX_LEADS = 10;

/** Updates of leads, carried out together and read back in the same call. */
export function createLeadUpdater(context: LeadContext): Batcher<UpdateChange, WriteResult> {
  return createBatcher<UpdateChange, WriteResult>({
    place: 'Dynamics 365 update',
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

async function carryOut(context: LeadContext, due: readonly Due[]): Promise<Map<UpdateChange, Outcome<WriteResult>>> {
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

function partOf({ change, columns }: Due): BatchPart {
  const headers = change.expectedVersion === null ? ANY_VERSION : { 'If-Match': change.expectedVersion };
  return { method: 'PATCH', path: `leads(${change.id})`, headers, body: columns };
}

function settle(
  { leadReader, org, leads }: LeadContext,
  { change, notes }: Due,
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
