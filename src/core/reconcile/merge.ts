import { type FieldRule, flows } from '../mapping/field-rules.ts';
import type { Contact, Deal, DealField, DealView, Solution } from '../model/deal.ts';
import type { FieldDecision } from '../model/plan.ts';
import { otherSide, type PerSide, SIDES, type Side } from '../model/side.ts';
import { isEmpty, sameValue } from './equality.ts';
import { mergeLists } from './merge-list.ts';
import { mergeStatus } from './merge-status.ts';
import { CLOSED, EMPTY } from './notes.ts';

export interface MergeInput {
  rules: readonly FieldRule[];
  /** What each side showed when both last agreed, in its own rendering. */
  base: PerSide<DealView>;
  now: PerSide<DealView>;
  /** How each side will show a value once it is written there. */
  normalize: PerSide<(view: DealView) => DealView>;
  updatable: PerSide<ReadonlySet<DealField>>;
  gate: Gate;
  /** The side that was modified last, for the `newest` rule. */
  newer: Side;
}

/**
 * What may leave the CRM: everything (`open`), nothing yet because the seller has not ticked Sync (`unshared`), only the answer to an
 * invitation (`unanswered`), or nothing ever again because the referral is final (`closed`).
 */
export type Gate = 'open' | 'unshared' | 'unanswered' | 'closed';

type Value = Deal[DealField];

/** Decides every field. Fields that nobody changed, and fields that one side has no place for, yield no decision. */
export function merge(input: MergeInput): readonly FieldDecision[] {
  return input.rules.flatMap((rule) => {
    const decision = mergeField(rule, new FieldView(rule, input));
    return decision ? [decision] : [];
  });
}

/** One field seen from both sides. */
class FieldView {
  readonly field: DealField;
  readonly input: MergeInput;
  readonly shown: PerSide<Value | undefined>;
  readonly changed: PerSide<boolean>;
  readonly adopting: boolean;

  constructor(rule: FieldRule, input: MergeInput) {
    const { field } = rule;
    const base = { crm: input.base.crm[field], 'partner-center': input.base['partner-center'][field] };
    this.field = field;
    this.input = input;
    this.shown = { crm: input.now.crm[field], 'partner-center': input.now['partner-center'][field] };
    this.changed = {
      crm: !sameValue(base.crm, this.shown.crm),
      'partner-center': !sameValue(base['partner-center'], this.shown['partner-center']),
    };
    this.adopting = base.crm === undefined && base['partner-center'] === undefined;
  }

  /** What `side` would show if it were given `value`. */
  rendered(side: Side, value: Value): Value {
    const view = this.input.normalize[side]({ [this.field]: value } as DealView);
    return this.field in view ? (view[this.field] as Value) : value;
  }

  /** Whether both sides already hold the same, each in its own rendering. */
  agrees(): boolean {
    const { crm, 'partner-center': referral } = this.shown;
    return (
      sameValue(this.rendered('crm', referral as Value), crm) ||
      sameValue(this.rendered('partner-center', crm as Value), referral)
    );
  }

  decision(parts: Pick<FieldDecision, 'verdict' | 'rule'> & Partial<FieldDecision>): FieldDecision {
    const shown = Object.fromEntries(SIDES.map((side) => [side, this.shown[side] ?? null]));
    return { field: this.field, shown, write: {}, ...parts };
  }
}

function mergeField(rule: FieldRule, view: FieldView): FieldDecision | null {
  if (view.shown.crm === undefined || view.shown['partner-center'] === undefined) return null;
  if (!view.changed.crm && !view.changed['partner-center']) return null;
  if (view.agrees()) return view.decision({ verdict: 'agree', rule: 'both sides hold the same' });
  if (rule.merge === 'status') return mergeStatusField(view);
  if (rule.merge === 'one-way') return mergeOneWay(rule, view);
  if (rule.merge === 'keyed') return mergeKeyed(rule, view);
  return mergeValue(rule, view);
}

function mergeValue(rule: FieldRule, view: FieldView): FieldDecision {
  const { changed } = view;
  if (changed.crm !== changed['partner-center']) {
    const from = changed.crm ? 'crm' : 'partner-center';
    return send(rule, view, from, 'propagate', `changed in ${from} only`);
  }
  const [owner, why] = winnerOf(rule, view);
  return send(rule, view, owner, 'resolve', why);
}

function winnerOf(rule: FieldRule, view: FieldView): [Side, string] {
  const blank = SIDES.filter((side) => isEmpty(view.shown[side]));
  if (view.adopting && blank.length === 1) return [otherSide(blank[0] as Side), 'the other side was blank at adoption'];
  if (rule.owner === 'newest') return [view.input.newer, 'changed on both sides: the newest wins'];
  return [rule.owner, `changed on both sides: ${rule.owner} owns it`];
}

/** Sends the winner's value to the other side, unless that side never takes it or must not have it yet. */
function send(
  rule: FieldRule,
  view: FieldView,
  from: Side,
  verdict: 'propagate' | 'resolve',
  why: string,
): FieldDecision {
  const to = otherSide(from);
  const value = view.shown[from] as Value;
  const parts = { rule: why, winner: from };
  const barrier = barrierTo(rule, view, to, value);
  if (barrier) return view.decision({ ...parts, ...barrier });
  if (sameValue(view.rendered(to, value), view.shown[to])) return view.decision({ ...parts, verdict: 'agree' });
  return view.decision({ ...parts, verdict, write: { [to]: value } });
}

const HOLDS: Record<Gate, string> = {
  open: '',
  closed: CLOSED,
  unshared: 'waits until the seller ticks Sync',
  unanswered: 'waits until the invitation is accepted',
};

/** Why a value cannot go to a side: never (`unsendable`, with the reason as rule) or not yet (`hold`). */
function barrierTo(
  rule: FieldRule,
  view: FieldView,
  to: Side,
  value: Value,
): Pick<FieldDecision, 'verdict' | 'rule'> | null {
  const { gate, updatable } = view.input;
  if (to === 'partner-center' && gate === 'closed') return { verdict: 'unsendable', rule: CLOSED };
  if (!flows(rule.onUpdate, to) || !updatable[to].has(view.field))
    return { verdict: 'unsendable', rule: 'cannot be changed after creation' };
  if (rule.merge === 'once' && !isEmpty(view.shown[to]))
    return { verdict: 'unsendable', rule: 'cannot be changed once set' };
  if (rule.keepWhenEmpty && isEmpty(value)) return { verdict: 'unsendable', rule: EMPTY };
  if (to === 'partner-center' && gate !== 'open') return { verdict: 'hold', rule: HOLDS[gate] };
  return null;
}

/** True on either side means true on both; a true taken back is put back (R65). */
function mergeOneWay(rule: FieldRule, view: FieldView): FieldDecision {
  const from: Side = view.shown.crm === true ? 'crm' : 'partner-center';
  const to = otherSide(from);
  if (view.changed[from]) return send(rule, view, from, 'propagate', `set in ${from}`);
  return view.decision({
    verdict: 'revert',
    rule: 'cannot be taken back once set',
    winner: from,
    write: { [to]: true },
  });
}

function mergeStatusField(view: FieldView): FieldDecision {
  const { shown, changed, adopting } = view;
  if (!shown.crm || !shown['partner-center'])
    return view.decision({ verdict: 'unsendable', rule: 'one side shows no status' });
  const outcome = mergeStatus({
    referral: shown['partner-center'] as NonNullable<Deal['status']>,
    record: shown.crm as NonNullable<Deal['status']>,
    changed,
    adopting,
  });
  if (outcome.kind === 'unsendable') return view.decision({ verdict: 'unsendable', rule: outcome.rule });
  if (outcome.kind === 'to-partner-center' && view.input.gate === 'unshared')
    return view.decision({ verdict: 'hold', rule: HOLDS.unshared });
  const to: Side = outcome.kind === 'to-crm' ? 'crm' : 'partner-center';
  const verdict = changed.crm && changed['partner-center'] ? 'resolve' : 'propagate';
  const partial = to === 'partner-center' && !sameValue(view.rendered('crm', outcome.status), shown.crm);
  const parts = { verdict, rule: outcome.rule, winner: otherSide(to), write: { [to]: outcome.status } } as const;
  return view.decision(partial ? { ...parts, partial } : parts);
}

function mergeKeyed(rule: FieldRule, view: FieldView): FieldDecision {
  const lists = (views: PerSide<DealView>) => ({
    crm: (views.crm[view.field] ?? []) as readonly (Contact | Solution)[],
    'partner-center': (views['partner-center'][view.field] ?? []) as readonly (Contact | Solution)[],
  });
  const owner: Side = rule.owner === 'newest' ? view.input.newer : rule.owner;
  const { merged, conflict } = mergeLists(lists(view.input.base), lists(view.input.now), owner);
  const targets = SIDES.filter((side) => !sameValue(view.rendered(side, merged as Value), view.shown[side]));
  const barriers = targets.map((to) => ({ to, barrier: barrierTo(rule, view, to, merged as Value) }));
  const open = barriers.filter(({ barrier }) => barrier === null).map(({ to }) => to);
  const held = barriers.find(({ barrier }) => barrier?.verdict === 'hold')?.barrier;
  if (held) return view.decision(held);
  const refused = barriers.find(({ barrier }) => barrier)?.barrier;
  if (open.length === 0) return view.decision(refused ?? { verdict: 'agree', rule: 'both lists hold the same' });
  const why = conflict ? `an entry changed on both sides: ${owner} owns it` : 'entries of both sides kept';
  const write = Object.fromEntries(open.map((to) => [to, merged]));
  return view.decision({ verdict: conflict ? 'resolve' : 'propagate', rule: why, winner: owner, write });
}
