import { CosellError } from '../../core/errors.ts';
import type { CreateChange } from '../../core/model/plan.ts';
import type { WriteResult } from '../../engine/ports.ts';
import { type Batcher, type Outcome, outcomeOf } from '../crm/batcher.ts';
import type { CreateOutcomes } from '../crm/creating.ts';
import { createInRounds, predicted, referralOf, sideBySide } from '../crm/creating.ts';
import type { InTurn } from '../crm/options.ts';
import type { EntryAnswer } from './batch.ts';
import type { WriteContext } from './context.ts';
import { lookUpForCreates } from './create-lookups.ts';
import { type CreateUnit, createUnit } from './create-unit.ts';
import { currentRecord } from './memory.ts';
import { hasReferralKey, type Org } from './org.ts';
import { readParts } from './part-answers.ts';
import type { DealRows } from './parties.ts';
import { readBack, readBackParts } from './read-back.ts';
import { rowIds } from './row-ids.ts';
import { normalizeView, unlessEdited } from './translate.ts';

/** Microsoft advises small batches (contract §1). */
const MAX_DEALS = 10;

/** New opportunities, one change set each and several per call. */
export function createCreator(context: WriteContext, inTurn: InTurn | undefined): Batcher<CreateChange, WriteResult> {
  return createInRounds({
    place: 'Dynamics 365 create',
    maxSize: MAX_DEALS,
    inTurn,
    runRound: (changes, outcomes) => runRound(context, changes, outcomes),
  });
}

async function runRound(
  context: WriteContext,
  changes: readonly CreateChange[],
  outcomes: CreateOutcomes,
): Promise<readonly CreateChange[]> {
  const org = context.org();
  const { existing, known } = await lookUpForCreates(context.client, changes, org);
  const fresh: CreateChange[] = [];
  for (const change of changes) {
    const id = existing.get(referralOf(change).toLowerCase());
    if (id === undefined) fresh.push(change);
    else outcomes.set(change, await taken(context, id));
  }
  const nowMs = context.clock.nowMs();
  const newId = rowIds(nowMs);
  const { units, deferred } = sideBySide(fresh.map((change) => createUnit(change, known, org, { nowMs, newId })));
  if (units.length > 0) await carryOut(context, units, outcomes, org);
  return deferred.map(({ change }) => change);
}

/** Whether a create whose answer was lost or somebody else made it: it is taken as it is and never doubled. */
async function taken({ reader }: WriteContext, id: string): Promise<Outcome<WriteResult>> {
  try {
    const record = await reader.read(id);
    // Deleted in this very moment; the next attempt looks it up again.
    return record ? { value: { kind: 'exists', snapshot: record.snapshot } } : { error: noAnswer() };
  } catch (error) {
    return { error };
  }
}

async function carryOut(
  context: WriteContext,
  units: readonly CreateUnit[],
  outcomes: CreateOutcomes,
  org: Org,
): Promise<void> {
  const ids = units.map(({ dealId }) => dealId);
  const entries = [...units.map(({ changes }) => changes), ...readBackParts(org, ids)];
  const answers = await context.client.batch(entries, { kind: 'create' });
  const deals = readBack(org, ids, answers.slice(units.length));
  for (const [at, unit] of units.entries()) {
    const deal = deals.find(({ row }) => String(row['opportunityid']).toLowerCase() === unit.dealId);
    outcomes.set(unit.change, await settle(context, unit, answers[at] ?? [], deal, org));
  }
}

async function settle(
  context: WriteContext,
  unit: CreateUnit,
  answers: EntryAnswer,
  deal: DealRows | undefined,
  org: Org,
): Promise<Outcome<WriteResult>> {
  const { change, dealId } = unit;
  const problem = readParts(answers, org, org.opportunity.name, 'create');
  if (problem?.kind === 'failed') return { error: problem.error };
  if (problem?.kind === 'refused') return (await overtaken(context, unit, answers, org)) ?? { value: problem };
  // A row that was found a moment ago is gone; the next attempt looks it up again.
  if (problem) return { error: noAnswer() };
  return outcomeOf(() => {
    const written = normalizeView(change.fields, org);
    if (!deal) return { kind: 'written', snapshot: predicted(change, dealId, written), notes: unit.notes };
    const record = currentRecord(deal, org);
    context.reader.memory.put(record);
    const snapshot = unlessEdited(record.snapshot, deal.row, org, written);
    return { kind: 'written', snapshot, notes: unit.notes };
  });
}

/** The platform's own key has kept a second opportunity from carrying the referral: somebody was faster (contract §2.3). */
async function overtaken(
  context: WriteContext,
  { change }: CreateUnit,
  answers: EntryAnswer,
  org: Org,
): Promise<Outcome<WriteResult> | null> {
  if (!hasReferralKey(org) || !answers.some(({ status }) => status === 412)) return null;
  try {
    const record = await context.reader.find(referralOf(change));
    return record ? { value: { kind: 'exists', snapshot: record.snapshot } } : null;
  } catch (error) {
    return { error };
  }
}

function noAnswer(): CosellError {
  return new CosellError({
    code: 'dynamics-create-unclear',
    recovery: 'retry',
    message: 'Dynamics 365 did not say what became of the new opportunity.',
    remedy: 'Nothing to do; it is searched for and, if need be, created again.',
    outcomeUnknown: true,
  });
}
