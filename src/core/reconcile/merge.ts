import type { FieldRule } from '../mapping/field-rules.ts';
import type { Sentence } from '../messages/catalogue.ts';
import { say, word } from '../messages.ts';
import type { Deal, DealView } from '../model/deal.ts';
import type { FieldDecision } from '../model/plan.ts';
import { otherSide, type PerSide, SIDES, type Side } from '../model/side.ts';
import { isFinal, stepTowards } from '../model/status.ts';
import { ADOPTED, barrierTo, LEFT_TO_SELLER, NO_PLACE } from './barriers.ts';
import { isEmpty, sameValue } from './equality.ts';
import { FieldView, type MergeInput, type Value } from './field-view.ts';
import { type Entry, mergeLists } from './merge-list.ts';
import { mergeStatus } from './merge-status.ts';

/** Decides every field. Fields that nobody changed, and fields that one side has no place for, yield no decision. */
export function merge(input: MergeInput): readonly FieldDecision[] {
  return input.rules.flatMap((rule) => {
    const decision = mergeField(rule, new FieldView(rule, input));
    return decision ? [decision] : [];
  });
}

function mergeField(rule: FieldRule, view: FieldView): FieldDecision | null {
  if (rule.toldWithoutPlace && view.shown.crm === undefined) return newsWithoutPlace(view);
  const silent = SIDES.filter((side) => view.shown[side] === undefined);
  if (silent.length > 0) return rule.maySayNothing ? mergeWithSilent(rule, view, silent) : null;
  if (rule.merge === 'one-way') return mergeOneWay(rule, view);
  if (!view.changed.crm && !view.changed['partner-center']) return null;
  if (view.agrees()) return view.decision({ verdict: 'agree', rule: 'both sides hold the same' });
  if (rule.merge === 'status') return mergeStatusField(rule, view);
  if (rule.merge === 'keyed') return mergeKeyed(rule, view);
  return mergeValue(rule, view);
}

/**
 * A record that says nothing of a field although it could (a deal without a note for the notes) takes what the other side has; its silence
 * is never taken for an empty value. A side that has no place for the field is left out.
 */
function mergeWithSilent(rule: FieldRule, view: FieldView, silent: readonly Side[]): FieldDecision | null {
  const [to, ...both] = silent;
  if (to === undefined || both.length > 0 || !view.input.updatable[to].has(view.field)) return null;
  const from = otherSide(to);
  if (!view.changed[from]) return null;
  if (isEmpty(view.shown[from])) return view.decision({ verdict: 'agree', rule: 'both sides hold nothing' });
  return send(rule, view, from, 'propagate', `changed in ${from} only`);
}

/** A change in Partner Center that only the audit field can tell. */
function newsWithoutPlace(view: FieldView): FieldDecision | null {
  if (!view.changed['partner-center'] || view.adopting) return null;
  return view.decision({ verdict: 'agree', rule: NO_PLACE, winner: 'partner-center' });
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
  // What does not travel does not win either. (At adoption a blank is no change at all.)
  if (blank.length === 1 && rule.keepWhenEmpty)
    return [otherSide(blank[0] as Side), 'changed on both sides: the other side is blank'];
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
  return view.decision({ ...parts, verdict, write: { [to]: value } });
}

/** True on either side means true on both; a true taken back is put back (R65). Looks at the state, not at changes: nothing may unset it. */
function mergeOneWay(rule: FieldRule, view: FieldView): FieldDecision | null {
  const { shown, changed, base, input } = view;
  const settled = (verdict: 'agree' | 'unsendable', why: string) =>
    changed.crm || changed['partner-center'] ? view.decision({ verdict, rule: why }) : null;
  const implied = input.implied.has(view.field);
  const source = implied ? 'crm' : SIDES.find((side) => shown[side] === true);
  const behind = SIDES.filter(
    (side) =>
      shown[side] !== true && view.rendered(side, true) === true && !(side === 'partner-center' && isLeftAlone(view)),
  );
  if (!source || behind.length === 0) return settled('agree', 'both sides hold the same');
  const barriers = behind.flatMap((to) => barrierTo(rule, view, to, true) ?? []);
  const held = barriers.find(({ verdict }) => verdict === 'hold');
  if (held) return view.decision({ ...held, winner: source });
  if (barriers[0]) return settled('unsendable', barriers[0].rule);
  const write = Object.fromEntries(behind.map((to) => [to, true]));
  if (behind.some((side) => base[side] === true))
    return view.decision({ verdict: 'revert', rule: 'cannot be taken back once set', winner: source, write });
  const why = implied ? 'implied by the help asked of Microsoft' : `set in ${source}`;
  return view.decision({ verdict: 'propagate', rule: why, winner: source, write });
}

/** A tick that was there at adoption, and that nobody has set since, is still no act of a seller. */
function isLeftAlone({ field, input, base }: FieldView): boolean {
  return !input.implied.has(field) && base.crm === true && base['partner-center'] !== true;
}

function mergeStatusField(rule: FieldRule, view: FieldView): FieldDecision {
  const { shown, changed, adopting } = view;
  const { crm: record, 'partner-center': referral } = shown as PerSide<Deal['status']>;
  if (!referral) return unsendableStatus(view, word('rule.no-status'));
  const outcome = mergeStatus({ referral, record, changed, adopting });
  if (outcome.kind === 'unsendable') return unsendableStatus(view, outcome.why);
  const { to, status } = outcome;
  const winner = otherSide(to);
  const barrier = barrierTo(rule, view, to, status);
  if (barrier) return view.decision({ winner, ...barrier });
  if (to === 'crm' && isFinal(status) && view.input.onClosed === 'flag')
    return view.decision({ winner, verdict: 'unsendable', rule: LEFT_TO_SELLER });
  const verdict = changed.crm && changed['partner-center'] ? 'resolve' : 'propagate';
  const isFirstStep =
    to === 'partner-center' && record !== null && status !== record && stepTowards(status, record) !== null;
  const parts = { verdict, rule: outcome.rule, winner, write: { [to]: status } } as const;
  return view.decision(isFirstStep ? { ...parts, partial: true } : parts);
}

function unsendableStatus(view: FieldView, why: Sentence): FieldDecision {
  return view.decision({ verdict: 'unsendable', rule: say(why), why });
}

function mergeKeyed(rule: FieldRule, view: FieldView): FieldDecision {
  if (view.adopting && rule.apartAtAdoption) return view.decision({ verdict: 'agree', rule: ADOPTED });
  const owner: Side = rule.owner === 'newest' ? view.input.newer : rule.owner;
  const { lists, conflict } = mergedLists(view, owner);
  const behind = SIDES.filter((side) => isBehind(view, side, lists[side]));
  const barred = behind.flatMap((to) => {
    const barrier = barrierTo(rule, view, to, lists[to]);
    return barrier ? [{ to, barrier }] : [];
  });
  const open = behind.filter((side) => barred.every(({ to }) => to !== side));
  const write = Object.fromEntries(open.map((side) => [side, lists[side]]));
  const winner = (targets: readonly Side[]) => (targets.length === 1 ? otherSide(targets[0] as Side) : owner);
  const barrier = barred.find((one) => one.barrier.verdict === 'hold')?.barrier ?? barred[0]?.barrier;
  // What may travel does; a hold leaves the bases alone, so that the rest follows when it ends.
  if (barrier && (barrier.verdict === 'hold' || open.length === 0))
    return view.decision({ ...barrier, winner: winner(barred.map(({ to }) => to)), write });
  if (open.length === 0) return view.decision({ verdict: 'agree', rule: 'both lists hold the same' });
  if (!conflict)
    return view.decision({ verdict: 'propagate', rule: 'entries of both sides kept', winner: winner(open), write });
  const why = `an entry changed on both sides: ${owner} owns it`;
  return view.decision({ verdict: 'resolve', rule: why, winner: owner, write });
}

function mergedLists(view: FieldView, owner: Side): { lists: PerSide<Value>; conflict: boolean } {
  const { field, input } = view;
  const listOf = (shown: DealView) => (shown[field] ?? []) as readonly Entry[];
  const listsOf = (views: PerSide<DealView>) => ({
    crm: listOf(views.crm),
    'partner-center': listOf(views['partner-center']),
  });
  const rendered = (side: Side, entry: Entry) => listOf({ [field]: view.rendered(side, [entry] as Value) })[0];
  const { lists, conflict } = mergeLists(listsOf(input.base), listsOf(input.now), owner, rendered);
  return { lists: lists as PerSide<Value>, conflict };
}

function isBehind(view: FieldView, side: Side, list: Value): boolean {
  const shown = view.shown[side];
  return !sameValue(list, shown) && !sameValue(view.rendered(side, list), shown);
}
