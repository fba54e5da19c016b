import { malformed } from '../refusal.ts';
import {
  COMPARISONS,
  type Condition,
  type Literal,
  type LiteralArray,
  type Operand,
  type Operator,
  type QueryFunction,
} from './expression.ts';
import { type Token, type TokenKind, tokens } from './lexer.ts';
import { arrayOf, literalOf } from './literals.ts';

/** Parameter aliases of the address: `@p1` -> its text. */
export type Aliases = ReadonlyMap<string, string>;

const NAMESPACE = 'Microsoft.Dynamics.CRM.';
const TEXT_CALLS: readonly string[] = ['contains', 'startswith', 'endswith'];
const POWER: Readonly<Record<string, number>> = { or: 1, and: 2, not: 3 };

const isOperator = (text: string): text is Operator => (COMPARISONS as readonly string[]).includes(text);

interface Reader {
  text: string;
  aliases: Aliases;
  peek(): Token;
  next(): Token;
  /** Takes the next token when it is this mark or word. */
  take(text: string): boolean;
  expect(text: string): void;
}

const fail = (text: string, token: Token) => malformed(`Syntax error at position ${token.at} in '${text}'.`);

function createReader(text: string, aliases: Aliases): Reader {
  const all = tokens(text);
  let at = 0;
  const peek = () => all[at] as Token;
  const next = () => {
    const token = peek();
    if (token.kind !== 'end') at += 1;
    return token;
  };
  const is = (wanted: string) => (peek().kind === 'mark' || peek().kind === 'name') && peek().text === wanted;
  return {
    text,
    aliases,
    peek,
    next,
    take(wanted) {
      if (!is(wanted)) return false;
      next();
      return true;
    },
    expect(wanted) {
      if (!is(wanted)) throw fail(text, peek());
      next();
    },
  };
}

const LITERALS: readonly TokenKind[] = ['string', 'number', 'guid', 'date', 'datetime', 'array'];

function aliased(reader: Reader, token: Token): Literal | LiteralArray {
  const text = reader.aliases.get(token.text);
  if (text === undefined) throw malformed(`The parameter alias '${token.text}' has no value.`);
  const [value, end] = tokens(text);
  if (!value || end?.kind !== 'end') throw malformed(`The value of the parameter alias '${token.text}' is not valid.`);
  return value.kind === 'array' ? arrayOf(value.text) : literalOrRefuse(text, value);
}

function literalOrRefuse(text: string, token: Token): Literal {
  const literal = literalOf(token);
  if (!literal) throw fail(text, token);
  return literal;
}

/** The parameters of a function up to its closing parenthesis; the opening one is taken. */
function parameters(reader: Reader): Map<string, Literal | LiteralArray> {
  const found = new Map<string, Literal | LiteralArray>();
  while (!reader.take(')')) {
    const name = reader.next();
    if (name.kind !== 'name') throw fail(reader.text, name);
    reader.expect('=');
    const value = reader.next();
    if (value.kind === 'alias') found.set(name.text, aliased(reader, value));
    else if (value.kind === 'array') found.set(name.text, arrayOf(value.text));
    else found.set(name.text, literalOrRefuse(reader.text, value));
    if (!reader.take(',') && reader.peek().text !== ')') throw fail(reader.text, reader.peek());
  }
  return found;
}

function queryFunction(reader: Reader, on: readonly string[], name: string): QueryFunction {
  reader.expect('(');
  return { kind: 'query-function', name: name.slice(NAMESPACE.length), on, parameters: parameters(reader) };
}

function lambda(reader: Reader, steps: readonly string[], operator: 'any' | 'all'): Condition {
  if (reader.take(')')) {
    if (operator === 'all') throw fail(reader.text, reader.peek());
    return { kind: 'lambda', operator, steps };
  }
  const variable = reader.next();
  if (variable.kind !== 'name') throw fail(reader.text, variable);
  reader.expect(':');
  const body = condition(reader, 0);
  reader.expect(')');
  return { kind: 'lambda', operator, steps, variable: variable.text, body };
}

type Step = { steps: string[] } | { condition: Condition };

/** A path, or what a path may lead to: a lambda or a function of the namespace. */
function pathFrom(reader: Reader, first: Token): Step {
  const steps: string[] = [];
  let token = first;
  while (true) {
    if (token.kind !== 'name') throw fail(reader.text, token);
    if (token.text.startsWith(NAMESPACE)) return { condition: queryFunction(reader, steps, token.text) };
    const isLambda = token.text === 'any' || token.text === 'all';
    if (isLambda && steps.length > 0 && reader.take('(')) {
      return { condition: lambda(reader, steps, token.text as 'any' | 'all') };
    }
    steps.push(token.text);
    if (!reader.take('/')) return { steps };
    token = reader.next();
  }
}

function operand(reader: Reader, token: Token = reader.next()): Operand {
  if (token.kind === 'alias') {
    const value = aliased(reader, token);
    if (value.kind === 'array') throw fail(reader.text, token);
    return value;
  }
  if (LITERALS.includes(token.kind)) return literalOrRefuse(reader.text, token);
  const literal = token.kind === 'name' ? literalOf(token) : undefined;
  if (literal) return literal;
  const path = pathFrom(reader, token);
  if ('condition' in path) throw fail(reader.text, token);
  return { kind: 'path', steps: path.steps };
}

function textCall(reader: Reader, name: string): Condition {
  const operands = [operand(reader)];
  while (reader.take(',')) operands.push(operand(reader));
  reader.expect(')');
  if (operands.length !== 2) throw malformed(`No function signature for the function with name '${name}' matches.`);
  return { kind: 'text-call', name, operands };
}

function comparison(reader: Reader, left: Operand): Condition {
  const operator = reader.peek();
  if (operator.kind !== 'name' || !isOperator(operator.text)) return { kind: 'truth', operand: left };
  reader.next();
  return { kind: 'comparison', operator: operator.text, left, right: operand(reader) };
}

/** What may stand at the beginning of a condition. */
function prefix(reader: Reader): Condition {
  const token = reader.next();
  if (token.kind === 'mark' && token.text === '(') {
    const inner = condition(reader, 0);
    reader.expect(')');
    return inner;
  }
  if (token.kind !== 'name') return comparison(reader, operand(reader, token));
  if (token.text === 'not') return { kind: 'not', inner: condition(reader, POWER['not'] ?? 0) };
  if (TEXT_CALLS.includes(token.text) && reader.take('(')) return textCall(reader, token.text);
  if (literalOf(token)) return comparison(reader, operand(reader, token));
  const path = pathFrom(reader, token);
  if ('condition' in path) return path.condition;
  const unknownCall = reader.peek().kind === 'mark' && reader.peek().text === '(';
  if (unknownCall) throw malformed(`An unknown function with name '${path.steps.join('/')}' was found.`);
  return comparison(reader, { kind: 'path', steps: path.steps });
}

/** Pratt: `not` binds tighter than `and`, `and` tighter than `or`. */
function condition(reader: Reader, power: number): Condition {
  let left = prefix(reader);
  while (true) {
    const { kind, text } = reader.peek();
    if (kind !== 'name' || (text !== 'and' && text !== 'or')) return left;
    const strength = POWER[text] ?? 0;
    if (strength <= power) return left;
    reader.next();
    left = { kind: text, left, right: condition(reader, strength) };
  }
}

/** Parses a `$filter`. Throws 0x80060888 for anything that is not one. */
export function parseFilter(text: string, aliases: Aliases = new Map()): Condition {
  const reader = createReader(text, aliases);
  const parsed = condition(reader, 0);
  if (reader.peek().kind !== 'end') throw fail(text, reader.peek());
  return parsed;
}
