import type { Sentence } from '../messages/catalogue.ts';
import { say, sentence, word } from '../messages.ts';
import type { Side } from '../model/side.ts';
import { type DealStatus, isFinal, stepTowards } from '../model/status.ts';

export interface StatusInput {
  /** Partner Center's and the CRM's status now. */
  referral: DealStatus;
  /** Null: the record stands where nobody can tell what it means, for example in a stage that the CRM does not list. */
  record: DealStatus | null;
  changed: Record<Side, boolean>;
  /** No base yet: the records were just adopted. A difference is then no act of a seller. */
  adopting: boolean;
}

export type StatusOutcome =
  | { kind: 'move'; to: Side; status: DealStatus; rule: string }
  | { kind: 'unsendable'; why: Sentence };

/**
 * Who follows whom when the two statuses differ. A final referral cannot be changed (contract/partner-center.md §3.1), so the CRM follows;
 * otherwise the seller's move counts, one legal step at a time.
 */
export function mergeStatus(input: StatusInput): StatusOutcome {
  const { referral, record, changed, adopting } = input;
  const follow = (rule: string): StatusOutcome => ({ kind: 'move', to: 'crm', status: referral, rule });
  // What means nothing is no answer to an invitation either; Partner Center's own moves are followed all the same.
  if (record === null) {
    const isMove = changed['partner-center'] && !adopting;
    return isMove ? follow('changed in Partner Center') : { kind: 'unsendable', why: word('rule.stage-unknown') };
  }
  if (adopting) {
    // A record on hold waits for the referral. Any other stage is the result of work that we know nothing about.
    if (record === 'invited') return follow('the record was on hold at adoption');
    return {
      kind: 'unsendable',
      why: sentence('rule.found-apart', { referral: named(referral), record: named(record) }),
    };
  }
  if (isFinal(referral)) {
    const why = word('rule.referral-final');
    return changed['partner-center'] ? follow(say(why)) : { kind: 'unsendable', why };
  }
  if (!changed.crm) return follow('changed in Partner Center only');
  const step = stepTowards(referral, record);
  if (!step) return { kind: 'unsendable', why: sentence('rule.no-move', { from: named(referral), to: named(record) }) };
  const rule = `stage moved by the seller: ${referral} to ${record}`;
  return { kind: 'move', to: 'partner-center', status: step, rule };
}

function named(status: DealStatus): Sentence {
  return word(`status.${status}`);
}
