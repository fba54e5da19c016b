import type { Mark } from '../../core/model/snapshot.ts';

const GLYPHS: Record<'ok' | 'failed', string> = { ok: '✔', failed: '✘' };

// Microsoft's flows and hand-made ones used several glyphs over the years; each may carry a variation selector.
const OK = '✓✔✅☑🗸';
const FAILED = '✗✘✕✖❌❎☒🗙';
const LEADING = new RegExp(`^(?:\\s*([${OK}${FAILED}])\\uFE0F?\\s*)+`, 'u');
const TRAILING = new RegExp(`(?:\\s+([${OK}${FAILED}])\\uFE0F?\\s*)+$`, 'u');

export interface MarkedName {
  name: string;
  mark: Mark;
}

/** Takes marks of any glyph off a name. With several, the first one counts. */
export function splitMark(text: string): MarkedName {
  const glyph = firstGlyph(text);
  const name = text.replace(LEADING, '').replace(TRAILING, '').trim();
  if (glyph === null) return { name, mark: null };
  return { name, mark: OK.includes(glyph) ? 'ok' : 'failed' };
}

function firstGlyph(text: string): string | null {
  const found = LEADING.exec(text) ?? TRAILING.exec(text);
  if (!found) return null;
  return [...found[0]].find((character) => OK.includes(character) || FAILED.includes(character)) ?? null;
}

/** Room that a mark takes in front of a name. */
export const MARK_LENGTH = 2;

/** Puts the mark in front. A name that would grow too long goes without: a mark is not worth the end of a name. */
export function withMark(name: string, mark: Mark, maxLength: number): string {
  if (mark === null || name.length + MARK_LENGTH > maxLength) return name;
  return `${GLYPHS[mark]} ${name}`;
}
