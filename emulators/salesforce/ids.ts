const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const COUNTER_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_SHAPE = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;

/** Pod and instance characters of every id this emulator makes; an organisation's real ids share theirs too. */
const INSTANCE = 'Kx000';

const isUpper = (code: number) => code >= 65 && code <= 90;

/**
 * The three characters that make a case-sensitive 15-character id safe for systems that ignore case:
 * one per block of five, bit k set when the k-th character is an upper-case letter.
 */
export function idSuffix(id15: string): string {
  let suffix = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let k = 0; k < 5; k += 1) if (isUpper(id15.charCodeAt(block + k))) bits |= 1 << k;
    suffix += SUFFIX_ALPHABET[bits];
  }
  return suffix;
}

/** Gives back the casing that the suffix of an 18-character id records. */
function restoreCase(id18: string): string {
  let restored = '';
  for (let position = 0; position < 15; position += 1) {
    const bits = SUFFIX_ALPHABET.indexOf(id18.charAt(15 + Math.floor(position / 5)).toUpperCase());
    const character = id18.charAt(position);
    restored += (bits >> (position % 5)) & 1 ? character.toUpperCase() : character.toLowerCase();
  }
  return restored;
}

/** The canonical 18-character form of a 15- or 18-character id; undefined when the text cannot be an id. */
export function canonicalId(text: string): string | undefined {
  if (!ID_SHAPE.test(text)) return undefined;
  if (text.length === 15) return text + idSuffix(text);
  const suffix = text.slice(15).toUpperCase();
  if (idSuffix(text) === suffix) return text.slice(0, 15) + suffix;
  if ([...suffix].some((character) => !SUFFIX_ALPHABET.includes(character))) return undefined;
  const restored = restoreCase(text);
  // A suffix that asks for an upper-case digit belongs to no id.
  return idSuffix(restored) === suffix ? restored + suffix : undefined;
}

/** The n-th id of a kind of record; the counter is written in base 62, as real ids are. */
export function makeId(keyPrefix: string, counter: number): string {
  let rest = counter;
  let digits = '';
  for (let position = 0; position < 7; position += 1) {
    digits = COUNTER_ALPHABET.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  const id15 = `${keyPrefix}${INSTANCE}${digits}`;
  return id15 + idSuffix(id15);
}
