import { asCosellError } from '../../core/errors.ts';
import type { UpdateChange } from '../../core/model/plan.ts';
import type { Clock, WriteResult } from '../../engine/ports.ts';
import { type Batcher, createBatcher, type Outcome, outcomeOf } from '../crm/batcher.ts';
import { learnUsers, unknownEmails } from '../crm/users.ts';
import { notKept } from '../crm/written-fields.ts';
import { queryBody } from './answers.ts';
import { isIdle } from './children.ts';
import type { Part, SalesforceClient } from './client.ts';
import { FIELD_BY_FIELD } from './error-codes.ts';
import { contactQuery, detailQuery, type Known, knownContacts, knownDetails, lookUp } from './lookups.ts';
import { type CurrentRecord, currentRecord } from './memory.ts';
import { noteMovedOn } from './notes/write.ts';
import type { Org } from './org.ts';
import { completed } from './pages.ts';
import { notReadBack, readParts } from './part-answers.ts';
import { relatedParts } from './parts.ts';
import type { Reader } from './reader.ts';
import type { PartAnswer, Row } from './schema.ts';
import { httpDate } from './soql.ts';
import { readStatement } from './statements.ts';
import { strangersIn } from './team.ts';
import { normalizeView, snapshotAfterWrite } from './translate.ts';
import { planUpdate, type UpdatePlan, withNotes } from './update-plan.ts';
import { userQuery, usersIn } from './users.ts';

export interface WriteContext {
  client: SalesforceClient;
  org: () => Org;
  reader: Reader;
}

/** Parts of one composite call, of which one is kept for reading back (contract §1.3). */
const MAX_PARTS = 25;

/**
 * Updates of single records, carried out together: one composite call takes up to 24 of them and reads all of them back. Deals of one account
 * share a lane, because saving an opportunity locks its account (contract §1.9).
 */
export function createUpdater(context: WriteContext, clock: Pick<Clock, 'nowMs'>): Batcher<UpdateChange, WriteResult> {
  const { reader, org } = context;
  return createBatcher<UpdateChange, WriteResult>({
    place: 'Salesforce update',
    writing: true,
    maxSize: MAX_PARTS - 1,
    lanes: org().settings.writeLanes,
    laneKey: ({ id, expectedVersion }) =>
      (expectedVersion === null ? null : reader.memory.get(id, expectedVersion)?.accountId) ?? id,
    run: (changes) => runUpdates(context, changes, clock.nowMs()),
  });
}

async function runUpdates(
  context: WriteContext,
  changes: readonly UpdateChange[],
  nowMs: number,
): Promise<Outcome<WriteResult>[]> {
  const { reader } = context;
  const org = context.org();
  const outcomes = new Map<UpdateChange, Outcome<WriteResult>>();
  const plans: UpdatePlan[] = [];
  const currents = await currentRecords(context, changes);
  for (const [at, change] of changes.entries()) {
    const current = currents[at] ?? null;
    if (current === null) outcomes.set(change, { value: { kind: 'gone' } });
    else if (hasMovedOn(change, current, org)) {
      reader.memory.forget(change.id);
      outcomes.set(change, { value: { kind: 'conflict' } });
    } else plans.push(planUpdate(change, current, org, nowMs));
  }
  const simple = plans.filter(({ related }) => isIdle(related));
  if (simple.length > 0) await carryOutTogether(context, simple, outcomes);
  for (const plan of plans.filter(({ related }) => !isIdle(related))) {
    outcomes.set(plan.change, await carryOutWhole(context, plan, nowMs).catch((error: unknown) => ({ error })));
  }
  return changes.map((change) => outcomes.get(change) ?? { error: asCosellError(new Error('update without outcome')) });
}

function hasMovedOn(change: UpdateChange, current: CurrentRecord, org: Org): boolean {
  if (change.expectedVersion !== null && change.expectedVersion !== current.version) return true;
  return noteMovedOn(change, current, org);
}

/** From memory where the version still stands, else read together. */
async function currentRecords(
  { reader, org }: WriteContext,
  changes: readonly UpdateChange[],
): Promise<readonly (CurrentRecord | null)[]> {
  return Promise.all(
    changes.map(async ({ id, expectedVersion }) => {
      const remembered = expectedVersion === null ? null : reader.memory.get(id, expectedVersion);
      if (remembered) return remembered;
      const row = await reader.read(id);
      return row ? currentRecord(row, org()) : null;
    }),
  );
}

/** Plans that only touch the opportunity: each part has its own outcome, and one query brings all of them back. */
async function carryOutTogether(
  context: WriteContext,
  plans: readonly UpdatePlan[],
  outcomes: Map<UpdateChange, Outcome<WriteResult>>,
): Promise<void> {
  const org = context.org();
  const writing = plans.filter(({ columns }) => Object.keys(columns).length > 0);
  const parts = writing.map((plan, at) => opportunityPart(plan, `deal${at}`));
  const { answers, rows } = await send(context, parts, plans, false);
  for (const plan of plans) {
    const answer = answers[writing.indexOf(plan)];
    outcomes.set(plan.change, settle(context, plan, answer ? [answer] : [], rows, org));
  }
}

/** A plan that also touches child lists: all or nothing, so that a conflict leaves nothing behind. */
async function carryOutWhole(context: WriteContext, planned: UpdatePlan, nowMs: number): Promise<Outcome<WriteResult>> {
  const org = context.org();
  const known = await knownFor(context, planned);
  const { id, accountId, team } = planned.current;
  const plan = withNotes(planned, strangersIn(planned.related.team?.added ?? [], org), org, nowMs);
  const belonging = { opportunityId: id, ownerId: team.ownerId, accountId, knownAccountId: accountId };
  const related = relatedParts(plan.related, belonging, known, org);
  if (related.length === 0) {
    const outcome = new Map<UpdateChange, Outcome<WriteResult>>();
    await carryOutTogether(context, [plan], outcome);
    return outcome.get(plan.change) ?? { error: notReadBack('opportunity', id) };
  }
  // The opportunity goes first: its condition decides whether anything is written at all.
  const parts = [opportunityPart(plan, 'deal'), ...related];
  const { answers, rows } =
    parts.length < MAX_PARTS ? await send(context, parts, [plan], true) : await sendLarge(context, parts, plan);
  return settle(context, plan, answers, rows, org);
}

async function knownFor({ client, org }: WriteContext, { related }: UpdatePlan): Promise<Known> {
  const emails = related.contacts?.added.flatMap(({ email }) => (email === null ? [] : [email])) ?? [];
  const solutions = related.solutions?.added.map(({ id }) => id) ?? [];
  const strangers = unknownEmails(org().users, related.team?.added ?? []);
  const [contacts = null, details = null, users = null] = await lookUp(
    client,
    [contactQuery(emails), detailQuery(solutions, org()), userQuery(strangers)],
    { kind: 'look-up' },
  );
  learnUsers(org().users, strangers, usersIn(users));
  return { contacts: knownContacts(contacts), details: knownDetails(details, org()) };
}

function opportunityPart({ change, columns }: UpdatePlan, referenceId: string): Part {
  const since = change.expectedVersion === null ? null : httpDate(change.expectedVersion);
  return {
    method: 'PATCH',
    path: `sobjects/Opportunity/${change.id}`,
    referenceId,
    body: columns,
    ...(since === null ? {} : { headers: { 'If-Unmodified-Since': since } }),
  };
}

interface Sent {
  answers: readonly PartAnswer[];
  /** As read back; a record that could not be read back is missing. */
  rows: ReadonlyMap<string, Row>;
}

async function send(
  { client, org, reader }: WriteContext,
  parts: readonly Part[],
  plans: readonly UpdatePlan[],
  allOrNone: boolean,
): Promise<Sent> {
  const soql = readStatement(
    org(),
    plans.map(({ change }) => change.id),
    { audit: true },
  );
  const readBack: Part = { method: 'GET', path: `query?q=${encodeURIComponent(soql)}`, referenceId: 'after' };
  const answers = await client.composite([...parts, readBack], allOrNone, { kind: 'update' });
  const last = answers.at(-1);
  if (last === undefined || last.httpStatusCode >= 400) return { answers: answers.slice(0, -1), rows: new Map() };
  const found = queryBody(last);
  const next = found.nextRecordsUrl?.split('/').at(-1) ?? null;
  const page = { rows: found.records, total: found.totalSize, next, answeredAtMs: null };
  if (answers.every(({ httpStatusCode }) => httpStatusCode < 300)) expectNotes(client, plans, org());
  const rows = await completed(client, page, { kind: 'update' });
  for (const { change } of plans) client.notes.forget(change.id);
  for (const row of rows) reader.memory.put(currentRecord(row, org()));
  return { answers: answers.slice(0, -1), rows: new Map(rows.map((row) => [row.Id, row])) };
}

/** The next version of each note is what was written just now. */
function expectNotes(client: SalesforceClient, plans: readonly UpdatePlan[], { ownUserId }: Org): void {
  for (const { change, related } of plans) {
    if (related.note) client.notes.wrote(change.id, related.note.text, ownUserId);
  }
}

/** More parts than one composite call takes: a graph holds 500, but cannot query. */
async function sendLarge({ client, reader }: WriteContext, parts: readonly Part[], plan: UpdatePlan): Promise<Sent> {
  const [graph] = await client.graphs([{ graphId: 'deal', parts }], { kind: 'update' });
  const row = graph?.isSuccessful ? await reader.read(plan.change.id).catch(() => null) : null;
  return { answers: graph?.parts ?? [], rows: new Map(row ? [[row.Id, row]] : []) };
}

function settle(
  { reader }: WriteContext,
  plan: UpdatePlan,
  answers: readonly PartAnswer[],
  rows: ReadonlyMap<string, Row>,
  org: Org,
): Outcome<WriteResult> {
  const { change } = plan;
  // Without a field to do without, nothing can be written at all: that is a matter of the connection.
  const meanings = Object.keys(change.fields).length > 0 ? FIELD_BY_FIELD : {};
  const problem = readParts(answers, org, { mainReference: answers[0]?.referenceId ?? '', meanings });
  if (problem) {
    reader.memory.forget(change.id);
    return problem.kind === 'failed' ? { error: problem.error } : { value: problem };
  }
  const row = rows.get(change.id) ?? [...rows.values()].find(({ Id }) => Id.startsWith(change.id));
  if (!row) return { error: notReadBack('opportunity', change.id) };
  return outcomeOf(() => {
    const written = { ...change.previous, ...normalizeView(change.fields, org) };
    const snapshot = snapshotAfterWrite(row, org, written, plan.related.note !== null);
    return {
      kind: 'written',
      snapshot,
      notes: [...plan.notes, ...notKept(change.fields, normalizeView(change.fields, org), snapshot.deal)],
    };
  });
}
