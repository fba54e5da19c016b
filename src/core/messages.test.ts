import { describe, expect, it } from 'vitest';
import { EN } from './messages/en.ts';
import { CATALOGUES, LANGUAGES, say, sentence, word } from './messages.ts';

describe('a sentence', () => {
  it('has its places filled in and leaves nothing behind where a value is missing', () => {
    expect(say(sentence('received-active', { name: 'Contoso' }))).toBe('Received from Partner Center: Contoso.');
    expect(say(sentence('received-active', { name: null }))).toBe('Received from Partner Center: .');
  });

  it('takes values as they are, even when they look like places or patterns', () => {
    const name = '{status} $& $1';
    expect(say(sentence('received-active', { name }))).toBe(`Received from Partner Center: ${name}.`);
  });

  it('puts its words and its lists into the language, down to the last one', () => {
    const changes = ['100', '200'].map((to) =>
      sentence('word.change', { label: word('field.value'), from: word('word.nothing'), to }),
    );
    const told = sentence('changed-by-partner-center', { changes });
    expect(LANGUAGES.map((language) => say(told, language))).toEqual([
      'Partner Center changed deal value nothing → 100, deal value nothing → 200.',
      "Partner Center ha modificato valore dell'affare niente → 100, valore dell'affare niente → 200.",
      'Partner Center ändrade affärsvärde inget → 100, affärsvärde inget → 200.',
      '合作夥伴中心已變更交易金額 無 → 100、交易金額 無 → 200。',
    ]);
  });

  it('begins with a capital, unless it begins with what somebody wrote', () => {
    expect(say(sentence('value-empty', { label: word('field.closeDate') }))).toMatch(/^Close date: /);
    expect(say(sentence('text-shortened', { column: 'eMail', length: 5 }))).toMatch(/^eMail was/);
  });
});

describe.each(LANGUAGES)('the catalogue in %s', (language) => {
  const catalogue = CATALOGUES[language];
  const codes = Object.keys(EN) as (keyof typeof EN)[];

  it('has every code, in the same order, and no other', () => {
    expect(Object.keys(catalogue)).toEqual(codes);
  });

  it.each(codes)('%s has the places of the English one', (code) => {
    expect(placesOf(catalogue[code])).toEqual(placesOf(EN[code]));
  });

  it.each(codes.filter(isSentence))('%s is a sentence', (code) => {
    expect(catalogue[code]).toMatch(/^[\p{Lu}\p{Lo}{"「].*[.}。]$/su);
    expect(catalogue[code]).not.toMatch(/ {2}| $|^ /);
  });

  it('says what is not an English word or a name in words of its own', () => {
    const same = codes.filter((code) => isSentence(code) && catalogue[code] === EN[code]);
    expect(same).toEqual(language === 'en' ? codes.filter(isSentence) : []);
  });
});

function placesOf(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([place]) => place).sort();
}

/** The rest are words that stand within sentences. */
function isSentence(code: string): boolean {
  return !/^(?:word|side|kind|status|field|rule)\./.test(code);
}
