import { malformed } from '../refusal.ts';

export type TokenKind =
  | 'name'
  | 'string'
  | 'number'
  | 'guid'
  | 'date'
  | 'datetime'
  | 'array'
  | 'alias'
  | 'mark'
  | 'end';

export interface Token {
  kind: TokenKind;
  /** Strings without quotes and escapes; everything else as written. */
  text: string;
  at: number;
}

const HEX = '[0-9a-f]';
const GUID = `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`;

/** Tried in this order at each position; a GUID may begin like a number or a name. */
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['guid', new RegExp(`${GUID}(?![0-9a-z-])`, 'iy')],
  ['datetime', /\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)/iy],
  ['date', /\d{4}-\d\d-\d\d(?![\dT])/y],
  ['number', /-?\d+(\.\d+)?(e[+-]?\d+)?(?![0-9a-z_])/iy],
  ['alias', /@[a-z_]\w*/iy],
  ['name', /[$a-z_]\w*(\.[a-z_]\w*)*/iy],
  ['mark', /[(),/=:*]/y],
];

const GUID_ONLY = new RegExp(`^${GUID}$`, 'i');

/** Whether a text is a GUID as Dataverse writes it: hyphens, no braces. */
export const isGuid = (text: string): boolean => GUID_ONLY.test(text);

function readString(text: string, start: number): Token & { end: number } {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== "'") value += text.charAt(at);
    else if (text[at + 1] === "'") {
      value += "'";
      at += 1;
    } else return { kind: 'string', text: value, at: start, end: at + 1 };
  }
  throw malformed(`There is an unterminated literal at position ${text.length} in '${text}'.`);
}

/** An array runs to its closing bracket, whatever its quoted values contain. */
function readArray(text: string, start: number): Token & { end: number } {
  let quote = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === '\\' && quote === '"') at += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ']') return { kind: 'array', text: text.slice(start, at + 1), at: start, end: at + 1 };
  }
  throw malformed(`There is an unterminated literal at position ${text.length} in '${text}'.`);
}

function readToken(text: string, at: number): Token & { end: number } {
  const character = text.charAt(at);
  if (character === "'") return readString(text, at);
  if (character === '[') return readArray(text, at);
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) return { kind, text: found, at, end: at + found.length };
  }
  throw malformed(`Syntax error: character '${character}' is not valid at position ${at} in '${text}'.`);
}

/** Splits an expression into tokens; the last one is of kind `end`. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const { end, ...token } = readToken(text, at);
    found.push(token);
    at = end;
  }
  found.push({ kind: 'end', text: '', at: text.length });
  return found;
}
