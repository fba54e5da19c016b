import { canonicalText, shortened } from '../../../core/model/text.ts';
import { textAt } from '../../crm/rows.ts';
import { childRows } from '../child-rows.ts';
import type { Org } from '../org.ts';
import type { Row } from '../schema.ts';
import { quoted } from '../soql.ts';
import type { NotePlace } from './place.ts';

/** The one note of a deal that travels. Whatever else people have noted there is theirs alone and is not even read. */
export interface NoteRow {
  id: string;
  /** Changes with every edit; null when unknown. */
  version: string | null;
  /** Null when it is empty; undefined when it could not be read. */
  text: string | null | undefined;
  modifiedAt: string | null;
  modifiedBy: string | null;
}

/** Of enhanced notes, queries bring everything but the text itself; `texts.ts` puts it here. */
export const TEXT = 'Text';

const PATHS = {
  'content-note': {
    id: 'ContentDocumentId',
    title: 'ContentDocument.Title',
    version: 'ContentDocument.LatestPublishedVersionId',
    text: TEXT,
    modifiedAt: 'ContentDocument.LastModifiedDate',
    modifiedBy: 'ContentDocument.LastModifiedById',
  },
  note: {
    id: 'Id',
    title: 'Title',
    version: 'SystemModstamp',
    text: 'Body',
    modifiedAt: 'LastModifiedDate',
    modifiedBy: 'LastModifiedById',
  },
} as const satisfies Record<NotePlace['kind'], Record<keyof NoteRow | 'title', string>>;

/** The sub-select that brings the note with its deal; `live` leaves out deleted rows where the statement sees them. */
export function noteColumn({ kind, path, title }: NotePlace, live: { and: string }): string {
  const columns = [...new Set(['Id', ...Object.values(PATHS[kind])])].filter((column) => column !== TEXT);
  // A file may bear the title as well.
  const isNote = kind === 'content-note' ? " AND ContentDocument.FileType = 'SNOTE'" : '';
  const where = `${PATHS[kind].title} = ${quoted(title)}${isNote}${live.and}`;
  return `(SELECT ${columns.join(', ')} FROM ${path} WHERE ${where})`;
}

/** The deal's note; the oldest where several bear the title, so that it stays the same one. Null when there is none. */
export function noteOf(row: Row, { notes }: Pick<Org, 'notes'>): NoteRow | null {
  return notes ? oldestNote(childRows(row, notes.path), notes.kind) : null;
}

export function oldestNote(records: readonly Row[], kind: NotePlace['kind']): NoteRow | null {
  const found = records.flatMap((record): NoteRow[] => {
    const at = (part: keyof NoteRow) => textAt(record, PATHS[kind][part]);
    const id = at('id');
    if (id === null) return [];
    const text = PATHS[kind].text in record ? at('text') : undefined;
    return [{ id, version: at('version'), text, modifiedAt: at('modifiedAt'), modifiedBy: at('modifiedBy') }];
  });
  return found.sort((left, right) => (left.id < right.id ? -1 : 1))[0] ?? null;
}

/** The text as the note will show it. Characters that nobody can see make Salesforce fail on a note as a whole. */
export function noteShown(text: string | null, { length }: NotePlace): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that must not be there
  const visible = (text ?? '').replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '');
  return shortened(canonicalText(visible), length);
}
