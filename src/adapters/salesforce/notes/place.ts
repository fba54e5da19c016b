import type { Lack } from '../../crm/lack.ts';
import { columnOf, type ObjectShape } from '../describe.ts';
import type { NotesChoice, SalesforceSettings } from '../settings.ts';

/** Where an org keeps the notes of a deal: in a note of its own on the opportunity, which is known by its title. */
export interface NotePlace {
  /** Enhanced notes (ContentNote) or those of Salesforce Classic (Note). */
  kind: Exclude<NotesChoice, 'auto' | 'description'>;
  title: string;
  /** Name of the child list on the opportunity: links to enhanced notes, or the notes themselves. */
  path: string;
  /** Characters that fit; 0 where nothing is cut. */
  length: number;
}

/** Is there while enhanced notes are turned on. */
export const ENHANCED_NOTE = 'ContentNote';

/** The note objects as described; null for those that the org has not, that our user may not see, or that the settings do not want. */
export interface NoteShapes {
  contentNote: ObjectShape | null;
  note: ObjectShape | null;
}

/** The objects that the choice may come down to, so that no other is described. */
export function noteObjects(choice: NotesChoice): { contentNote: string | null; note: string | null } {
  return {
    contentNote: choice === 'auto' || choice === 'content-note' ? ENHANCED_NOTE : null,
    note: choice === 'auto' || choice === 'note' ? 'Note' : null,
  };
}

/** What `auto` comes down to in this org: enhanced notes, else the classic ones, else a field of the opportunity. */
export function chosenNotes(choice: NotesChoice, { contentNote, note }: NoteShapes): Exclude<NotesChoice, 'auto'> {
  if (choice !== 'auto') return choice;
  if (contentNote && mayWrite(contentNote)) return 'content-note';
  return note && mayWrite(note) ? 'note' : 'description';
}

function mayWrite({ createable, updateable }: ObjectShape): boolean {
  return createable && updateable;
}

/** Null where the notes are a field of the opportunity, and where the chosen kind of note is not there: the lacks say so then. */
export function notePlaceOf(
  settings: Pick<SalesforceSettings, 'notes' | 'noteTitle'>,
  shapes: NoteShapes,
  opportunity: ObjectShape,
  lacks: Lack[],
): NotePlace | null {
  const kind = chosenNotes(settings.notes, shapes);
  if (kind === 'description') return null;
  const { object, child, shape } = {
    'content-note': { object: ENHANCED_NOTE, child: 'contentdocumentlink.linkedentityid', shape: shapes.contentNote },
    note: { object: 'Note', child: 'note.parentid', shape: shapes.note },
  }[kind];
  const path = opportunity.children.get(child);
  if (!shape || !path) {
    lacks.push({ object, column: null, reason: 'absent' });
    return null;
  }
  const body = kind === 'note' ? columnOf(shape, 'Body') : null;
  return { kind, title: settings.noteTitle, path, length: body?.length ?? 0 };
}
