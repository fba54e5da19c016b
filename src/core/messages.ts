import type { Catalogue, MessageCode, Sentence, Value, ValuesOf } from './messages/catalogue.ts';
import { EN } from './messages/en.ts';
import { IT } from './messages/it.ts';
import { SV } from './messages/sv.ts';
import { ZH_TW } from './messages/zh-tw.ts';

/** The languages in which sellers can be told; by IETF tag. */
export const LANGUAGES = ['en', 'it', 'sv', 'zh-TW'] as const;

export type Language = (typeof LANGUAGES)[number];

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en: EN, it: IT, sv: SV, 'zh-TW': ZH_TW };

export function sentence<Code extends MessageCode>(code: Code, values: ValuesOf<Code>): Sentence {
  return { code, values };
}

/** A word or a sentence that has nothing to be filled in. */
export function word(
  code: { [Code in MessageCode]: keyof ValuesOf<Code> extends never ? Code : never }[MessageCode],
): Sentence {
  return { code, values: {} };
}

/** The sentence in a language, with its places filled in. A word at its beginning takes a capital. */
export function say({ code, values }: Sentence, language: Language = 'en'): string {
  const text = CATALOGUES[language][code];
  return text.replace(/\{(\w+)\}/g, (_, place: string, at: number) => {
    const value = values[place];
    const words = inWords(value, language);
    return at === 0 && isWord(value) && ENDS_AS_SENTENCE.test(text) ? capitalized(words) : words;
  });
}

const ENDS_AS_SENTENCE = /[.。]$/;

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function inWords(value: Value, language: Language): string {
  if (value == null) return '';
  if (isList(value)) return value.map((entry) => inWords(entry, language)).join(CATALOGUES[language]['word.separator']);
  return isWord(value) ? say(value, language) : String(value);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isWord(value: Value): value is Sentence {
  return typeof value === 'object' && value !== null && !isList(value);
}
