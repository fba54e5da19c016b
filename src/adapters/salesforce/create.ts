import { asCosellError, CosellError } from '../../core/errors.ts';
import type { DealView } from '../../core/model/deal.ts';
import type { CreateChange } from '../../core/model/plan.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { Clock, WriteResult } from '../../engine/ports.ts';
import { type Batcher, createBatcher, type Outcome, outcomeOf } from '../crm/batcher.ts';
import type { GraphOutcome } from './client.ts';
import { type CreateUnit, createUnit, OPPORTUNITY } from './create-graph.ts';
import { lookUpForCreates, referralOf } from './create-lookups.ts';
import type { Org } from './org.ts';
import { readParts } from './part-answers.ts';
import { SavedBody } from './schema.ts';
import { normalizeView, snapshotAfterWrite, snapshotFromRow } from './translate.ts';
import type { WriteContext } from './update.ts';

type Outcomes = Map<CreateChange, Outcome<WriteResult>>;

/** A graph call takes 500 nodes (contract §1.3); a deal with two contacts and two solutions has ten. */
const MAX_DEALS = 25;
const MAX_NODES = 500;

export type InTurn = <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * New opportunities, one graph each and many graphs per call. There is one lane only, and one turn among all processes: two deals of the same
 * new customer must not make two accounts, so nothing is looked up while another create is under way.
 */
export function createCreator(
  context: WriteContext,
  clock: Pick<Clock, 'nowMs'>,
  inTurn: InTurn = (task) => task(),
): Batcher<CreateChange, WriteResult> {
  return createBatcher<CreateChange, WriteResult>({
    place: 'Salesforce create',
    writing: true,
    maxSize: MAX_DEALS,
    lanes: 1,
    run: async (changes, signal) => {
      const outcomes: Outcomes = new Map();
      await inTurn(async () => {
        let waiting = changes;
        while (waiting.length > 0) {
          const left = await runRound(context, waiting, outcomes, clock.nowMs());
          if (left.length === waiting.length) break;
          waiting = left;
        }
      }, signal);
      const lost = { error: asCosellError(new Error('create without outcome')) };
      return changes.map((change) => outcomes.get(change) ?? lost);
    },
  });
}

/** Creates what can be made side by side; answers the deals that must wait because another one makes the same account, contact or solution. */
async function runRound(
  context: WriteContext,
  changes: readonly CreateChange[],
  outcomes: Outcomes,
  nowMs: number,
): Promise<readonly CreateChange[]> {
  const org = context.org();
  const { existing, known } = await lookUpForCreates(context.client, changes, org);
  const fresh = changes.filter((change) => {
    const rows = existing.get(referralOf(change).toLowerCase());
    // Whether a create whose answer was lost or somebody else made it: it is taken as it is and never doubled, the oldest of several.
    const [oldest] = rows ?? [];
    if (oldest)
      outcomes.set(
        change,
        outcomeOf(() => ({ kind: 'exists', snapshot: snapshotFromRow(oldest, org) })),
      );
    return !oldest;
  });
  const { units, deferred } = sideBySide(fresh.map((change, at) => createUnit(change, `deal${at}`, known, org, nowMs)));
  if (units.length > 0) await carryOut(context, units, outcomes, org);
  return deferred.map(({ change }) => change);
}

function sideBySide(all: readonly CreateUnit[]): { units: CreateUnit[]; deferred: CreateUnit[] } {
  const made = new Set<string>();
  const units: CreateUnit[] = [];
  const deferred: CreateUnit[] = [];
  let nodes = 0;
  for (const unit of all) {
    nodes += unit.graph.parts.length;
    const clashes = unit.makes.some((key) => made.has(key)) || (nodes > MAX_NODES && units.length > 0);
    (clashes ? deferred : units).push(unit);
    if (!clashes) for (const key of unit.makes) made.add(key);
    else nodes -= unit.graph.parts.length;
  }
  return { units, deferred };
}

async function carryOut(
  context: WriteContext,
  units: readonly CreateUnit[],
  outcomes: Outcomes,
  org: Org,
): Promise<void> {
  const graphs = units.map(({ graph }) => graph);
  const answers = await context.client.graphs(graphs, { kind: 'create' });
  const byId = new Map(answers.map((answer) => [answer.graphId, answer]));
  await Promise.all(
    units.map(async (unit) => {
      const answer = byId.get(unit.graph.graphId);
      outcomes.set(unit.change, answer ? await settle(context, unit, answer, org) : { error: noAnswer() });
    }),
  );
}

async function settle(
  { client, reader }: WriteContext,
  unit: CreateUnit,
  answer: GraphOutcome,
  org: Org,
): Promise<Outcome<WriteResult>> {
  const problem = answer.isSuccessful ? null : readParts(answer.parts, org, { mainReference: OPPORTUNITY });
  if (problem?.kind === 'failed') return { error: problem.error };
  if (problem?.kind === 'refused') return { value: problem };
  // A record that was found a moment ago is gone; the next attempt looks it up again.
  if (problem || !answer.isSuccessful) return { error: noAnswer() };
  const saved = SavedBody.safeParse(answer.parts.find(({ referenceId }) => referenceId === OPPORTUNITY)?.body);
  if (!saved.success) return { error: noAnswer() };
  const written = normalizeView(unit.change.fields, org);
  if (written.notes != null) client.notes.wrote(saved.data.id, written.notes, org.ownUserId);
  const row = await reader.read(saved.data.id).catch(() => null);
  client.notes.forget(saved.data.id);
  return outcomeOf(() => {
    const snapshot = row
      ? snapshotAfterWrite(row, org, written, written.notes != null)
      : predicted(unit, saved.data.id, written);
    return { kind: 'written', snapshot, notes: unit.notes };
  });
}

/** The record exists but could not be read back: what was written is what it shows; without a version the next write reads first. */
function predicted({ change }: CreateUnit, id: string, deal: DealView): Snapshot {
  return {
    side: 'crm',
    id,
    version: null,
    modifiedAt: '',
    deal,
    counterpartId: referralOf(change),
    record: { kind: 'opportunity', optedIn: true, mark: change.feedback?.mark ?? null, customerId: null },
  };
}

function noAnswer(): CosellError {
  return new CosellError({
    code: 'salesforce-create-unclear',
    recovery: 'retry',
    message: 'Salesforce did not say what became of the new opportunity.',
    remedy: 'Nothing to do; it is searched for and, if need be, created again.',
    outcomeUnknown: true,
  });
}
