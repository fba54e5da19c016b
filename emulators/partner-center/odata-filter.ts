import { unsupported } from '../kit/unsupported.ts';
import { isMap } from './documents.ts';
import { invalid } from './errors.ts';
import { blankReferral, type Referral } from './referral.ts';
import { sortableDateTime } from './stamps.ts';

// The documented forms of $filter (contract/partner-center.md §4.2), nothing more.

export interface Filter {
  matches(referral: Referral): boolean;
  /** The engagement every match belongs to, when the filter says so; saves the walk over all referrals. */
  engagementId: string | undefined;
  /** Top-level properties the filter reads. */
  properties: ReadonlySet<string>;
}

type Literal = string | number | boolean | null;
type Predicate = (referral: Referral) => boolean;

interface Token {
  kind: 'word' | 'text' | 'symbol';
  text: string;
}

const TOKEN = /\s*(?:'((?:[^']|'')*)'|([(),])|([A-Za-z_][\w/.:-]*)|(-?\d[\w:.+-]*))/y;

function tokensOf(filter: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < filter.trimEnd().length) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(filter);
    if (!match) throw invalid(`$filter cannot be read from '${filter.slice(start)}'.`, '$filter');
    const [, text, symbol, word, number] = match;
    if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll("''", "'") });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else tokens.push({ kind: 'word', text: word ?? number ?? '' });
  }
  return tokens;
}

const COMPARISONS: Record<string, (order: number) => boolean> = {
  eq: (order) => order === 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

const UNDOCUMENTED = new Set(['ne', 'in', 'has', 'not', 'add', 'sub', 'mul', 'div', 'mod']);
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const BLANK = blankReferral();

interface Reading {
  tokens: Token[];
  at: number;
  properties: Set<string>;
  engagementId: string | undefined;
}

const peek = (reading: Reading) => reading.tokens[reading.at];

function take(reading: Reading, expected: string): Token {
  const token = peek(reading);
  if (!token) throw invalid(`$filter ends where ${expected} is expected.`, '$filter');
  reading.at += 1;
  return token;
}

function takeSymbol(reading: Reading, symbol: string): void {
  const token = take(reading, `'${symbol}'`);
  if (token.kind !== 'symbol' || token.text !== symbol) {
    throw invalid(`$filter has '${token.text}' where '${symbol}' is expected.`, '$filter');
  }
}

function nextIs(reading: Reading, word: string): boolean {
  const token = peek(reading);
  return token?.kind === 'word' && token.text === word;
}

/** Reads a $filter. Throws a 400 for what is wrong and an UnsupportedError for what nobody has documented. */
export function parseFilter(filter: string): Filter {
  const reading: Reading = {
    tokens: tokensOf(filter),
    at: 0,
    properties: new Set(),
    engagementId: undefined,
  };
  const matches = readOr(reading);
  const rest = peek(reading);
  if (rest) throw invalid(`$filter has '${rest.text}' after its end.`, '$filter');
  return { matches, engagementId: reading.engagementId, properties: reading.properties };
}

function readOr(reading: Reading): Predicate {
  const before = reading.engagementId;
  const parts = [readAnd(reading)];
  while (nextIs(reading, 'or')) {
    reading.at += 1;
    parts.push(readAnd(reading));
  }
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  reading.engagementId = before;
  return (referral) => parts.some((part) => part(referral));
}

function readAnd(reading: Reading): Predicate {
  const parts = [readPrimary(reading)];
  while (nextIs(reading, 'and')) {
    reading.at += 1;
    parts.push(readPrimary(reading));
  }
  const [only] = parts;
  return parts.length === 1 && only ? only : (referral) => parts.every((part) => part(referral));
}

function readPrimary(reading: Reading): Predicate {
  const token = take(reading, 'a condition');
  if (token.kind === 'symbol' && token.text === '(') {
    const inner = readOr(reading);
    takeSymbol(reading, ')');
    return inner;
  }
  if (token.kind !== 'word') throw invalid(`$filter has '${token.text}' where a property is expected.`, '$filter');
  if (UNDOCUMENTED.has(token.text)) throw unsupported(`OData operator '${token.text}' in $filter`);
  const next = peek(reading);
  if (next?.kind === 'symbol' && next.text === '(') return readAny(reading, token.text);
  return readComparison(reading, token.text);
}

/** `team/any(t:t/email eq 'x')`, the one lambda that is documented. */
function readAny(reading: Reading, name: string): Predicate {
  if (name !== 'team/any') throw unsupported(`OData function '${name}' in $filter`);
  takeSymbol(reading, '(');
  const variable = /^(\w+):\1\/email$/.test(take(reading, 't:t/email').text);
  if (!variable || take(reading, 'eq').text !== 'eq')
    throw unsupported("a lambda other than team/any(t:t/email eq '…')");
  const email = take(reading, 'an email').text.toLowerCase();
  takeSymbol(reading, ')');
  reading.properties.add('team');
  return (referral) => referral.team.some((member) => member.email?.toLowerCase() === email);
}

function readComparison(reading: Reading, path: string): Predicate {
  const operator = take(reading, 'an operator').text;
  if (UNDOCUMENTED.has(operator)) throw unsupported(`OData operator '${operator}' in $filter`);
  const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
  if (!compare) throw invalid(`$filter has '${operator}' where eq, ge, gt, le or lt is expected.`, '$filter');
  const literal = literalOf(take(reading, 'a value'));
  const names = path.split('/');
  checkProperty(names);
  reading.properties.add(names[0] ?? '');
  if (path === 'engagementId' && operator === 'eq') reading.engagementId = String(literal);
  return comparison(names, compare, operator === 'eq', literal);
}

function checkProperty(names: readonly string[]): void {
  let value: unknown = BLANK;
  for (const name of names) {
    if (!isMap(value) || !(name in value || names[0] === 'customerProfile')) {
      throw invalid(`Could not find a property named '${names.join('/')}' on a referral.`, '$filter');
    }
    value = value[name];
  }
  if (isMap(value) || Array.isArray(value)) throw unsupported(`$filter on '${names.join('/')}', which is not a scalar`);
}

function literalOf({ kind, text }: Token): Literal {
  if (kind === 'symbol') throw invalid(`$filter has '${text}' where a value is expected.`, '$filter');
  if (kind === 'text' || GUID.test(text)) return text;
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (sortableDateTime(text) !== undefined) return text;
  throw invalid(`$filter has the value '${text}', which must be quoted.`, '$filter');
}

function comparison(
  names: string[],
  compare: (order: number) => boolean,
  equality: boolean,
  literal: Literal,
): Predicate {
  const isDate = names.at(-1)?.endsWith('DateTime') ?? false;
  const key = (value: unknown) => (isDate && typeof value === 'string' ? (sortableDateTime(value) ?? value) : value);
  const wanted = key(literal);
  return (referral) => {
    const found = key(names.reduce<unknown>((value, name) => (isMap(value) ? value[name] : null), referral) ?? null);
    if (found === null || wanted === null) return equality && found === wanted;
    if (typeof found !== typeof wanted) return false;
    return compare(found === wanted ? 0 : (found as string) < (wanted as string) ? -1 : 1);
  };
}
