import { canonicalText, shortened } from '../../core/model/text.ts';
import { textAt } from '../crm/rows.ts';
import type { BatchPart } from './batch.ts';
import type { Row } from './schema.ts';

/**
 * Notes of a deal as a note of the timeline that the connector keeps, known by its subject; whatever else sellers note there is their own and
 * does not travel.
 */
export const NOTE_SUBJECT = 'Microsoft Partner Center';

/** Characters of a note's text, as the platform ships it. */
const NOTE_LENGTH = 100_000;

export interface HeldNote {
  id: string;
  text: string | null;
}

/** The oldest of the connector's notes. */
export function noteOf(rows: readonly Row[]): HeldNote | null {
  const [oldest] = rows.toSorted((left, right) =>
    (textAt(left, 'createdon') ?? '') < (textAt(right, 'createdon') ?? '') ? -1 : 1,
  );
  const id = oldest ? textAt(oldest, 'annotationid') : null;
  return oldest && id !== null ? { id, text: textAt(oldest, 'notetext') } : null;
}

export function noteShown(text: string | null | undefined): string | null {
  return text == null ? null : shortened(canonicalText(text), NOTE_LENGTH);
}

/** What makes the note say this; nothing where it does already. */
export function noteParts(
  text: string | null,
  held: HeldNote | null,
  dealId: string,
  newId: () => string,
): BatchPart[] {
  if (text === (held?.text ?? null)) return [];
  if (held && text === null) return [{ method: 'DELETE', path: `annotations(${held.id})` }];
  if (held)
    return [
      { method: 'PATCH', path: `annotations(${held.id})`, headers: { 'If-Match': '*' }, body: { notetext: text } },
    ];
  const body = {
    annotationid: newId(),
    subject: NOTE_SUBJECT,
    notetext: text,
    'objectid_opportunity@odata.bind': `/opportunities(${dealId})`,
  };
  return [{ method: 'POST', path: 'annotations', body }];
}
