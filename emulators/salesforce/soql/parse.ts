import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { unsupported } from '../../kit/unsupported.ts';
import { type Refusal, refuse } from '../refusal.ts';

const LONGEST_STATEMENT = 100_000;

/** A refusal that points into the statement, as the vendor's do: the line, a caret, the place, the reason. */
export function refuseAt(errorCode: string, soql: string, token: string, reason: string): Refusal {
  const offset = Math.max(tokenOffset(soql, token), 0);
  const before = soql.slice(0, offset);
  const row = before.split('\n').length;
  const column = offset - (before.lastIndexOf('\n') + 1) + 1;
  const start = Math.max(0, offset - 30);
  const shown = soql.slice(start, offset + 30).replaceAll('\n', ' ');
  const caret = `${' '.repeat(offset - start)}^`;
  return refuse(errorCode, `\n${shown}\n${caret}\nERROR at Row:${row}:Column:${column}\n${reason}`);
}

function tokenOffset(soql: string, token: string): number {
  const escaped = token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return soql.search(new RegExp(`(?<![\\w.])${escaped}(?![\\w])`, 'i'));
}

/** The parser loses one of three NOTs that stand directly inside one another. */
const THREE_NOTS = /\bNOT[\s(]+NOT[\s(]+NOT\b/i;

/** Parses a statement. Throws MALFORMED_QUERY when it is none. */
export function parseSoql(soql: string): Query {
  if (soql.length > LONGEST_STATEMENT) {
    throw refuse('MALFORMED_QUERY', `SOQL statements cannot be longer than ${LONGEST_STATEMENT} characters.`);
  }
  if (THREE_NOTS.test(soql)) throw unsupported('three NOTs directly inside one another');
  try {
    return parseQuery(soql);
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    const found = /but found(?:: ?| --> )'([^']*)'/.exec(says)?.[1] ?? '';
    if (found === '') throw refuse('MALFORMED_QUERY', 'unexpected token: <EOF>');
    throw refuseAt('MALFORMED_QUERY', soql, found, `unexpected token: '${found}'`);
  }
}
