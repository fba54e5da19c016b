import type { EN } from './en.ts';

export type MessageCode = keyof typeof EN;

/** All sentences and words in one language. */
export type Catalogue = Readonly<Record<MessageCode, string>>;

/** Codes of what is refused: each has a remedy. */
export type RefusalCode = {
  [Code in MessageCode]: `${Code}.remedy` extends MessageCode ? Code : never;
}[MessageCode];

type PlaceIn<Text> = Text extends `${string}{${infer Place}}${infer Rest}` ? Place | PlaceIn<Rest> : never;

/** What a code's sentence needs to be filled in: a place left out, or one that it does not have, is a type error. */
export type ValuesOf<Code extends MessageCode> = Readonly<Record<PlaceIn<(typeof EN)[Code]>, Value>>;

/** What fills a place: text and numbers as they are, sentences in the reader's language, lists as its enumeration; null leaves nothing behind. */
export type Value = string | number | null | undefined | Sentence | readonly Value[];

/** A sentence or a word that is not yet in any language. Plain enough to be stored as JSON. */
export interface Sentence {
  code: MessageCode;
  values: Readonly<Record<string, Value>>;
}
