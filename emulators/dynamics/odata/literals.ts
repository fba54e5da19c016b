import { malformed } from '../refusal.ts';
import type { Literal, LiteralArray } from './expression.ts';
import { type Token, tokens } from './lexer.ts';

const WORDS: Readonly<Record<string, Literal>> = {
  null: { kind: 'literal', type: 'null', value: null },
  true: { kind: 'literal', type: 'boolean', value: true },
  false: { kind: 'literal', type: 'boolean', value: false },
};

/** The literal that a token is; undefined for names, marks and arrays. */
export function literalOf({ kind, text }: Token): Literal | undefined {
  switch (kind) {
    case 'string':
    case 'date':
    case 'datetime':
      return { kind: 'literal', type: kind, value: text };
    case 'guid':
      return { kind: 'literal', type: 'guid', value: text.toLowerCase() };
    case 'number':
      return { kind: 'literal', type: 'number', value: Number(text) };
    case 'name':
      return WORDS[text];
    default:
      return undefined;
  }
}

const BAD_ARRAY =
  "Invalid JSON. A comma character ',' was expected in scope 'Array'. Every two elements in an array and properties of an object must be separated by commas.";

/** Values in double quotes are JSON; in single quotes `''` stands for a quote, as elsewhere in an address. */
function singleQuoted(text: string): string[] {
  const values: string[] = [];
  const all = tokens(text);
  for (let at = 0; all[at]?.kind !== 'end'; at += 2) {
    const value = all[at];
    const separator = all[at + 1];
    const isSeparated = separator?.kind === 'end' || separator?.text === ',';
    if (!value || !isSeparated || !['string', 'number', 'guid'].includes(value.kind)) throw malformed(BAD_ARRAY);
    values.push(value.text);
    if (separator.kind === 'end') break;
  }
  return values;
}

/** `["a","b"]` or `['a','b']`, as a parameter of a query function. */
export function arrayOf(text: string): LiteralArray {
  if (!text.includes('"')) return { kind: 'array', values: singleQuoted(text.slice(1, -1)) };
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return { kind: 'array', values: parsed.map(String) };
  } catch {
    // Worded below.
  }
  throw malformed(BAD_ARRAY);
}
