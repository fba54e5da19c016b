import type { FieldRule } from '../mapping/field-rules.ts';
import type { Deal, DealField, DealView } from '../model/deal.ts';
import type { FieldDecision } from '../model/plan.ts';
import { type PerSide, SIDES, type Side } from '../model/side.ts';
import { sameValue } from './equality.ts';

export interface MergeInput {
  rules: readonly FieldRule[];
  /** What each side showed when both last agreed, in its own rendering. */
  base: PerSide<DealView>;
  now: PerSide<DealView>;
  /** How each side will show a value once it is written there. */
  normalize: PerSide<(view: DealView) => DealView>;
  updatable: PerSide<ReadonlySet<DealField>>;
  gate: Gate;
  /** Whether the record is closed when Partner Center closes the referral, or its seller is only told. */
  onClosed: 'close' | 'flag';
  /** Fields that must become true for the sake of another one: asking Microsoft for help shows it the deal (R66). */
  implied: ReadonlySet<DealField>;
  /** Fields that may not go to Partner Center before the seller has filled in what is missing (R67). */
  incomplete: ReadonlySet<DealField>;
  /** The side that was modified last, for the `newest` rule. */
  newer: Side;
}

/**
 * What may leave the CRM: everything (`open`), nothing yet because the seller has not ticked Sync (`unshared`), only the answer to an
 * invitation (`unanswered`), or nothing ever again because the referral is final (`closed`).
 */
export type Gate = 'open' | 'unshared' | 'unanswered' | 'closed';

export type Value = Deal[DealField];

/** One field seen from both sides. */
export class FieldView {
  readonly field: DealField;
  readonly input: MergeInput;
  readonly base: PerSide<Value | undefined>;
  readonly shown: PerSide<Value | undefined>;
  readonly changed: PerSide<boolean>;
  readonly adopting: boolean;

  constructor(rule: FieldRule, input: MergeInput) {
    const { field } = rule;
    const base = { crm: input.base.crm[field], 'partner-center': input.base['partner-center'][field] };
    this.field = field;
    this.input = input;
    this.base = base;
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
