import type { FieldRule } from '../mapping/field-rules.ts';
import { say } from '../messages.ts';
import type { Deal, DealField } from '../model/deal.ts';
import type { FieldDecision, Note } from '../model/plan.ts';
import { ADOPTED, CLOSED, EMPTY } from './barriers.ts';
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

function noteOn(decision: FieldDecision, rule: FieldRule): Note | null {
  switch (decision.verdict) {
    case 'resolve':
      return overruled(decision, rule);
    case 'revert':
      return note('visibility-one-way', decision.field, say('visibility-one-way'));
    case 'unsendable':
      return unsendable(decision, rule);
    case 'propagate':
    case 'agree':
    case 'hold':
      return null;
  }
}

function overruled(decision: FieldDecision, rule: FieldRule): Note | null {
  const { winner, shown } = decision;
  if (!winner) return null;
  const loser = winner === 'crm' ? 'partner-center' : 'crm';
  if (isEmpty(shown[loser])) return null;
  const words = { label: capital(rule.label), winner: SIDE_NAMES[winner] };
  const [kept, lost] = contested(shown[winner], shown[loser]);
  return note('overruled', decision.field, say('overruled', { ...words, kept, overruled: lost }));
}

/** The two values in words; of two lists only the entries that stand on both sides with different details. */
function contested(kept: Deal[DealField] | undefined, lost: Deal[DealField] | undefined): [string, string] {
  if (!Array.isArray(kept) || !Array.isArray(lost)) return [inWords(kept), inWords(lost)];
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
    return note('value-empty', decision.field, say('value-empty', { label: capital(rule.label) }));
  }
  if (!rule.explainUnsendable || decision.rule === CLOSED || decision.rule === ADOPTED) return null;
  if (decision.field === 'status')
    return note('status-unsendable', 'status', say('status-unsendable', { rule: decision.rule }));
  if (decision.winner !== 'crm') return null;
  return note('unsendable', decision.field, say('unsendable', { label: capital(rule.label) }));
}

const SIDE_NAMES = { crm: 'the CRM', 'partner-center': 'Partner Center' } as const;

function note(code: string, field: DealField, message: string): Note {
  return { code, field, message };
}

function capital(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** A value as a seller would write it. */
export function inWords(value: Deal[DealField] | undefined): string {
  if (value == null || (Array.isArray(value) && value.length === 0)) return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value.length > 80 ? `${value.slice(0, 77)}…` : value;
  if (Array.isArray(value))
    return value
      .map((entry) => ('id' in entry ? (entry.name ?? entry.id) : (entry.email ?? entry.lastName ?? '')))
      .join(', ');
  return 'name' in value ? (value.name ?? '') : '';
}
