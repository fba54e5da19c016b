import { type FieldRule, flows } from '../mapping/field-rules.ts';
import type { FieldDecision } from '../model/plan.ts';
import type { Side } from '../model/side.ts';
import { isEmpty } from './equality.ts';
import type { FieldView, Gate, Value } from './field-view.ts';

/**
 * Why a value does not travel, where that changes what is said to the seller. Given as a decision's `rule` and read again by the notes,
 * so that the audit trail and the remark have one source.
 */
export const CLOSED = 'the referral is closed';
export const EMPTY = 'empty values are not sent';
export const LAST_ENTRY = 'the last entry of a list is not removed';
export const ADOPTED = 'found apart at adoption and left alone';
export const REFUSED = 'refused before; sent again when it changes or a person asks';
export const LEFT_TO_SELLER = 'the stage is left to the seller';
export const NO_PLACE = 'the CRM has no place for it';
export const INCOMPLETE = 'waits until what is missing is filled in';

export const UNSHARED = 'waits until the seller ticks Sync';

/** Merge kinds whose values cannot be taken back once Partner Center has them. */
const IRREVERSIBLE: ReadonlySet<FieldRule['merge']> = new Set(['one-way', 'once']);

type Barrier = Pick<FieldDecision, 'verdict' | 'rule'>;

const HOLDS: Record<Exclude<Gate, 'open' | 'closed'>, string> = {
  unshared: UNSHARED,
  unanswered: 'waits until the invitation is accepted',
};

/** Why a value cannot go to a side: never (`unsendable`, with the reason as rule) or not yet (`hold`). */
export function barrierTo(rule: FieldRule, view: FieldView, to: Side, value: Value): Barrier | null {
  return neverTo(rule, view, to) ?? (to === 'partner-center' ? notYet(rule, view) : null) ?? emptyTo(rule, value);
}

function neverTo(rule: FieldRule, view: FieldView, to: Side): Barrier | null {
  const { gate, updatable } = view.input;
  const never = (why: string): Barrier => ({ verdict: 'unsendable', rule: view.adopting ? ADOPTED : why });
  if (to === 'partner-center' && gate === 'closed') return never(CLOSED);
  // A tick found at adoption is no act of today's seller, and showing a deal to Microsoft cannot be undone (invariant 8).
  if (to === 'partner-center' && view.adopting && IRREVERSIBLE.has(rule.merge)) return never(ADOPTED);
  if (!flows(rule.onUpdate, to) || !updatable[to].has(view.field)) return never('cannot be changed after creation');
  if (rule.merge === 'once' && !isEmpty(view.shown[to])) return never('cannot be changed once set');
  return null;
}

/** What keeps a value in the CRM for now. The status is the very answer that an invitation waits for (R80, R81). */
function notYet(rule: FieldRule, { field, input }: FieldView): Barrier | null {
  const { gate, incomplete } = input;
  const waits = gate === 'unshared' || (gate === 'unanswered' && rule.merge !== 'status');
  if (waits) return { verdict: 'hold', rule: HOLDS[gate] };
  return incomplete.has(field) ? { verdict: 'hold', rule: INCOMPLETE } : null;
}

/** The last entry of a list is held rather than dropped, so that the list is replaced as a whole once it has entries again. */
function emptyTo(rule: FieldRule, value: Value): Barrier | null {
  if (!rule.keepWhenEmpty || !isEmpty(value)) return null;
  return rule.merge === 'keyed' ? { verdict: 'hold', rule: LAST_ENTRY } : { verdict: 'unsendable', rule: EMPTY };
}
