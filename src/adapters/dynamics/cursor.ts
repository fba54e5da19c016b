import { CosellError } from '../../core/errors.ts';

/** Where a listing goes on; kept as JSON that nobody else reads. */
export interface Cursor {
  /** Change tokens of the tables that are tracked, by table; null where tracking is off. */
  tokens: Readonly<Record<string, string | null>>;
  /** What is still to come of a listing of everything: rows changed at or after this; null when it is over. */
  from: string | null;
  /** The environment's own time when it was last asked; what is found by its time begins here. */
  asOf: string;
}

export function writeCursor(cursor: Cursor): string {
  return JSON.stringify({ v: 1, ...cursor });
}

/** Null: from the beginning. Throws a bug for anything that is no cursor. */
export function readCursor(text: string | null): Cursor | null {
  if (text === null || text === '') return null;
  try {
    const { v, tokens, from, asOf } = JSON.parse(text) as Cursor & { v: unknown };
    if (v === 1 && typeof tokens === 'object' && typeof asOf === 'string') return { tokens, from, asOf };
  } catch {
    // Said below.
  }
  throw new CosellError({
    code: 'dynamics-watermark-unreadable',
    recovery: 'bug',
    message: `The watermark "${text.slice(0, SHOWN_CHARS)}" is none of Dynamics 365.`,
    remedy: 'Run a full comparison: cosell reconcile --all.',
    place: 'Dynamics 365 list',
  });
}

const SHOWN_CHARS = 60;
