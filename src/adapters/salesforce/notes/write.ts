import type { DealView } from '../../../core/model/deal.ts';
import { type Note, note as remark, type UpdateChange } from '../../../core/model/plan.ts';
import type { Part } from '../client.ts';
import type { CurrentRecord } from '../memory.ts';
import type { Org } from '../org.ts';
import { httpDate } from '../soql.ts';
import { htmlOf } from './html.ts';
import type { NotePlace } from './place.ts';
import { type NoteRow, noteShown } from './rows.ts';

/** What must happen to the note of a deal; null when nothing must. */
export interface NotePlan {
  text: string | null;
  /** The note that is there already; null: one is made. */
  present: NoteRow | null;
  /** Nothing is written if the note has been edited since. */
  guarded: boolean;
}

/** The field `notes` of a change, where it is kept in a note. A note is emptied, never deleted: it has a history that is not ours. */
export function planNote({ fields, expectedVersion }: UpdateChange, present: NoteRow | null, { notes }: Org) {
  if (!notes || fields.notes === undefined) return null;
  const text = noteShown(fields.notes, notes);
  if (text === (present?.text ?? null)) return null;
  return { text, present, guarded: expectedVersion !== null } satisfies NotePlan;
}

/** Whether somebody has edited the note since the change was planned: that does not move the version of the deal. */
export function noteMovedOn({ fields, previous, expectedVersion }: UpdateChange, { note }: CurrentRecord, org: Org) {
  if (!org.notes || fields.notes === undefined || expectedVersion === null) return false;
  return (note?.text ?? null) !== (previous.notes ?? null);
}

export function noteParts({ text, present, guarded }: NotePlan, opportunityId: string, place: NotePlace): Part[] {
  if (!present) return newNoteParts(text, opportunityId, place);
  const since = guarded && present.modifiedAt !== null ? httpDate(present.modifiedAt) : null;
  return [
    {
      method: 'PATCH',
      path: `sobjects/${place.kind === 'note' ? 'Note' : 'ContentNote'}/${present.id}`,
      referenceId: NOTE,
      body: bodyOf(text, place),
      ...(since === null ? {} : { headers: { 'If-Unmodified-Since': since } }),
    },
  ];
}

/** A note and, where it is an enhanced one, its link to the opportunity. */
export function newNoteParts(text: string | null, opportunityId: string, place: NotePlace): Part[] {
  if (text === null) return [];
  const named = { Title: place.title, ...bodyOf(text, place) };
  if (place.kind === 'note') return [postNote('Note', { ParentId: opportunityId, ...named })];
  const link = { ContentDocumentId: `@{${NOTE}.id}`, LinkedEntityId: opportunityId, ShareType: INFERRED };
  const linked: Part = { method: 'POST', path: 'sobjects/ContentDocumentLink', referenceId: 'noteLink', body: link };
  return [postNote('ContentNote', named), linked];
}

const NOTE = 'note';
/** Who may edit the opportunity may edit the note. */
const INFERRED = 'I';

function postNote(object: string, body: Readonly<Record<string, unknown>>): Part {
  return { method: 'POST', path: `sobjects/${object}`, referenceId: NOTE, body };
}

function bodyOf(text: string | null, { kind }: NotePlace): Readonly<Record<string, unknown>> {
  if (kind === 'note') return { Body: text };
  return { Content: Buffer.from(htmlOf(text), 'utf8').toString('base64') };
}

/** What of the text the note cannot hold. */
export function noteLosses({ notes }: DealView, place: NotePlace | null): readonly Note[] {
  const isCut = place !== null && place.length > 0 && (notes?.length ?? 0) > place.length;
  return isCut ? [remark('text-shortened', 'notes', { column: place.title, length: place.length })] : [];
}
