import type { Mark } from '../../core/model/snapshot.ts';
import { shortened } from '../../core/model/text.ts';
import { MARK_LENGTH, splitMark, withMark } from './marks.ts';
import { cleanText } from './rows.ts';

/** The column that holds a deal's name, with the mark in front of it. */
export interface NameColumn {
  length: number;
  /** Whether marks are wanted; room for them is left only then. */
  marks: boolean;
}

/** A deal's name as the CRM will show it: without any mark of its own, cut to length. */
export function shownName(value: unknown, { length, marks }: NameColumn): string | null {
  const { name } = splitMark(cleanText(value) ?? '');
  return shortened(cleanText(name), length - (marks ? MARK_LENGTH : 0));
}

/** The same with its mark in front. */
export function markedName(name: string | null, mark: Mark, column: NameColumn): string | null {
  const shown = shownName(name, column);
  return shown === null ? null : withMark(shown, column.marks ? mark : null, column.length);
}

/**
 * What must be written so that the name and the mark are shown; null when both stand already. The mark stays unless there is a new one
 * (undefined: there is none).
 */
export function renamed(
  wanted: { name: string | null | undefined; mark: Mark | undefined },
  present: { name: string | null; mark: Mark },
  column: NameColumn,
): string | null {
  const name = wanted.name ?? present.name;
  const mark = column.marks ? (wanted.mark === undefined ? present.mark : wanted.mark) : null;
  if (name === present.name && mark === present.mark) return null;
  return name === present.name ? withoutLoss(name, mark, column) : markedName(name, mark, column);
}

/** A name that is already there is never cut for the sake of its mark. */
function withoutLoss(name: string | null, mark: Mark, column: NameColumn): string | null {
  const marked = markedName(name, mark, column);
  return name !== null && marked?.endsWith(name) ? marked : name;
}
