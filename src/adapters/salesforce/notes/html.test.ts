import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../../core/model/text.ts';
import { htmlOf, textOfHtml } from './html.ts';

describe('notes as HTML', () => {
  test('give back the text that they were made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (lines) => {
        const canonical = canonicalText(lines.join('\n'));
        expect(canonicalText(textOfHtml(htmlOf(canonical)))).toBe(canonical);
      }),
    );
  });

  test.for([
    ['two\n\nlines & <signs>', '<p>two</p><p><br></p><p>lines &amp; &lt;signs&gt;</p>'],
    ['', '<p><br></p>'],
  ])('hold a paragraph for each line: %j', ([text, html]) => {
    expect(htmlOf(text ?? '')).toBe(html);
  });

  test.for([
    ['Bold words', '<p><b>Bold</b> words</p>'],
    ['first\nsecond', 'first<br/>second'],
    ['Agenda\n- budget\n- dates', '<div>Agenda</div><ul><li>budget</li><li>dates</li></ul>'],
    ['5 € & more', '<p>5&nbsp;&#8364; &amp;\nmore</p>'],
    ['a &unknown; b', '<p>a &unknown; b</p>'],
  ])('are read as their words: %j', ([text, html]) => {
    expect(canonicalText(textOfHtml(html ?? ''))).toBe(text);
  });
});
