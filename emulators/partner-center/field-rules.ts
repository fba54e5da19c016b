import { booleanOf } from './conform.ts';
import { type DeepPartial, isMap, type JsonMap } from './documents.ts';
import { invalid } from './errors.ts';
import { BLANK_SOLUTION, type Referral } from './referral.ts';
import { normalizeDateTime } from './stamps.ts';

/** Kept by the service; what a client sends for them on create is not looked at (contract/partner-center.md §2.2). */
export const SERVER_FIELDS = [
  'id',
  'organizationId',
  'organizationName',
  'createdDateTime',
  'updatedDateTime',
  'expirationDateTime',
  'acceptedDateTime',
  'closedDateTime',
  'eTag',
  'direction',
  'quality',
  'isSpam',
  'tags',
  'registrationStatus',
  'registrations',
  'links',
  'trackingInfo',
  'createdVia',
  'lastModifiedVia',
  'lastRunId',
  'favorite',
] as const satisfies readonly (keyof Referral)[];

/** Fixed at creation, as dotted paths. */
export const FROZEN_FIELDS = [
  'engagementId',
  'mpnId',
  'type',
  'qualification',
  'customerProfile.name',
  'customerProfile.address',
  'customerProfile.ids',
  'consent.consentToToShareInfoWithOthers',
  'consent.consentToContact',
] as const;

/** Reads a value for a field, tolerating the text forms of Microsoft's samples; throws a 400 naming the field. */
export type ReadValue = (value: unknown, path: string) => unknown;

export const text: ReadValue = (value, path) => {
  if (value === null || typeof value === 'string') return value;
  throw invalid(`${path} must be a string.`, path);
};

export const flag: ReadValue = booleanOf;

/** Microsoft's own sample sends a deal value as text. */
export const amount: ReadValue = (value, path) => {
  if (value === null) return null;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number;
  throw invalid(`${path} must be an amount of zero or more.`, path);
};

export const currency: ReadValue = (value, path) => {
  if (value === null || (typeof value === 'string' && /^[A-Z]{3}$/.test(value))) return value;
  throw invalid(`${path} must be an ISO 4217 code of three capital letters.`, path);
};

export const dateTime: ReadValue = (value, path) => {
  if (value === null) return null;
  const normal = typeof value === 'string' ? normalizeDateTime(value) : undefined;
  if (normal === undefined) throw invalid(`${path} must be a date in ISO 8601.`, path);
  return normal;
};

const CONTACT_FIELDS = ['firstName', 'lastName', 'phoneNumber', 'email'] as const;

/** A member of a team with the four required fields (contract/partner-center.md §2.1). */
export const member: ReadValue = (value, path) => {
  if (!isMap(value)) throw invalid(`${path} must be an object.`, path);
  const missing = CONTACT_FIELDS.filter((field) => typeof value[field] !== 'string' || value[field] === '');
  if (missing.length > 0) throw invalid(`${path} lacks ${missing.join(', ')}.`, path);
  return value;
};

export const solution: ReadValue = (value, path) => {
  if (!isMap(value) || typeof value['id'] !== 'string' || value['id'] === '') {
    throw invalid(`${path} must be an object with the id of a solution.`, path);
  }
  const types = ['None', 'Category', 'Name'];
  if (value['type'] !== undefined && !types.includes(String(value['type']))) {
    throw invalid(`${path}.type must be one of ${types.join(', ')}.`, path);
  }
  return { ...BLANK_SOLUTION, ...value, price: amount(value['price'] ?? null, `${path}.price`) };
};

/** A list of values that each pass `read`. */
export function listOf(read: ReadValue): ReadValue {
  return (value, path) => {
    if (!Array.isArray(value)) throw invalid(`${path} must be an array.`, path);
    return value.map((element: unknown, index) => read(element, `${path}[${index}]`));
  };
}

/** How the writable fields are read, by dotted path; used for whole documents. */
const DOCUMENT_READERS: readonly [path: string, read: ReadValue][] = [
  ['details.dealValue', amount],
  ['details.currency', currency],
  ['details.closingDateTime', dateTime],
  ['details.requirements.solutions', listOf(solution)],
  ['customerProfile.team', listOf(member)],
  ['team', listOf(member)],
];

const SINGLE_VALUES: ReadonlySet<string> = new Set([
  'details.dealValue',
  'details.currency',
  'details.closingDateTime',
]);

/** Checks the single values of a part of a document, as far as they are given. Lists may be as incomplete as real ones are. */
export function checkValues(parts: DeepPartial<Referral>): void {
  for (const [path, read] of DOCUMENT_READERS) {
    const value = valueAt(parts, path);
    if (value !== undefined && SINGLE_VALUES.has(path)) read(value, path);
  }
}

/** Checks the writable fields of a whole document and brings their values to the written form. */
export function readWritableFields(referral: Referral): Referral {
  const read = structuredClone(referral);
  for (const [path, reader] of DOCUMENT_READERS) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const owner = names.reduce<JsonMap>((map, name) => map[name] as JsonMap, read as unknown as JsonMap);
    owner[last] = reader(owner[last], path);
  }
  return read;
}

/** The value at a dotted path. */
export function valueAt(referral: DeepPartial<Referral>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isMap(value) ? value[name] : undefined), referral);
}
