import type { Sentence } from '../messages/catalogue.ts';
import { sentence, word } from '../messages.ts';
import { type DealField, type DealView, dealKind } from '../model/deal.ts';
import type { AuditLine, LinkFeedback, RefusedValue } from '../model/link.ts';
import type { Change, CreateChange, Feedback, FieldDecision, Note, Plan } from '../model/plan.ts';
import type { Refusal, SideRefusal } from '../model/refusal.ts';
import { SIDES, type Side } from '../model/side.ts';
import type { Mark, Snapshot } from '../model/snapshot.ts';
import { type DealStatus, isFinal } from '../model/status.ts';
import { inWords, labelOf } from './notes.ts';

/** What became of the write to Partner Center, as far as the seller cares. */
export interface Outcome {
  /** Remarks of the adapters about what they wrote. */
  notes: readonly Note[];
  /** Partner Center's or the CRM's refusals; empty when all went well. */
  refusals: readonly SideRefusal[];
  /** What a side refused of a write whose other fields it took. */
  refused: readonly Pick<RefusedValue, 'side' | 'field'>[];
  /** The sides that were written so far. */
  after: Partial<Record<Side, unknown>>;
}

export interface FeedbackInput {
  plan: Plan;
  outcome: Outcome;
  told: LinkFeedback;
  /** The record as read; null while it is being created. */
  record: Snapshot | null;
  /** The referral as read; null while it is being created. It tells what no column of the CRM may hold: the term of an invitation, why it was closed. */
  referral: Snapshot | null;
  /** Whether marks are wanted in front of names. */
  marks: boolean;
  nowMs: number;
}

export interface FeedbackOutcome {
  /** What must go onto the record now, or null when nothing is worth a write of its own. */
  feedback: Feedback | null;
  /** What the link remembers of it once it is written. */
  told: LinkFeedback;
  /** What the link remembers if the record is not written: lines wait for the next write. */
  waiting: LinkFeedback;
}

/**
 * Marks and audit lines of a pass. They travel with the fields; they cause a write of their own only when the seller must learn
 * something (refusal, remark, changed mark). "Sent to Partner Center" waits for the next write, so that an edit costs one call, not two.
 */
export function feedbackOf(input: FeedbackInput): FeedbackOutcome {
  const { plan, outcome, told } = input;
  const refusals = [...plan.refusals.map(withText), ...[...plan.standing, ...outcome.refusals].map(withoutText)];
  const codes = [...new Set(refusals.map(({ key }) => key))].sort();
  const news = refusals.filter(({ key }) => !told.shownRefusals.includes(key));
  const isStanding = refusals.length > 0;
  const isMended = !isStanding && told.shownRefusals.length > 0;
  const inStep = isInStep(input);
  const done = achieved(plan, outcome);
  const urgent = [
    ...news.map(({ side, refusal }) => sentence(side === 'crm' ? 'not-taken' : 'not-sent', refusal.told)),
    ...[...done.notes, ...outcome.notes].map(({ told: remark }) => remark),
    ...(isMended && inStep ? [word('mended')] : []),
    ...done.changes.flatMap((change) => milestone(change, plan.decisions, input.referral)),
  ];
  const shownMark = input.record?.record?.mark ?? told.mark;
  const mark = input.marks ? markOf(isStanding, inStep, shownMark) : null;
  const sentences = [...urgent, ...sentLines(done.changes)];
  const lines = [...told.pending, ...sentences.map((said): AuditLine => ({ atMs: input.nowMs, told: said }))];
  const writesFields = plan.changes.some(({ side }) => side === 'crm');
  // Noting the counterpart's id alone, as adoption does, is nothing a seller waits for.
  const hasNews = plan.changes.some(({ fields }) => Object.keys(fields).length > 0) || isStanding || isMended;
  const isLeftOver = isMarkLeftOver(input.record, input.marks);
  const due = writesFields || urgent.length > 0 || isLeftOver || (hasNews && mark !== shownMark);
  return {
    feedback: due ? { mark, lines } : null,
    told: { mark, pending: [], shownRefusals: codes },
    waiting: { mark: told.mark, pending: lines.slice(-MAX_PENDING), shownRefusals: told.shownRefusals },
  };
}

/** Whether a record still shows a mark although marks were switched off (R89). */
export function isMarkLeftOver(record: Snapshot | null, marks: boolean): boolean {
  return !marks && record?.record?.mark != null;
}

interface KeyedRefusal {
  key: string;
  /** Whose it is; what our own checks refuse was on its way to Partner Center. */
  side: Side;
  refusal: Refusal;
}

/** Our own sentences name the value that is wrong: another wrong value deserves another line. */
function withText(refusal: Refusal): KeyedRefusal {
  return { key: `${refusal.code}:${refusal.field ?? ''}:${refusal.message}`, side: 'partner-center', refusal };
}

/** A vendor's sentences may carry request ids and times, which must not make them new on each attempt. */
function withoutText(refusal: SideRefusal): KeyedRefusal {
  return { key: `${refusal.code}:${refusal.field ?? ''}`, side: refusal.side, refusal };
}

/** Shared, ticked and without a problem. A seller who gave up sharing has mended nothing. */
function isInStep({ plan, record }: FeedbackInput): boolean {
  if (!record) return true;
  return record.record?.optedIn === true && (record.counterpartId !== null || plan.changes.length > 0);
}

function markOf(isStanding: boolean, inStep: boolean, shown: Mark): Mark {
  if (isStanding) return 'failed';
  if (inStep) return 'ok';
  return shown === 'failed' ? null : shown;
}

/** What of a plan may be told as done. A remark on a write that was refused waits: the next pass decides the same again. */
function achieved(plan: Plan, outcome: Outcome): Pick<Plan, 'changes' | 'notes'> {
  if (outcome.refusals.length === 0) return plan;
  const isUndone = (side: Side, field: DealField) =>
    isUnwritten(outcome, side) || outcome.refused.some((value) => value.side === side && value.field === field);
  const undone = new Set(
    plan.decisions
      .filter(({ field, write }) => SIDES.some((side) => side in write && isUndone(side, field)))
      .map(({ field }) => field),
  );
  const done = plan.changes.filter(({ side }) => !isUnwritten(outcome, side));
  return {
    changes: done.map((change) => ({ ...change, fields: without(change.fields, (f) => isUndone(change.side, f)) })),
    notes: plan.notes.filter(({ field }) => field === null || !undone.has(field)),
  };
}

function isUnwritten({ refusals, after }: Outcome, side: Side): boolean {
  return !after[side] && refusals.some((refusal) => refusal.side === side);
}

function without(fields: DealView, isLeftOut: (field: DealField) => boolean): DealView {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !isLeftOut(field as DealField)));
}

/** Lines beyond this are dropped, oldest first, until a write takes them along. */
const MAX_PENDING = 20;

/** Acts that the seller should find in the audit field at once. */
function milestone(
  change: Change,
  decisions: readonly FieldDecision[],
  referral: Snapshot | null,
): readonly Sentence[] {
  const { fields, side, kind } = change;
  if (kind === 'convert') return [word('lead-became-opportunity')];
  if (kind === 'create')
    return [
      side === 'crm' ? received(change, referral) : sentence('shared', { kind: word(`kind.${dealKind(fields)}`) }),
    ];
  if (side === 'partner-center') return closedHere(fields);
  return [...(change.optIn ? [word('lead-continues')] : []), ...changedThere(fields, decisions, referral)];
}

function closedHere({ status, statusReason }: Change['fields']): readonly Sentence[] {
  if (status === 'active') return [word('accepted')];
  if (status === 'declined') return [sentence('declined', { reason: statusReason ?? word('word.no-reason') })];
  return status ? [sentence('closed-here', { status: word(`status.${status}`) })] : [];
}

function received({ fields, recordKind }: CreateChange, referral: Snapshot | null): Sentence {
  const { name, status } = fields;
  const day = referral?.referral?.expiresAt?.slice(0, 10);
  if (recordKind === 'lead') {
    return day ? sentence('received-lead-until', { name, day }) : sentence('received-lead', { name });
  }
  if (status !== 'invited') return sentence('received-active', { name });
  return day ? sentence('received-invitation-until', { name, day }) : sentence('received-invitation', { name });
}

/** Values put back or overruled have remarks of their own; what the CRM itself implies is no news from Partner Center. */
function changedThere(
  fields: Change['fields'],
  decisions: readonly FieldDecision[],
  referral: Snapshot | null,
): readonly Sentence[] {
  const { status } = fields;
  const closed = status != null && isFinal(status);
  const changes = decisions
    .filter(({ field, verdict, winner }) => {
      const told = verdict === 'revert' || verdict === 'resolve' || (verdict === 'propagate' && winner === 'crm');
      return field in fields && !told;
    })
    .filter(({ field }) => !(closed && isClosing(field)))
    .map(({ field, shown }) =>
      sentence('word.change', {
        label: labelOf(field),
        from: inWords(shown.crm, field),
        to: inWords(fields[field], field),
      }),
    );
  return [
    ...(closed ? [closedThere(status, fields.statusReason ?? referral?.deal.statusReason)] : []),
    ...(changes.length > 0 ? [sentence('changed-by-partner-center', { changes })] : []),
  ];
}

function closedThere(status: DealStatus, reason: string | null | undefined): Sentence {
  const words = { status: word(`status.${status}`) };
  return reason ? sentence('closed-there-because', { ...words, reason }) : sentence('closed-there', words);
}

function isClosing(field: DealField): boolean {
  return field === 'status' || field === 'statusReason';
}

function sentLines(changes: readonly Change[]): readonly Sentence[] {
  const sent = changes.find((change) => change.side === 'partner-center' && change.kind === 'update');
  const fields = (Object.keys(sent?.fields ?? {}) as DealField[]).filter((field) => !isClosing(field));
  const values = fields.map((field) =>
    sentence('word.sent', { label: labelOf(field), value: inWords(sent?.fields[field], field) }),
  );
  return values.length > 0 ? [sentence('sent', { changes: values })] : [];
}
