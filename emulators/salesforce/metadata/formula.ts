import { unsupported } from '../../kit/unsupported.ts';
import { ComponentProblem } from './problem.ts';

/** A formula as the platform writes it, taken apart. */
export type Formula =
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'field'; name: string }
  | { kind: 'call'; name: string; given: readonly Formula[] }
  | { kind: 'compare'; operator: Operator; left: Formula; right: Formula };

type Operator = '=' | '<>' | '<' | '>' | '<=' | '>=';

type Token = { kind: 'text' | 'number' | 'word' | 'sign'; text: string };

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d+(?:\.\d+)?)|([A-Za-z_$][\w.$]*)|(<>|!=|<=|>=|==|&&|\|\||[=<>(),!&+\-*/^]))/y;

function tokens(formula: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const source = formula.trimEnd();
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new ComponentProblem(`Syntax error. Found '${source.slice(at).trim().charAt(0)}'`);
    const [, text, number, word, sign] = match;
    if (text !== undefined) found.push({ kind: 'text', text: text.slice(1, -1).replace(/\\(.)/g, '$1') });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (word !== undefined) found.push({ kind: 'word', text: word });
    else found.push({ kind: 'sign', text: sign ?? '' });
  }
  return found;
}

const COMPARISONS: Readonly<Record<string, Operator>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
};

const CONSTANTS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** Parses a formula. Throws ComponentProblem for bad syntax; operators that are not emulated are a gap. */
export function parseFormula(source: string): Formula {
  const list = tokens(source);
  let at = 0;

  const peek = (): Token | undefined => list[at];
  const isSign = (text: string): boolean => peek()?.kind === 'sign' && peek()?.text === text;
  function take(sign: string): boolean {
    if (!isSign(sign)) return false;
    at += 1;
    return true;
  }
  function expect(sign: string): void {
    if (!take(sign)) throw new ComponentProblem(`Syntax error. Missing '${sign}'`);
  }

  function either(): Formula {
    const parts = [both()];
    while (take('||')) parts.push(both());
    return parts.length === 1 ? (parts[0] as Formula) : { kind: 'call', name: 'OR', given: parts };
  }
  function both(): Formula {
    const parts = [comparison()];
    while (take('&&')) parts.push(comparison());
    return parts.length === 1 ? (parts[0] as Formula) : { kind: 'call', name: 'AND', given: parts };
  }
  function comparison(): Formula {
    const left = joined();
    const sign = peek();
    const operator = sign?.kind === 'sign' ? COMPARISONS[sign.text] : undefined;
    if (sign?.kind === 'sign' && '+-*/^'.includes(sign.text)) throw unsupported(`the formula operator ${sign.text}`);
    if (!operator) return left;
    at += 1;
    return { kind: 'compare', operator, left, right: joined() };
  }
  function joined(): Formula {
    const parts = [primary()];
    while (take('&')) parts.push(primary());
    return parts.length === 1 ? (parts[0] as Formula) : { kind: 'call', name: '&', given: parts };
  }
  function call(name: string): Formula {
    const given: Formula[] = [];
    if (!take(')')) {
      do given.push(either());
      while (take(','));
      expect(')');
    }
    return { kind: 'call', name: name.toUpperCase(), given };
  }
  function primary(): Formula {
    if (take('!')) return { kind: 'call', name: 'NOT', given: [primary()] };
    if (take('(')) {
      const inner = either();
      expect(')');
      return inner;
    }
    const token = peek();
    at += 1;
    if (token?.kind === 'text') return { kind: 'literal', value: token.text };
    if (token?.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token?.kind !== 'word') throw new ComponentProblem(`Syntax error. Found '${token?.text ?? ''}'`);
    if (take('(')) return call(token.text);
    const constant = CONSTANTS[token.text.toLowerCase()];
    return constant === undefined ? { kind: 'field', name: token.text } : { kind: 'literal', value: constant };
  }

  const whole = either();
  if (at < list.length) throw new ComponentProblem(`Syntax error. Extra '${peek()?.text ?? ''}'`);
  return whole;
}

/** Names of the fields that a formula reads. */
export function fieldsOf(formula: Formula): string[] {
  if (formula.kind === 'field') return [formula.name];
  if (formula.kind === 'call') return formula.given.flatMap(fieldsOf);
  return formula.kind === 'compare' ? [...fieldsOf(formula.left), ...fieldsOf(formula.right)] : [];
}
