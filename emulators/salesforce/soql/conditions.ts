import type { LiteralType, Operator, Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import { unsupported } from '../../kit/unsupported.ts';
import { refuseAt } from './parse.ts';

export interface Literal {
  type: LiteralType;
  /** As written, quotes included. */
  text: string;
  /** The number after the colon of `LAST_N_DAYS:3`. */
  count?: number;
}

export interface Comparison {
  kind: 'compare';
  path: string;
  operator: Operator;
  literals: readonly Literal[];
}

export type Condition =
  | { kind: 'and' | 'or'; parts: readonly Condition[] }
  | { kind: 'not'; part: Condition }
  | Comparison
  | { kind: 'in-query'; path: string; negated: boolean; query: Query };

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Exclude<Condition, { kind: 'and' | 'or' | 'not' }>;

const asArray = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

function parenthesesOf(left: object | null): { open: number; close: number } {
  const { openParen = 0, closeParen = 0 } = (left ?? {}) as { openParen?: number; closeParen?: number };
  return { open: openParen, close: closeParen };
}

function leafOf(left: object): Token {
  if (!('field' in left)) throw unsupported('functions in a WHERE clause');
  const { field, operator } = left as { field: string; operator: Operator };
  if ('valueQuery' in left) {
    return { kind: 'in-query', path: field, negated: operator === 'NOT IN', query: left.valueQuery as Query };
  }
  const { value, literalType, dateLiteralVariable } = left as unknown as {
    value: string | string[];
    literalType?: LiteralType | LiteralType[];
    dateLiteralVariable?: number | number[];
  };
  const types = asArray(literalType);
  const counts = asArray(dateLiteralVariable);
  // The parser gives one type for a list whose values are all of that type.
  const literals = asArray(value).map((text, at) => {
    const count = counts[at] ?? counts[0];
    return { type: types[at] ?? types[0] ?? 'STRING', text, ...(count === undefined ? {} : { count }) };
  });
  return { kind: 'compare', path: field, operator, literals };
}

/** The parser gives a chain with counted parentheses; this turns it back into a flat list of tokens. */
function tokensOf(where: WhereClause): Token[] {
  const tokens: Token[] = [];
  let clause: WhereClause | undefined = where;
  while (clause) {
    const { left } = clause;
    const operator = 'operator' in clause ? clause.operator : undefined;
    const { open, close } = parenthesesOf(left);
    for (let n = 0; n < open; n += 1) tokens.push('(');
    if (operator === 'NOT') tokens.push('NOT');
    else {
      tokens.push(leafOf(left as object));
      for (let n = 0; n < close; n += 1) tokens.push(')');
      if (operator) tokens.push(operator);
    }
    clause = 'right' in clause ? clause.right : undefined;
  }
  return tokens;
}

/**
 * The condition tree of a WHERE clause. AND and OR on one level need parentheses, as the platform demands;
 * throws MALFORMED_QUERY without them.
 */
export function readConditions(where: WhereClause, soql: string): Condition {
  const tokens = tokensOf(where);
  let at = 0;

  function readOne(): Condition {
    const token = tokens[at];
    at += 1;
    if (token === 'NOT') return { kind: 'not', part: readOne() };
    if (token === '(') {
      const inner = readLevel();
      at += 1;
      return inner;
    }
    if (typeof token === 'object') return token;
    throw refuseAt('MALFORMED_QUERY', soql, token ?? '', `unexpected token: '${token ?? '<EOF>'}'`);
  }

  function readLevel(): Condition {
    const parts = [readOne()];
    const joined = tokens[at];
    while (tokens[at] === 'AND' || tokens[at] === 'OR') {
      const operator = tokens[at] as 'AND' | 'OR';
      if (operator !== joined) throw refuseAt('MALFORMED_QUERY', soql, operator, `unexpected token: '${operator}'`);
      at += 1;
      parts.push(readOne());
    }
    return parts.length === 1 ? (parts[0] as Condition) : { kind: joined === 'AND' ? 'and' : 'or', parts };
  }

  return readLevel();
}
