import { type DeepPartial, isMap, type JsonMap } from './documents.ts';
import { invalid } from './errors.ts';
import { blankReferral, type Referral } from './referral.ts';

const BLANK = blankReferral();

/**
 * Reads a body as a referral document: maps, lists, texts and booleans must be where the document has them, null counts
 * as not given, unknown properties stay. Throws a 400 that names the place.
 */
export function conform(body: unknown): DeepPartial<Referral> {
  if (!isMap(body)) throw invalid('The body must be a JSON object with the properties of a referral.');
  return conformMap(body, BLANK as unknown as JsonMap, '') as DeepPartial<Referral>;
}

function conformMap(given: JsonMap, blank: JsonMap, path: string): JsonMap {
  const cleaned: JsonMap = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === null && Object.hasOwn(blank, name) && blank[name] !== null) continue;
    cleaned[name] = conformValue(value, blank[name], path ? `${path}.${name}` : name);
  }
  return cleaned;
}

function conformValue(value: unknown, blank: unknown, path: string): unknown {
  if (Array.isArray(blank)) return conformList(value, path);
  if (isMap(blank)) {
    if (!isMap(value)) throw invalid(`${path} must be an object.`, path);
    return conformMap(value, blank, path);
  }
  if (typeof blank === 'boolean') return booleanOf(value, path);
  if (typeof blank === 'string' && typeof value !== 'string') throw invalid(`${path} must be a string.`, path);
  return value;
}

function conformList(value: unknown, path: string): unknown[] {
  if (Array.isArray(value)) return value;
  // The documentation's samples send `{}` for an empty list, and real data had one object in place of a list.
  if (isMap(value)) return Object.keys(value).length === 0 ? [] : [value];
  throw invalid(`${path} must be an array.`, path);
}

/** A boolean, also as text: values may be sent as strings (contract/partner-center.md §4.5). */
export function booleanOf(value: unknown, path: string): boolean {
  if (value === true || value === 'true' || value === 'True') return true;
  if (value === false || value === 'false' || value === 'False') return false;
  throw invalid(`${path} must be true or false.`, path);
}
