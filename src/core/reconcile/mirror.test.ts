import fc from 'fast-check';
import { expect, it } from 'vitest';
import { worlds } from '../../../test/arbitraries/deals.ts';
import type { World } from '../../../test/samples/two-sides.ts';
import type { FieldRule, Flow } from '../mapping/field-rules.ts';
import type { FieldDecision } from '../model/plan.ts';
import { otherSide, type PerSide, type Side } from '../model/side.ts';
import { sameValue } from './equality.ts';
import type { MergeInput } from './field-view.ts';
import { merge } from './merge.ts';

/**
 * Everything but the status treats the two sides alike, as long as nothing keeps the CRM's values at home: at adoption that holds for what
 * cannot be undone in Partner Center.
 */
function inputOf({ link, now, rules, sides }: World): MergeInput {
  const isAdopting = ({ field }: FieldRule) =>
    link.base.crm[field] === undefined && link.base['partner-center'][field] === undefined;
  const isSymmetric = (rule: FieldRule) =>
    rule.merge !== 'status' && !((rule.merge === 'one-way' || rule.merge === 'once') && isAdopting(rule));
  return {
    rules: rules.filter(isSymmetric),
    base: link.base,
    now: { crm: now.crm.deal, 'partner-center': now['partner-center'].deal },
    normalize: { crm: sides.crm.normalize, 'partner-center': sides['partner-center'].normalize },
    updatable: { crm: sides.crm.updatable, 'partner-center': sides['partner-center'].updatable },
    gate: 'open',
    onClosed: 'close',
    implied: new Set(),
    incomplete: new Set(),
    newer: now.crm.modifiedAt < now['partner-center'].modifiedAt ? 'partner-center' : 'crm',
  };
}

function swapped<T>({ crm, 'partner-center': partnerCenter }: PerSide<T>): PerSide<T> {
  return { crm: partnerCenter, 'partner-center': crm };
}

const MIRRORED_FLOW: Record<Flow, Flow> = {
  both: 'both',
  none: 'none',
  'to-crm': 'to-partner-center',
  'to-partner-center': 'to-crm',
};

function mirroredRule(rule: FieldRule): FieldRule {
  const owner = rule.owner === 'newest' ? 'newest' : otherSide(rule.owner);
  return { ...rule, owner, onCreate: MIRRORED_FLOW[rule.onCreate], onUpdate: MIRRORED_FLOW[rule.onUpdate] };
}

function mirrored(input: MergeInput): MergeInput {
  return {
    ...input,
    rules: input.rules.map(mirroredRule),
    base: swapped(input.base),
    now: swapped(input.now),
    normalize: swapped(input.normalize),
    updatable: swapped(input.updatable),
    newer: otherSide(input.newer),
  };
}

/** A decision in a form that can be compared: lists have no order, and the rule's words name sides. */
function told({ field, verdict, winner, write }: FieldDecision, nameOf: (side: Side) => Side): object {
  const writes = (['crm', 'partner-center'] as const).map((side) => write[nameOf(side)]);
  return { field, verdict, winner: winner ? nameOf(winner) : null, writes: writes.map(asSet) };
}

function asSet(value: unknown): unknown {
  if (!Array.isArray(value)) return value ?? null;
  return value.map((entry) => JSON.stringify(Object.entries(entry).sort())).sort();
}

it('swapping the sides and their ownership swaps every decision', () => {
  fc.assert(
    fc.property(worlds(), (start) => {
      const input = inputOf(start);
      const plain = merge(input).map((decision) => told(decision, (side) => side));
      const mirror = merge(mirrored(input)).map((decision) => told(decision, otherSide));
      expect(mirror).toEqual(plain);
    }),
    { numRuns: 500 },
  );
});

it('a side is never given what it already shows', () => {
  fc.assert(
    fc.property(worlds(), (start) => {
      for (const { write, shown } of merge(inputOf(start)))
        for (const [side, value] of Object.entries(write)) expect(sameValue(value, shown[side as Side])).toBe(false);
    }),
    { numRuns: 300 },
  );
});
