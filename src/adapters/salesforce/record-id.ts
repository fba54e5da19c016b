const SHAPE = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;
const SUFFIX_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const BLOCK = 5;

/**
 * The 18-character form of a record id, as every answer has it; null when the text can be no id. A query that names one such text fails for
 * all others it asks for (contract §7), and identifiers on the other side may have been typed by hand.
 */
export function recordId(text: string): string | null {
  if (!SHAPE.test(text)) return null;
  if (text.length === 15) return text + suffixOf(text);
  const suffix = text.slice(15).toUpperCase();
  const id = casedBy(suffix, text.slice(0, 15));
  return suffixOf(id) === suffix ? id + suffix : null;
}

/** Ids come with 15 or 18 characters; the first 15 tell them apart. */
export function isSameId(left: string, right: string): boolean {
  return left.slice(0, 15) === right.slice(0, 15);
}

/** One letter for each block of five characters: its bits tell which of them are upper case. */
function suffixOf(id: string): string {
  const blocks = [0, BLOCK, 2 * BLOCK].map((at) => [...id.slice(at, at + BLOCK)]);
  return blocks
    .map((block) => SUFFIX_LETTERS[block.reduce((bits, letter, k) => bits | (/[A-Z]/.test(letter) ? 1 << k : 0), 0)])
    .join('');
}

/** Systems that ignore case may have changed it; the suffix knows better. */
function casedBy(suffix: string, id: string): string {
  return [...id]
    .map((letter, at) => {
      const bits = Math.max(0, SUFFIX_LETTERS.indexOf(suffix[Math.floor(at / BLOCK)] ?? 'A'));
      return (bits >> (at % BLOCK)) & 1 ? letter.toUpperCase() : letter.toLowerCase();
    })
    .join('');
}
