import type { MessageCode, Sentence, ValuesOf } from '../messages/catalogue.ts';
import { say, sentence } from '../messages.ts';
import type { Deal, DealField, DealView } from './deal.ts';
import type { AuditLine } from './link.ts';
import type { Refusal, SideRefusal } from './refusal.ts';
import type { DealRegistration } from './registration.ts';
import type { Side } from './side.ts';
import type { Mark, RecordKind } from './snapshot.ts';

/** What was decided for one field, and by which rule: the provenance of every value that moves. */
export interface FieldDecision {
  field: DealField;
  verdict: Verdict;
  /** The rule in a few words, for the audit trail. */
  rule: string;
  /** The rule for the seller, where it explains why something cannot be sent. */
  why?: Sentence;
  /** The side whose value stands, when one does. */
  winner?: Side;
  /** What each side shows now and what it is to get. */
  shown: Partial<Record<Side, Deal[DealField]>>;
  write: Partial<Record<Side, Deal[DealField]>>;
  /** Only a first step towards what the winner shows; its base stays, so that the next pass takes the next step. */
  partial?: boolean;
}

/**
 * - `propagate`: changed on one side, travels to the other
 * - `agree`: both sides hold the same again, only the base moves
 * - `resolve`: both changed apart; the ownership rule decided
 * - `hold`: must not be sent yet (not opted in, invitation not answered, something missing); the base stays, so it is sent later.
 *   Of a list, what the CRM may have is written meanwhile
 * - `unsendable`: the other side never takes it; the base moves, so it is said once
 * - `revert`: the change is undone where it was made
 */
export type Verdict = 'propagate' | 'agree' | 'resolve' | 'hold' | 'unsendable' | 'revert';

/** A create or update of one side's record, or a lead's becoming an opportunity. */
export type Change = CreateChange | UpdateChange | ConvertChange;

interface ChangeParts {
  side: Side;
  fields: DealView;
  /** The other side's record id to note on this record (external reference, identifier and link). */
  counterpartId?: string;
  /** CRM only: mark and audit lines travel in the same write as the fields. */
  feedback?: Feedback;
  /** What cannot be undone, for plans that people read: `visible-to-microsoft`, `help-requested`, `closed`. */
  irreversible: readonly string[];
}

export interface CreateChange extends ChangeParts {
  kind: 'create';
  /** CRM only: absent, it is an opportunity. */
  recordKind?: RecordKind;
  /** Finds the record again if the answer to the create is lost. */
  marker: string;
}

/** A lead becomes an opportunity, which gets the fields and carries on; the lead is left closed. */
export interface ConvertChange extends ChangeParts {
  kind: 'convert';
  side: 'crm';
  /** The lead's. */
  id: string;
  /** Of the lead, as for an update. */
  expectedVersion: string | null;
  counterpartId: string;
  /** Whether the lead was ticked; its opportunity takes that over. */
  optedIn: boolean;
}

export interface UpdateChange extends ChangeParts {
  kind: 'update';
  id: string;
  /** CRM only: absent, it is an opportunity. */
  recordKind?: RecordKind;
  /** CRM only: sets the seller's tick, which the record's predecessor carried. */
  optIn?: true;
  /** The write is refused when the record has moved on. Null: unconditional. */
  expectedVersion: string | null;
  /** What the record showed before, as the planner saw it. */
  previous: DealView;
  /** Partner Center only: registers the won deal. */
  registration?: DealRegistration;
}

/** What the seller gets to see on the record. */
export interface Feedback {
  /** Absent: leave the mark as it is. */
  mark?: Mark;
  lines: readonly AuditLine[];
}

/** A remark worth a line in the record's audit field. Made by `note` alone. */
export interface Note {
  code: MessageCode;
  field: DealField | null;
  /** In English: for reports and the command line. */
  message: string;
  /** The same for the seller, who reads it in the language of the CRM connection. */
  told: Sentence;
}

export function note<Code extends MessageCode>(code: Code, field: DealField | null, values: ValuesOf<Code>): Note {
  const told = sentence(code, values);
  return { code, field, message: say(told), told };
}

/** The ordered changes of one pass and everything that explains them. */
export interface Plan {
  changes: readonly Change[];
  decisions: readonly FieldDecision[];
  notes: readonly Note[];
  /** What stands in the way and is checked by ourselves. */
  refusals: readonly Refusal[];
  /** What a side has refused in an earlier pass and still stands. */
  standing: readonly SideRefusal[];
  /** A safety stop: nothing of the plan may be applied. */
  halt: string | null;
  /** More steps follow (an invitation is won by way of active): look again at once. */
  again: boolean;
}
