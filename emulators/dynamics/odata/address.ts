import { malformed } from '../refusal.ts';
import type { Literal, LiteralArray } from './expression.ts';
import { isGuid, tokens } from './lexer.ts';
import { arrayOf, literalOf } from './literals.ts';
import type { Aliases } from './parse-filter.ts';
import { splitOutside } from './split.ts';

/** What stands in the parentheses of a segment: an id, alternate key columns, or the parameters of a function. */
export type Key = { kind: 'id'; id: string } | { kind: 'named'; values: ReadonlyMap<string, Literal | LiteralArray> };

/** One step of an address: `opportunities(…)`, `opportunity_customer_accounts`, `$count`, `WhoAmI()`. */
export interface Segment {
  name: string;
  /** Absent without parentheses. */
  key?: Key;
}

const BAD_SYNTAX = 'Bad Request - Error in query syntax.';

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw malformed(BAD_SYNTAX);
  }
}

function keyValue(text: string, aliases: Aliases): Literal | LiteralArray {
  const resolved = text.startsWith('@') ? aliases.get(text) : text;
  if (resolved === undefined) throw malformed(`The parameter alias '${text}' has no value.`);
  const [token, end] = tokens(resolved);
  if (!token || end?.kind !== 'end') throw malformed(BAD_SYNTAX);
  if (token.kind === 'array') return arrayOf(token.text);
  const literal = literalOf(token);
  if (!literal) throw malformed(BAD_SYNTAX);
  return literal;
}

function keyOf(inside: string, aliases: Aliases): Key {
  const text = inside.trim();
  if (isGuid(text)) return { kind: 'id', id: text.toLowerCase() };
  const values = new Map<string, Literal | LiteralArray>();
  if (text === '') return { kind: 'named', values };
  for (const part of splitOutside(text, ',')) {
    const [, name, value] = /^([A-Za-z_]\w*)\s*=\s*(.+)$/s.exec(part) ?? [];
    // A quoted GUID is no key here (contract/dataverse.md §7 nr 3, inferred).
    if (name === undefined || value === undefined || values.has(name)) throw malformed(BAD_SYNTAX);
    values.set(name, keyValue(value, aliases));
  }
  return { kind: 'named', values };
}

function segmentOf(text: string, aliases: Aliases): Segment {
  const open = text.indexOf('(');
  if (open < 0) return { name: text };
  if (!text.endsWith(')')) throw malformed(BAD_SYNTAX);
  return { name: text.slice(0, open), key: keyOf(text.slice(open + 1, -1), aliases) };
}

/** Parses the part of an address below `/api/data/v9.2/`, still percent-encoded; slashes at its ends do not count. */
export function parsePath(path: string, aliases: Aliases = new Map()): Segment[] {
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments.map((segment) => segmentOf(decoded(segment), aliases));
}

const ROOT = /^(?:https?:\/\/[^/]+)?\/?(?:api\/data\/v\d+\.\d+\/)?/i;

/** The path below the version of a bind address, which may be absolute, rooted, or relative with or without a slash. */
export function pathBelowVersion(address: string): string {
  return address.replace(ROOT, '');
}
