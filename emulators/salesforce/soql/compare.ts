import { unsupported } from '../../kit/unsupported.ts';
import { canonicalId } from '../ids.ts';
import { type FieldSpec, isLongText, type Value } from '../schema/types.ts';
import { readDate, readDatetime, toStamp } from '../stamps.ts';
import type { Comparison, Literal } from './conditions.ts';
import { type DateRange, literalRange, rangeInStamps } from './days.ts';
import { refuseAt } from './parse.ts';
import type { QueryContext } from './paths.ts';

export type Test = (value: Value) => boolean;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** The text of a quoted literal with its escapes resolved; `\%` and `\_` stay for LIKE. */
function unquote(literal: string): string {
  return literal.slice(1, -1).replace(/\\([^%_])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
}

const isDateLiteral = (literal: Literal) => literal.type === 'DATE_LITERAL' || literal.type === 'DATE_N_LITERAL';

interface Kind {
  /** Name in the vendor's message. */
  says: string;
  literals: readonly string[];
  quoted: boolean;
}

const TEXT: Kind = { says: 'string', literals: ['STRING'], quoted: true };
const NUMBER: Kind = { says: 'double', literals: ['INTEGER', 'DECIMAL'], quoted: false };
const KINDS: Readonly<Record<FieldSpec['type'], Kind>> = {
  id: { ...TEXT, says: 'ID' },
  reference: { ...TEXT, says: 'reference' },
  string: TEXT,
  textarea: TEXT,
  picklist: TEXT,
  email: TEXT,
  phone: TEXT,
  url: TEXT,
  address: TEXT,
  base64: TEXT,
  currency: NUMBER,
  percent: NUMBER,
  double: NUMBER,
  int: { ...NUMBER, says: 'int' },
  boolean: { says: 'boolean', literals: ['BOOLEAN'], quoted: false },
  date: { says: 'date', literals: ['DATE', 'DATE_LITERAL', 'DATE_N_LITERAL'], quoted: false },
  datetime: { says: 'dateTime', literals: ['DATETIME', 'DATE_LITERAL', 'DATE_N_LITERAL'], quoted: false },
};

function checkLiteral(field: FieldSpec, literal: Literal, path: string, context: QueryContext): void {
  const kind = KINDS[field.type];
  if (literal.type === 'NULL' || kind.literals.includes(literal.type)) return;
  const quotes = kind.quoted ? 'should be enclosed in quotes' : 'should not be enclosed in quotes';
  const reason = `value of filter criterion for field '${field.name}' must be of type ${kind.says} and ${quotes}`;
  throw refuseAt('INVALID_FIELD', context.soql, path, reason);
}

/** A literal in the form in which values are stored (text in lower case, for comparing). */
function literalValue(field: FieldSpec, literal: Literal, path: string, context: QueryContext): Value {
  if (literal.type === 'NULL') return null;
  if (literal.type === 'BOOLEAN') return literal.text.toUpperCase() === 'TRUE';
  if (literal.type === 'INTEGER' || literal.type === 'DECIMAL') return Number(literal.text);
  const broken = (reason: string) => refuseAt('INVALID_QUERY_FILTER_OPERATOR', context.soql, path, reason);
  if (literal.type === 'DATETIME') {
    const ms = readDatetime(literal.text);
    if (ms === undefined) throw refuseAt('MALFORMED_QUERY', context.soql, literal.text, 'invalid datetime');
    return toStamp(ms);
  }
  if (literal.type === 'DATE') {
    const day = readDate(literal.text);
    if (day === undefined) throw refuseAt('MALFORMED_QUERY', context.soql, literal.text, 'invalid date');
    return day;
  }
  const text = unquote(literal.text);
  if (field.type !== 'id' && field.type !== 'reference') return text.toLowerCase();
  if (text === '') return null;
  const id = canonicalId(text);
  if (id === undefined) throw broken(`invalid ID field: ${text}`);
  return id;
}

/** Puts a stored value into the form in which it is compared. */
const comparable = (field: FieldSpec): ((value: Value) => Value) =>
  KINDS[field.type] === TEXT ? (value) => (typeof value === 'string' ? value.toLowerCase() : value) : (value) => value;

function likeTest(pattern: string): Test {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === '\\' && at + 1 < pattern.length) {
      at += 1;
      source += pattern.charAt(at).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    } else if (character === '%') source += '.*';
    else if (character === '_') source += '.';
    else source += character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  const regExp = new RegExp(`^${source}$`, 'is');
  return (value) => typeof value === 'string' && regExp.test(value);
}

function rangeTest(operator: string, range: DateRange): Test {
  const held =
    (test: (value: string) => boolean): Test =>
    (value) =>
      typeof value === 'string' && test(value);
  switch (operator) {
    case '=':
      return held((value) => value >= range.from && value < range.until);
    case '!=':
      return (value) => typeof value !== 'string' || value < range.from || value >= range.until;
    case '<':
      return held((value) => value < range.from);
    case '<=':
      return held((value) => value < range.until);
    case '>':
      return held((value) => value >= range.until);
    default:
      return held((value) => value >= range.from);
  }
}

function orderTest(operator: string, limit: Value): Test {
  if (limit === null) return () => false;
  const held =
    (test: (value: NonNullable<Value>) => boolean): Test =>
    (value) =>
      value !== null && test(value);
  switch (operator) {
    case '<':
      return held((value) => value < limit);
    case '<=':
      return held((value) => value <= limit);
    case '>':
      return held((value) => value > limit);
    default:
      return held((value) => value >= limit);
  }
}

/** Refuses what cannot be filtered: long text, addresses and content. */
function checkFilterable(field: FieldSpec, path: string, context: QueryContext): void {
  if (!isLongText(field) && field.type !== 'address' && field.type !== 'base64') return;
  throw refuseAt('INVALID_FIELD', context.soql, path, `field '${field.name}' can not be filtered in a query call`);
}

/** The values a comparison names, in the form in which they are stored or compared. */
export function valuesOf(field: FieldSpec, comparison: Comparison, context: QueryContext): Value[] {
  return comparison.literals.map((literal) => {
    checkLiteral(field, literal, comparison.path, context);
    return literalValue(field, literal, comparison.path, context);
  });
}

function rangeOf(field: FieldSpec, literal: Literal, context: QueryContext): DateRange {
  const range = literalRange(literal.text, context.nowMs, context.timeZone);
  if (!range) throw unsupported(`the date literal ${literal.text}`);
  return field.type === 'datetime' ? rangeInStamps(range, context.timeZone) : range;
}

/** Bounds that a comparison of a moment sets, for reading an index; undefined when it sets none. */
export function boundsOf(field: FieldSpec, comparison: Comparison, context: QueryContext): Partial<DateRange> {
  const [literal] = comparison.literals;
  if (!literal || literal.type === 'NULL' || comparison.literals.length > 1) return {};
  let from: Value = null;
  let until: Value = null;
  if (isDateLiteral(literal)) ({ from, until } = rangeOf(field, literal, context));
  else {
    [from = null] = valuesOf(field, comparison, context);
    until = typeof from === 'string' ? `${from}~` : null;
  }
  if (typeof from !== 'string' || typeof until !== 'string') return {};
  switch (comparison.operator) {
    case '=':
      return { from, until };
    case '>':
    case '>=':
      return { from };
    case '<':
    case '<=':
      return { until };
    default:
      return {};
  }
}

/** Compiles a comparison into a test of the field's value. */
export function compileComparison(field: FieldSpec, comparison: Comparison, context: QueryContext): Test {
  checkFilterable(field, comparison.path, context);
  const { operator, literals, path } = comparison;
  if (operator === 'INCLUDES' || operator === 'EXCLUDES')
    throw unsupported(`${operator}: there are no multi-select picklists`);
  const [literal] = literals;
  if (!literal) return () => false;
  if (operator === 'LIKE') {
    if (KINDS[field.type] !== TEXT) {
      throw refuseAt('INVALID_QUERY_FILTER_OPERATOR', context.soql, path, `invalid operator on ${field.type} field`);
    }
    checkLiteral(field, literal, path, context);
    return likeTest(unquote(literal.text));
  }
  if (literals.length === 1 && isDateLiteral(literal) && operator !== 'IN' && operator !== 'NOT IN') {
    checkLiteral(field, literal, path, context);
    return rangeTest(operator, rangeOf(field, literal, context));
  }
  const values = valuesOf(field, comparison, context);
  const prepare = comparable(field);
  const [value = null] = values;
  const set = new Set(values);
  switch (operator) {
    case '=':
      return (found) => prepare(found) === value;
    case '!=':
      return (found) => prepare(found) !== value;
    case 'IN':
      return (found) => set.has(prepare(found));
    case 'NOT IN':
      return (found) => !set.has(prepare(found));
    default: {
      const test = orderTest(operator, value);
      return (found) => test(prepare(found));
    }
  }
}
