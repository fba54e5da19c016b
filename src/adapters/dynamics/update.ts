import type { UpdateChange } from '../../core/model/plan.ts';
import type { WriteResult } from '../../engine/ports.ts';
import { type Batcher, createBatcher, type Outcome, outcomeOf } from '../crm/batcher.ts';
import { learnUsers, unknownEmails } from '../crm/users.ts';
import { notKept } from '../crm/written-fields.ts';
import type { ChangeSet, EntryAnswer } from './batch.ts';
import type { WriteContext } from './context.ts';
import { lookUp } from './create-lookups.ts';
import { contactQuery, detailQuery, type Known, knownContacts, knownDetails, userQuery, usersIn } from './lookups.ts';
import { type CurrentRecord, currentRecord } from './memory.ts';
import { rowId } from './odata.ts';
import type { Org } from './org.ts';
import { notReadBack, readParts } from './part-answers.ts';
import type { DealRows } from './parties.ts';
import { readBack, readBackParts } from './read-back.ts';
import { rowIds } from './row-ids.ts';
import { strangersIn } from './team.ts';
import { normalizeView, unlessEdited } from './translate.ts';
import { changeSetOf, planUpdate, type UpdatePlan, withNotes } from './update-plan.ts';

/** Microsoft advises small batches and several at a time (contract §1). */
const MAX_DEALS = 10;
const LANES = 3;

/** Updates of single records: one change set each, several per call, which also reads all of them back. */
export function createUpdater(context: WriteContext): Batcher<UpdateChange, WriteResult> {
  return createBatcher<UpdateChange, WriteResult>({
    place: 'Dynamics 365 update',
    writing: true,
    maxSize: MAX_DEALS,
    lanes: LANES,
    laneKey: ({ id }) => id,
    run: (changes) => runUpdates(context, changes),
  });
}

type Outcomes = Map<UpdateChange, Outcome<WriteResult>>;

async function runUpdates(
  context: WriteContext,
  changes: readonly UpdateChange[],
): Promise<readonly Outcome<WriteResult>[]> {
  const org = context.org();
  const nowMs = context.clock.nowMs();
  const outcomes: Outcomes = new Map();
  const plans: UpdatePlan[] = [];
  const currents = await Promise.all(changes.map((change) => currentOf(context, change)));
  for (const [at, change] of changes.entries()) {
    const current = currents[at];
    if (!current || 'error' in current) outcomes.set(change, current ?? { value: { kind: 'gone' } });
    else if (change.expectedVersion !== null && change.expectedVersion !== current.value.version)
      outcomes.set(change, { value: { kind: 'conflict' } });
    else plans.push(planUpdate(change, current.value, org, nowMs));
  }
  for (const { change, refusals } of plans)
    if (refusals.length > 0) outcomes.set(change, { value: { kind: 'refused', refusals } });
  const allowed = plans.filter(({ refusals }) => refusals.length === 0);
  if (allowed.length > 0) await carryOut(context, allowed, outcomes, nowMs);
  return changes.map((change) => outcomes.get(change) ?? { error: notReadBack('opportunity', change.id) });
}

/** From memory where the version still stands, else read together; null when the record is gone. */
async function currentOf(
  { reader }: WriteContext,
  { id, expectedVersion }: UpdateChange,
): Promise<Outcome<CurrentRecord> | null> {
  if (rowId(id) === null) return null;
  const remembered = expectedVersion === null ? null : reader.memory.get(id, expectedVersion);
  if (remembered) return { value: remembered };
  try {
    const value = await reader.read(id);
    return value && { value };
  } catch (error) {
    return { error };
  }
}

interface Due {
  plan: UpdatePlan;
  changes: ChangeSet | null;
}

async function carryOut(
  context: WriteContext,
  plans: readonly UpdatePlan[],
  outcomes: Outcomes,
  nowMs: number,
): Promise<void> {
  const org = context.org();
  const known = await knownFor(context, plans);
  const newId = rowIds(nowMs);
  const due = plans.map((planned): Due => {
    const plan = withNotes(planned, strangersIn(planned.team?.added ?? [], org), org, nowMs);
    return { plan, changes: changeSetOf(plan, known, org, newId) };
  });
  const writing = due.filter(({ changes }) => changes !== null);
  const ids = [...new Set(plans.map(({ change }) => change.id))];
  const entries = [...writing.flatMap(({ changes }) => changes ?? []), ...readBackParts(org, ids)];
  const answers = await context.client.batch(entries, { kind: 'update' });
  const deals = readBack(org, ids, answers.slice(writing.length));
  for (const one of due) {
    const { id } = one.plan.change;
    const deal = deals.find(({ row }) => String(row['opportunityid']).toLowerCase() === id.toLowerCase());
    const own = one.changes === null ? [] : (answers[writing.indexOf(one)] ?? []);
    outcomes.set(one.plan.change, settle(context, one.plan, own, deal, org));
  }
}

/** One call for all plans, made only where new contacts, solutions or colleagues come in. */
async function knownFor({ client, org }: WriteContext, plans: readonly UpdatePlan[]): Promise<Known> {
  const emails = plans.flatMap(({ contacts }) => contacts?.added.flatMap(({ email }) => email ?? []) ?? []);
  const ids = plans.flatMap(({ solutions }) => solutions?.added.map(({ id }) => id) ?? []);
  const strangers = unknownEmails(
    org().users,
    plans.flatMap(({ team }) => team?.added ?? []),
  );
  const [contacts, details, users] = await lookUp(client, [
    contactQuery([...new Set(emails)]),
    detailQuery([...new Set(ids)], org()),
    userQuery(strangers),
  ]);
  learnUsers(org().users, strangers, usersIn(users ?? []));
  return { contacts: knownContacts(contacts ?? []), details: knownDetails(details ?? [], org()) };
}

function settle(
  { reader }: WriteContext,
  { change, notes }: UpdatePlan,
  answers: EntryAnswer,
  deal: DealRows | undefined,
  org: Org,
): Outcome<WriteResult> {
  const problem = readParts(answers, org, org.opportunity.name, 'update');
  if (problem) {
    reader.memory.forget(change.id);
    return problem.kind === 'failed' ? { error: problem.error } : { value: problem };
  }
  if (!deal) return { error: notReadBack('opportunity', change.id) };
  return outcomeOf(() => {
    const record = currentRecord(deal, org);
    reader.memory.put(record);
    const written = { ...change.previous, ...normalizeView(change.fields, org) };
    const snapshot = unlessEdited(record.snapshot, deal.row, org, written);
    return {
      kind: 'written',
      snapshot,
      notes: [
        ...notes,
        ...notKept(
          change.fields,
          normalizeView({ currency: snapshot.deal.currency ?? null, ...change.fields }, org),
          snapshot.deal,
        ),
      ],
    };
  });
}
