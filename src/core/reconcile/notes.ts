import type { FieldRule } from '../mapping/field-rules.ts';
import type { Sentence, Value } from '../messages/catalogue.ts';
import { word } from '../messages.ts';
import type { Deal, DealField, DealView } from '../model/deal.ts';
import { type FieldDecision, type Note, note } from '../model/plan.ts';
import type { DealStatus } from '../model/status.ts';
import { ADOPTED, CLOSED, EMPTY, LEFT_TO_SELLER, NO_PLACE } from './barriers.ts';
import { isEmpty, sameValue } from './equality.ts';
import { keyLists } from './keys.ts';

/** What the seller must be told about the decisions: overruled values, changes that cannot travel, things put back. */
export function notesOn(decisions: readonly FieldDecision[], rules: readonly FieldRule[]): readonly Note[] {
  const byField = new Map(rules.map((rule) => [rule.field, rule]));
  return decisions.flatMap((decision) => {
    const rule = byField.get(decision.field);
    const note = rule ? noteOn(decision, rule) : null;
    return note ? [note] : [];
  });
}

/** What the seller reads where the settings keep the connector from closing the record. */
export function closingLeftToSeller(decisions: readonly FieldDecision[], referral: DealView): readonly Note[] {
  const { status, statusReason } = referral;
  if (!status || !decisions.some(({ rule }) => rule === LEFT_TO_SELLER)) return [];
  const words = { status: word(`status.${status}`) };
  if (!statusReason) return [note('closed-there-flagged', 'status', words)];
  return [note('closed-there-flagged-because', 'status', { ...words, reason: statusReason })];
}

function noteOn(decision: FieldDecision, rule: FieldRule): Note | null {
  switch (decision.verdict) {
    case 'resolve':
      return overruled(decision, rule);
    case 'revert':
      return note('visibility-one-way', decision.field, {});
    case 'unsendable':
      return unsendable(decision, rule);
    case 'agree':
      return withoutPlace(decision);
    case 'propagate':
    case 'hold':
      return null;
  }
}

/** What Microsoft says about a registration, where no column of the CRM shows it. */
function withoutPlace({ field, rule, shown }: FieldDecision): Note | null {
  const status = shown['partner-center'];
  if (rule !== NO_PLACE || typeof status !== 'string') return null;
  return note('registration-status', field, { status });
}

function overruled(decision: FieldDecision, rule: FieldRule): Note | null {
  const { winner, shown } = decision;
  if (!winner) return null;
  const loser = winner === 'crm' ? 'partner-center' : 'crm';
  if (isEmpty(shown[loser])) return null;
  const words = { label: labelOf(rule.field), winner: word(`side.${winner}`) };
  const [kept, lost] = contested(rule.field, shown[winner], shown[loser]);
  return note('overruled', decision.field, { ...words, kept, overruled: lost });
}

/** The two values in words; of two lists only the entries that stand on both sides with different details. */
function contested(
  field: DealField,
  kept: Deal[DealField] | undefined,
  lost: Deal[DealField] | undefined,
): [Value, Value] {
  if (!Array.isArray(kept) || !Array.isArray(lost)) return [inWords(kept, field), inWords(lost, field)];
  const [mine, theirs] = keyLists([kept, lost]);
  const keys = [...mine.keys()].filter((key) => theirs.has(key) && !sameValue(mine.get(key), theirs.get(key)));
  const inFull = (entries: typeof mine) =>
    keys
      .map((key) =>
        Object.values(entries.get(key) ?? {})
          .filter(Boolean)
          .join(' '),
      )
      .join(', ');
  return [inFull(mine), inFull(theirs)];
}

/** Only the seller's own changes are explained; a change in Partner Center that has no place in the CRM is no news to the seller. */
function unsendable(decision: FieldDecision, rule: FieldRule): Note | null {
  if (decision.rule === EMPTY && decision.winner === 'crm' && !isEmpty(decision.shown['partner-center'])) {
    return note('value-empty', decision.field, { label: labelOf(rule.field) });
  }
  if (!rule.explainUnsendable || UNEXPLAINED.has(decision.rule)) return null;
  if (decision.field === 'status')
    return note('status-unsendable', 'status', { rule: decision.why ?? word('rule.fixed') });
  if (decision.winner !== 'crm') return null;
  if (decision.field === 'coSellType') return note('co-sell-type-fixed', 'coSellType', {});
  return note('unsendable', decision.field, { label: labelOf(rule.field) });
}

/** Said elsewhere, or no news to the seller. */
const UNEXPLAINED: ReadonlySet<string> = new Set([CLOSED, ADOPTED, LEFT_TO_SELLER]);

/** What a field is called towards sellers. */
export function labelOf(field: DealField): Sentence {
  return word(`field.${field}`);
}

/** A value as a seller would write it. */
export function inWords(value: Deal[DealField] | undefined, field: DealField): Value {
  if (field === 'status' && value != null) return word(`status.${value as DealStatus}`);
  if (value == null || (Array.isArray(value) && value.length === 0)) return word('word.nothing');
  if (typeof value === 'boolean') return word(value ? 'word.yes' : 'word.no');
  if (typeof value === 'string') return value.length > 80 ? `${value.slice(0, 77)}…` : value;
  if (Array.isArray(value))
    return value.map((entry) => ('id' in entry ? (entry.name ?? entry.id) : (entry.email ?? entry.lastName ?? '')));
  return 'name' in value ? (value.name ?? '') : '';
}
