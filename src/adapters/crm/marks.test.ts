import { describe, expect, test } from 'vitest';
import { splitMark, withMark } from './marks.ts';

describe('the mark in front of a name', () => {
  test.each([
    ['✓ Contoso', 'Contoso', 'ok'],
    ['✔ Contoso', 'Contoso', 'ok'],
    ['✔️ Contoso', 'Contoso', 'ok'],
    ['✅Contoso', 'Contoso', 'ok'],
    ['✘ Contoso', 'Contoso', 'failed'],
    ['❌ Contoso', 'Contoso', 'failed'],
    ['✔ ✔ Contoso', 'Contoso', 'ok'],
    ['Contoso ✗', 'Contoso', 'failed'],
    ['Contoso', 'Contoso', null],
    ['Contoso x2', 'Contoso x2', null],
    ['✔', '', 'ok'],
  ] as const)('%s is %s marked %s', (text, name, mark) => {
    expect(splitMark(text)).toEqual({ name, mark });
  });

  test('is put on, and left out where the name would grow too long', () => {
    expect(withMark('Contoso', 'ok', 120)).toBe('✔ Contoso');
    expect(withMark('Contoso', 'failed', 120)).toBe('✘ Contoso');
    expect(withMark('Contoso', null, 120)).toBe('Contoso');
    expect(withMark('x'.repeat(119), 'ok', 120)).toBe('x'.repeat(119));
  });
});
