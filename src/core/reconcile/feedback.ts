import type { FieldRule } from '../mapping/field-rules.ts';
import { say } from '../messages.ts';
import { dealKind } from '../model/deal.ts';
import type { AuditLine, LinkFeedback } from '../model/link.ts';
import type { Change, Feedback, FieldDecision, Note, Plan, Refusal } from '../model/plan.ts';
import type { Mark, Snapshot } from '../model/snapshot.ts';
import { isFinal } from '../model/status.ts';
import { inWords } from './notes.ts';

/** What became of the write to Partner Center, as far as the seller cares. */
export interface Outcome {
  /** Remarks of the adapters about what they wrote. */
  notes: readonly Note[];
  /** Partner Center's or the CRM's refusals; empty when all went well. */
  refusals: readonly Refusal[];
}

export interface FeedbackInput {
  plan: Plan;
  outcome: Outcome;
  told: LinkFeedback;
  /** The record as read; null while it is being created. */
  record: Snapshot | null;
  rules: readonly FieldRule[];
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
  const refusals = [...plan.refusals, ...outcome.refusals];
  const codes = refusals.map(({ code, field }) => `${code}:${field ?? ''}`).sort();
  const news = refusals.filter(({ code, field }) => !told.shownRefusals.includes(`${code}:${field ?? ''}`));
  const urgent = [
    ...news.map(({ message, remedy }) => say('refused', { message, remedy })),
    ...[...plan.notes, ...outcome.notes].map(({ message }) => message),
    ...(refusals.length === 0 && told.shownRefusals.length > 0 ? [say('mended')] : []),
    ...milestones(plan, refusals),
  ];
  const quiet = refusals.length === 0 ? sentLines(plan, input.rules) : [];
  const mark: Mark = refusals.length > 0 ? 'failed' : 'ok';
  const shownMark = input.record?.record?.mark ?? told.mark;
  const lines = [...told.pending, ...[...urgent, ...quiet].map((text): AuditLine => ({ atMs: input.nowMs, text }))];
  const writesFields = plan.changes.some(({ side }) => side === 'crm');
  const due = writesFields || urgent.length > 0 || (isNews(plan, refusals) && mark !== shownMark);
  return {
    feedback: due ? { mark, lines } : null,
    told: { mark, pending: [], shownRefusals: codes },
    waiting: { mark: told.mark, pending: lines.slice(-MAX_PENDING), shownRefusals: told.shownRefusals },
  };
}

/** Lines beyond this are dropped, oldest first, until a write takes them along. */
const MAX_PENDING = 20;

/** A pass without any change says nothing about the mark, unless a refusal stands or was just mended. */
function isNews(plan: Plan, refusals: readonly Refusal[]): boolean {
  return plan.changes.length > 0 || refusals.length > 0;
}

function milestones(plan: Plan, refusals: readonly Refusal[]): readonly string[] {
  if (refusals.length > 0) return [];
  return plan.changes.flatMap((change) => milestone(change, plan.decisions));
}

/** Acts that the seller should find in the audit field at once. */
function milestone(change: Change, decisions: readonly FieldDecision[]): readonly string[] {
  const { fields, side, kind } = change;
  if (kind === 'create' && side === 'crm') return [received(fields)];
  if (kind === 'create') return [say('shared', { kind: dealKind(fields) })];
  const status = fields.status;
  if (side === 'crm')
    return status && isFinal(status)
      ? [say('closed-there', { status, reason: withColon(fields.statusReason) })]
      : changedThere(fields, decisions);
  if (status === 'active') return [say('accepted')];
  if (status === 'declined') return [say('declined', { reason: fields.statusReason ?? 'no reason given' })];
  return status ? [say('closed-here', { status })] : [];
}

function received(fields: Change['fields']): string {
  const code = fields.status === 'invited' ? 'received-from-microsoft' : 'received-active';
  return say(code, { name: fields.name });
}

function changedThere(fields: Change['fields'], decisions: readonly FieldDecision[]): readonly string[] {
  const changes = decisions
    .filter(({ field, winner }) => field in fields && winner === 'partner-center')
    .map(({ field, shown }) => `${field} ${inWords(shown.crm)} → ${inWords(fields[field])}`);
  return changes.length > 0 ? [say('changed-by-partner-center', { changes: changes.join(', ') })] : [];
}

function sentLines(plan: Plan, rules: readonly FieldRule[]): readonly string[] {
  const sent = plan.changes.find((change) => change.side === 'partner-center' && change.kind === 'update');
  if (!sent) return [];
  const labels = new Map(rules.map(({ field, label }) => [field, label]));
  const changes = Object.entries(sent.fields)
    .filter(([field]) => field !== 'status' && field !== 'statusReason')
    .map(([field, value]) => `${labels.get(field as never) ?? field} ${inWords(value)}`);
  return changes.length > 0 ? [say('sent', { changes: changes.join(', ') })] : [];
}

function withColon(reason: string | null | undefined): string {
  return reason ? `: ${reason}` : '';
}
