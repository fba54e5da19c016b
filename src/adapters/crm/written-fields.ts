import { word } from '../../core/messages.ts';
import type { DealField, DealView } from '../../core/model/deal.ts';
import { type Note, note, type UpdateChange } from '../../core/model/plan.ts';
import { shownStatus } from './status.ts';

/** What an update of a deal writes, and what became of it. */

/** The state moves only with the status: a seller's own one that means the same is not ours to set. */
export function writtenFields({ fields, previous }: Pick<UpdateChange, 'fields' | 'previous'>): DealView {
  const { status, ...others } = fields;
  if (status == null || (previous.status != null && shownStatus(status) === shownStatus(previous.status)))
    return others;
  return { ...others, status };
}

/** A column that cannot say all that it should. */
export interface LossyColumn {
  label: string;
  length: number;
}

/** The remark on a text that the column shows otherwise than wanted; none where it shows it. */
export function lossNotes(field: DealField, column: LossyColumn, wanted: unknown, shown: unknown): readonly Note[] {
  if (typeof wanted !== 'string' || wanted.trim() === '') return [];
  const { label, length } = column;
  if (shown === null) return [note('choice-unknown', field, { value: wanted, column: label })];
  const isCut = typeof shown === 'string' && shown.endsWith('…') && shown.length < wanted.length;
  return isCut ? [note('text-shortened', field, { column: label, length })] : [];
}

/** An amount in a currency that the CRM does not hold would be read as another amount, so it is not written. */
export function foreignCurrency(fields: DealView, isHeld: (code: string) => boolean): Note | null {
  const wanted = fields.currency?.toUpperCase();
  if (!wanted || fields.value == null || isHeld(wanted)) return null;
  return note('currency-not-held', 'value', { amount: `${fields.value} ${wanted}`, currency: wanted });
}

/** Fields whose automation is known to change them are compared as values; lists are left to the merge. */
const COMPARED = ['value', 'closeDate', 'currency'] as const;

/** CRMs replace some writes without an error, above all the amount of an opportunity with products. */
export function notKept(fields: DealView, wanted: DealView, deal: DealView): readonly Note[] {
  return COMPARED.flatMap((field): Note[] => {
    if (!(field in fields) || wanted[field] == null || wanted[field] === deal[field]) return [];
    const code = field === 'value' ? 'amount-not-kept' : 'value-not-kept';
    const shown = deal[field] ?? word('word.nothing');
    return [note(code, field, { label: word(`field.${field}`), wanted: wanted[field], shown })];
  });
}
