import { CosellError } from '../../core/errors.ts';
import type { CreateChange } from '../../core/model/plan.ts';
import type { Clock, WriteResult } from '../../engine/ports.ts';
import { type Batcher, type Outcome, outcomeOf } from '../crm/batcher.ts';
import type { CreateOutcomes } from '../crm/creating.ts';
import { createInRounds, predicted, referralOf, sideBySide } from '../crm/creating.ts';
import type { InTurn } from '../crm/options.ts';
import type { GraphOutcome } from './client.ts';
import { type CreateUnit, createUnit, OPPORTUNITY } from './create-graph.ts';
import { lookUpForCreates } from './create-lookups.ts';
import type { Org } from './org.ts';
import { readParts } from './part-answers.ts';
import { SavedBody } from './schema.ts';
import { normalizeView, snapshotAfterWrite, snapshotFromRow } from './translate.ts';
import type { WriteContext } from './update.ts';

/** A graph call takes 500 nodes (contract §1.3); a deal with two contacts and two solutions has ten. */
const MAX_DEALS = 25;
const MAX_NODES = 500;

/** New opportunities, one graph each and many graphs per call. */
export function createCreator(
  context: WriteContext,
  clock: Pick<Clock, 'nowMs'>,
  inTurn: InTurn | undefined,
): Batcher<CreateChange, WriteResult> {
  return createInRounds({
    place: 'Salesforce create',
    maxSize: MAX_DEALS,
    inTurn,
    runRound: (changes, outcomes) => runRound(context, changes, outcomes, clock.nowMs()),
  });
}

/** A graph call has a limit of nodes, which one deal alone may pass. */
function fits(taken: readonly CreateUnit[], { graph }: CreateUnit): boolean {
  const nodes = taken.reduce((sum, unit) => sum + unit.graph.parts.length, graph.parts.length);
  return taken.length === 0 || nodes <= MAX_NODES;
}

async function runRound(
  context: WriteContext,
  changes: readonly CreateChange[],
  outcomes: CreateOutcomes,
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
  const { units, deferred } = sideBySide(
    fresh.map((change, at) => createUnit(change, `deal${at}`, known, org, nowMs)),
    fits,
  );
  if (units.length > 0) await carryOut(context, units, outcomes, org);
  return deferred.map(({ change }) => change);
}

async function carryOut(
  context: WriteContext,
  units: readonly CreateUnit[],
  outcomes: CreateOutcomes,
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
      : predicted(unit.change, saved.data.id, written);
    return { kind: 'written', snapshot, notes: unit.notes };
  });
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
