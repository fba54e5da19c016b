import { malformed } from '../refusal.ts';
import type { Literal, Operator, Scalar } from './expression.ts';
import { isGuid } from './lexer.ts';
import { EDM_TYPES, type Kind, type Property } from './shape.ts';

/** What a comparison answers: null where SQL would not know. */
export type Truth = boolean | null;

/** Puts a stored value into the form in which it is compared: text without case, moments in milliseconds. */
export function comparable(kind: Kind, value: Scalar): Scalar {
  if (typeof value !== 'string') return value;
  if (kind === 'datetime') return Date.parse(value);
  if (kind === 'date') return value.slice(0, 10);
  return value.toLowerCase();
}

const LITERAL_EDM: Readonly<Record<Literal['type'], string>> = {
  string: 'Edm.String',
  number: 'Edm.Int32',
  boolean: 'Edm.Boolean',
  guid: 'Edm.Guid',
  date: 'Edm.Date',
  datetime: 'Edm.DateTimeOffset',
  null: 'null',
};

const FITTING: Readonly<Record<Kind, readonly Literal['type'][]>> = {
  guid: ['guid'],
  string: ['string'],
  number: ['number'],
  boolean: ['boolean'],
  date: ['date', 'datetime'],
  datetime: ['datetime', 'date'],
  multiselect: ['string'],
  opaque: [],
};

const incompatible = (left: string, right: string, operator: string) =>
  malformed(
    `A binary operator with incompatible types was detected. Found operand types '${left}' and '${right}' for operator kind '${OPERATOR_KINDS[operator] ?? operator}'.`,
  );

const OPERATOR_KINDS: Readonly<Record<string, string>> = {
  eq: 'Equal',
  ne: 'NotEqual',
  gt: 'GreaterThan',
  ge: 'GreaterThanOrEqual',
  lt: 'LessThan',
  le: 'LessThanOrEqual',
};

/** The value of a literal beside a property, in the form in which it is compared; refuses what does not fit. */
export function literalBeside(
  property: Property,
  literal: Literal,
  operator: Operator,
  acceptsQuotedGuids: boolean,
): Scalar {
  if (literal.type === 'null') return null;
  const isQuotedGuid =
    acceptsQuotedGuids && property.kind === 'guid' && literal.type === 'string' && isGuid(String(literal.value));
  if (!isQuotedGuid && !FITTING[property.kind].includes(literal.type)) {
    throw incompatible(property.edmType, LITERAL_EDM[literal.type], operator);
  }
  return comparable(property.kind, literal.value);
}

/** Refuses two columns whose types differ (FILT, column comparison). */
export function checkColumns(left: Property, right: Property, operator: Operator): void {
  if (left.kind !== right.kind) throw incompatible(left.edmType, right.edmType, operator);
}

/** A value written as text, as parameters of query functions are, in the form in which it is compared. */
export function textBeside(property: Property, text: string): Scalar {
  const bad = () =>
    malformed(`The value '${text}' is not of type '${EDM_TYPES[property.kind]}' as the column '${property.name}'.`);
  if (property.kind === 'number') {
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value)) throw bad();
    return value;
  }
  if (property.kind === 'boolean') return ['true', '1'].includes(text.toLowerCase());
  const isMoment = property.kind === 'date' || property.kind === 'datetime';
  if (isMoment && Number.isNaN(Date.parse(text))) throw bad();
  if (property.kind === 'guid' && !isGuid(text)) throw bad();
  return comparable(property.kind, text);
}

/** Orders two values; null comes before everything, as in SQL Server. */
export function order(left: Scalar, right: Scalar): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left < right ? -1 : 1;
}

/**
 * Compares two values. Where one is null only `ne` holds when `nullDiffers` (the platform's NotEqual adds "or is
 * null"); otherwise nothing is known, as in SQL.
 */
export function compare(operator: Operator, left: Scalar, right: Scalar, nullDiffers: boolean): Truth {
  if (left === null || right === null) return nullDiffers ? operator === 'ne' : null;
  const sign = order(left, right);
  switch (operator) {
    case 'eq':
      return sign === 0;
    case 'ne':
      return sign !== 0;
    case 'gt':
      return sign > 0;
    case 'ge':
      return sign >= 0;
    case 'lt':
      return sign < 0;
    case 'le':
      return sign <= 0;
  }
}
