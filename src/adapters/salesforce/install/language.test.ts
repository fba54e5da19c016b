import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EN } from '../../../core/messages/en.ts';
import { CATALOGUES, LANGUAGES } from '../../../core/messages.ts';
import { inLanguage } from './language.ts';

const FIELD = 'crm/salesforce/source/objects/Opportunity/fields/Cosell_Readiness__c.field-meta.xml';
const source = readFileSync(FIELD, 'utf8');
const hints = [...source.matchAll(/"([A-Z][^"]+\.) ?"/g)].map(([, text]) => text);

describe('the hints of the package', () => {
  const codes = (Object.keys(EN) as (keyof typeof EN)[]).filter((code) => hints.includes(EN[code]));

  test('are sentences of the catalogue', () => {
    expect(hints).toHaveLength(8);
    expect(codes).toHaveLength(8);
  });

  test.each(LANGUAGES)('are all put into %s, within the limits of a formula', (language) => {
    const text = inLanguage(source, language);
    for (const code of codes) expect(text).toContain(CATALOGUES[language][code].replaceAll('"', '\\"'));
    if (language !== 'en') for (const hint of hints) expect(text).not.toContain(hint);
    const formula = /<formula>(.*)<\/formula>/s.exec(text)?.[1] ?? '';
    expect(formula.length).toBeLessThan(3_900);
    expect(new TextEncoder().encode(formula).length).toBeLessThan(4_000);
  });
});
