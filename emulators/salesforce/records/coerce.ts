import { canonicalId } from '../ids.ts';
import { invalidReference, type Refusal, refuse } from '../refusal.ts';
import type { FieldSpec, PicklistEntry, Value } from '../schema/types.ts';
import { readDate, readDatetime, toStamp } from '../stamps.ts';

/** What judging a value needs from the organisation. */
export interface CoerceContext {
  /** Values a picklist takes at this moment (stages, countries and currencies depend on the organisation). */
  picklistOf(field: FieldSpec): readonly PicklistEntry[];
  /** The key prefix of an sObject, e.g. `001`. */
  prefixOf(sobject: string): string | undefined;
  trimText: boolean;
}

const EMAIL = /^[^\s@,;"<>()[\]\\]+@[^\s@,;"<>()[\]\\]+\.[^\s@.,;"<>()[\]\\]{2,}$/;
const INTEGER_LIMIT = 2_147_483_647;

function cannotRead(field: FieldSpec, input: unknown): Refusal {
  const token = Array.isArray(input)
    ? 'START_ARRAY'
    : typeof input === 'object'
      ? 'START_OBJECT'
      : typeof input === 'number'
        ? Number.isInteger(input)
          ? 'VALUE_NUMBER_INT'
          : 'VALUE_NUMBER_FLOAT'
        : typeof input === 'boolean'
          ? `VALUE_${String(input).toUpperCase()}`
          : 'VALUE_STRING';
  const shown = typeof input === 'object' ? '' : ` value ${String(input)}`;
  return refuse(
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${field.type} from ${token}${shown} or request may be missing a required field at [line:1, column:2]`,
    [field.name],
  );
}

function coerceText(field: FieldSpec, input: unknown, context: CoerceContext): Value {
  if (typeof input === 'object') throw cannotRead(field, input);
  const full = String(input);
  const kept = context.trimText ? full.trimEnd() : full;
  if (kept === '') return null;
  if (field.length !== undefined && kept.length > field.length) {
    const message = `${field.label}: data value too large: ${kept} (max length=${field.length})`;
    throw refuse('STRING_TOO_LONG', message, [field.name]);
  }
  return kept;
}

function coerceEmail(field: FieldSpec, input: unknown, context: CoerceContext): Value {
  const text = coerceText(field, input, context);
  if (typeof text !== 'string') return text;
  if (!EMAIL.test(text)) {
    throw refuse('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, [field.name]);
  }
  return text.toLowerCase();
}

function coercePicklist(field: FieldSpec, input: unknown, context: CoerceContext): Value {
  const text = coerceText(field, input, context);
  if (text === null || !field.restrictedPicklist) return text;
  if (context.picklistOf(field).some((entry) => entry.value === text)) return text;
  const message = `${field.label}: bad value for restricted picklist field: ${text}`;
  throw refuse('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [field.name]);
}

function coerceNumber(field: FieldSpec, input: unknown): Value {
  const number = typeof input === 'string' && input.trim() !== '' ? Number(input) : input;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw cannotRead(field, input);
  const scale = field.scale ?? 0;
  if (field.type === 'int' && !Number.isInteger(number)) throw cannotRead(field, input);
  const limit = field.type === 'int' ? INTEGER_LIMIT : 10 ** ((field.precision ?? 18) - scale);
  if (Math.abs(number) >= limit) {
    const message = `${field.label}: value outside of valid range on numeric field: ${number}`;
    throw refuse('NUMBER_OUTSIDE_VALID_RANGE', message, [field.name]);
  }
  // Going through text keeps 1.005 from becoming 1.00 by binary rounding.
  return Math.sign(number) * Number(`${Math.round(Number(`${Math.abs(number)}e${scale}`))}e-${scale}`);
}

function coerceBoolean(field: FieldSpec, input: unknown): Value {
  if (typeof input === 'boolean') return input;
  if (typeof input === 'string' && /^(true|false)$/i.test(input)) return input.toLowerCase() === 'true';
  throw cannotRead(field, input);
}

function coerceDate(field: FieldSpec, input: unknown): Value {
  const day = typeof input === 'string' ? readDate(input) : undefined;
  if (day === undefined) throw cannotRead(field, input);
  return day;
}

function coerceDatetime(field: FieldSpec, input: unknown): Value {
  const ms = typeof input === 'string' ? readDatetime(input) : undefined;
  if (ms === undefined) throw cannotRead(field, input);
  return toStamp(ms);
}

function coerceReference(field: FieldSpec, input: unknown, context: CoerceContext): Value {
  if (typeof input !== 'string') throw cannotRead(field, input);
  if (input === '') return null;
  const id = canonicalId(input);
  const wrongType = `${field.label}: id value of incorrect type: ${input}`;
  if (id === undefined) throw refuse('MALFORMED_ID', wrongType, [field.name]);
  const prefixes = (field.referenceTo ?? []).map((sobject) => context.prefixOf(sobject));
  if (!prefixes.includes(id.slice(0, 3))) {
    if (prefixes.every((prefix) => prefix === undefined)) throw invalidReference();
    throw refuse('FIELD_INTEGRITY_EXCEPTION', wrongType, [field.name]);
  }
  return id;
}

function coerceBase64(field: FieldSpec, input: unknown): Value {
  if (typeof input !== 'string') throw cannotRead(field, input);
  if (!/^[A-Za-z0-9+/\s]*={0,2}$/.test(input)) throw cannotRead(field, input);
  return input;
}

/**
 * Turns what a caller sent into what is stored: e-mail in lower case, ids with 18 characters, empty text as null,
 * datetimes in whole seconds. Throws the refusal that Salesforce words for a value the field does not take.
 */
export function coerce(field: FieldSpec, input: unknown, context: CoerceContext): Value {
  if (input === null || input === undefined) return field.type === 'boolean' ? false : null;
  switch (field.type) {
    case 'string':
    case 'textarea':
    case 'phone':
    case 'url':
    case 'id':
      return coerceText(field, input, context);
    case 'email':
      return coerceEmail(field, input, context);
    case 'picklist':
      return coercePicklist(field, input, context);
    case 'currency':
    case 'percent':
    case 'double':
    case 'int':
      return input === '' ? null : coerceNumber(field, input);
    case 'boolean':
      return coerceBoolean(field, input);
    case 'date':
      return input === '' ? null : coerceDate(field, input);
    case 'datetime':
      return input === '' ? null : coerceDatetime(field, input);
    case 'reference':
      return coerceReference(field, input, context);
    case 'base64':
      return coerceBase64(field, input);
    case 'address':
      throw cannotRead(field, input);
  }
}
