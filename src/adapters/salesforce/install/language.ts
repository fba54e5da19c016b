import { type Language, say, word } from '../../../core/messages.ts';

/** What the formula on the opportunity says, in the words of the catalogue: the package has them in English. */
const HINTS = [
  'customer-missing',
  'country-missing',
  'solution-missing',
  'intent-missing',
  'role-missing',
  'area-missing',
  'play-missing',
  'contact-needed',
] as const;

/** Puts the hints of a package file into the language of the connection. */
export function inLanguage(text: string, language: Language): string {
  return HINTS.reduce((translated, code) => {
    const hint = word(code);
    return translated.replace(`"${say(hint)}`, `"${escaped(say(hint, language))}`);
  }, text);
}

/** As text within a quoted text of a formula within XML. */
function escaped(hint: string): string {
  return hint.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '\\"');
}
