import { asCosellError, type Recovery } from '../../../core/errors.ts';
import { canonicalText } from '../../../core/model/text.ts';
import type { CallContext } from '../call-context.ts';
import { childRows } from '../child-rows.ts';
import { isSameId } from '../record-id.ts';
import type { Row } from '../schema.ts';
import { textOfHtml } from './html.ts';
import { type NoteRow, oldestNote, TEXT } from './rows.ts';

/**
 * The texts of enhanced notes. No query brings them: each is a call of its own, so those that were read or written are remembered by the
 * version that the query names, and an unchanged note is never read twice.
 */
export interface NoteTexts {
  /** The rows of deals with the texts of their notes in place, as far as they can be read; those that are gone are left out. */
  completed(rows: readonly Row[], context: CallContext): Promise<readonly Row[]>;
  /** What our user has just written to the note of a deal: the version that comes next from that user has this text. */
  wrote(dealId: string, text: string | null, userId: string | null): void;
  /** The version was not seen after all. */
  forget(dealId: string): void;
  /** The deal on which a note was seen. */
  dealOf(noteId: string): string | null;
  /** Whether nobody was told of this version of a note yet. */
  isNews(noteId: string, version: string | null): boolean;
  told(noteId: string, version: string | null): void;
}

/** Name of the child list in which every object keeps its links to files and enhanced notes. */
const LINKS = 'ContentDocumentLinks';
const OF_THE_NOTE: ReadonlySet<Recovery> = new Set(['refused', 'not-found', 'bad-input']);
const MAX_NOTES = 10_000;
const MAX_CHARS = 4_000_000;

/** `fetchHtml` answers null when the note is gone. */
export function createNoteTexts(
  fetchHtml: (noteId: string, context: CallContext) => Promise<string | null>,
): NoteTexts {
  const texts = new Map<string, string>();
  const deals = new Map<string, string>();
  const versionsTold = new Map<string, string>();
  const expected = new Map<string, { text: string; userId: string }>();
  let chars = 0;

  function remember(version: string | null, text: string): void {
    if (version === null) return;
    chars += text.length - (texts.get(version)?.length ?? 0);
    texts.delete(version);
    texts.set(version, text);
    for (const [oldest, { length }] of texts) {
      if (texts.size <= MAX_NOTES && chars <= MAX_CHARS) break;
      texts.delete(oldest);
      chars -= length;
    }
  }

  function justWritten(dealId: string, { modifiedBy }: NoteRow): string | undefined {
    const written = expected.get(dealId);
    expected.delete(dealId);
    return written && modifiedBy !== null && isSameId(modifiedBy, written.userId) ? written.text : undefined;
  }

  async function textOf(dealId: string, note: NoteRow, context: CallContext): Promise<string | null> {
    const known = texts.get(note.version ?? '') ?? justWritten(dealId, note);
    if (known !== undefined) {
      remember(note.version, known);
      return known;
    }
    const html = await fetchHtml(note.id, context);
    if (html === null) return null;
    const text = canonicalText(textOfHtml(html)) ?? '';
    remember(note.version, text);
    return text;
  }

  async function whole(row: Row, context: CallContext): Promise<Row> {
    const note = oldestNote(childRows(row, LINKS), 'content-note');
    if (!note) return row;
    limited(deals).set(note.id, row.Id);
    const record = childRows(row, LINKS).find(({ ContentDocumentId }) => ContentDocumentId === note.id);
    const list = (records: readonly unknown[]) => ({ ...row, [LINKS]: { done: true, records } });
    try {
      const text = await textOf(row.Id, note, context);
      return list(text === null ? [] : [{ ...record, [TEXT]: text }]);
    } catch (thrown) {
      // One note that our user may not open must not stop all others; what concerns the connection does.
      if (!OF_THE_NOTE.has(asCosellError(thrown).recovery)) throw thrown;
      return list([record]);
    }
  }

  return {
    completed: (rows, context) => Promise.all(rows.map((row) => whole(row, context))),
    wrote(dealId, text, userId) {
      if (userId !== null) expected.set(dealId, { text: text ?? '', userId });
    },
    forget: (dealId) => void expected.delete(dealId),
    dealOf: (noteId) => deals.get(noteId) ?? null,
    isNews: (noteId, version) => version === null || versionsTold.get(noteId) !== version,
    told(noteId, version) {
      if (version !== null) limited(versionsTold).set(noteId, version);
    },
  };
}

/** Forgets the oldest entry before there are too many. */
function limited(map: Map<string, string>): Map<string, string> {
  const [oldest] = map.keys();
  if (map.size >= MAX_NOTES && oldest !== undefined) map.delete(oldest);
  return map;
}
