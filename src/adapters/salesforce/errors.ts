import { CosellError } from '../../core/errors.ts';
import type { DealField } from '../../core/model/deal.ts';
import { type Refusal, refusal } from '../../core/model/refusal.ts';
import type { AnsweredFailure } from '../http/failure.ts';
import { excerpt } from '../http/redact.ts';
import { MEANINGS, type Meaning, type RefusedMeaning } from './error-codes.ts';
import { type ApiError, ApiErrors } from './schema.ts';

function meaningOf(error: ApiError, own: Readonly<Record<string, Meaning>> = {}): Meaning {
  // Triggers wrap what really happened (contract §1.7).
  if (error.message.includes('UNABLE_TO_LOCK_ROW')) return MEANINGS['UNABLE_TO_LOCK_ROW'] as Meaning;
  return own[error.code] ?? MEANINGS[error.code] ?? { recovery: 'refused', code: 'crm-refused' };
}

/** What became of a failed part of a call. */
export type PartOutcome =
  | { kind: 'conflict' }
  | { kind: 'gone' }
  | { kind: 'refused'; refusals: readonly Refusal[] }
  | { kind: 'failed'; error: CosellError };

/** Names the deal field behind a column, for refusals; null when it is none. */
export type FieldOfColumn = (column: string) => DealField | null;

/** Reads the errors of one part. The gravest decides: what may pass by itself, then what an administrator mends, then refusals; `own` are meanings that this kind of call gives to some codes. */
export function partOutcome(
  status: number,
  errors: readonly ApiError[],
  fieldOf: FieldOfColumn,
  own?: Readonly<Record<string, Meaning>>,
): PartOutcome {
  // If-Unmodified-Since is answered 412 (contract §1.8).
  if (status === 412) return { kind: 'conflict' };
  const read = errors.map((error) => ({ error, meaning: meaningOf(error, own) }));
  const raised = read.find(({ meaning }) => meaning.recovery !== 'refused' && meaning.recovery !== 'gone');
  if (raised) return { kind: 'failed', error: failureOf(raised.error, raised.meaning, status) };
  if (read.some(({ meaning }) => meaning.recovery === 'gone')) return { kind: 'gone' };
  return { kind: 'refused', refusals: read.flatMap(({ error, meaning }) => refusalsOf(error, meaning, fieldOf)) };
}

function refusalsOf(error: ApiError, meaning: Meaning, fieldOf: FieldOfColumn): readonly Refusal[] {
  if (meaning.recovery !== 'refused') return [];
  const field = error.fields.map(fieldOf).find((found) => found !== null) ?? null;
  return [refused(meaning.code, field, error)];
}

function refused(code: RefusedMeaning['code'], field: DealField | null, error: ApiError): Refusal {
  const fields = error.fields.join(', ') || excerpt(error.message);
  return refusal(code, field, { said: wordsOf(error), fields, reason: error.code });
}

/** Salesforce's own words, with the records that a duplicate rule names. */
function wordsOf({ message, duplicates }: ApiError): string {
  return duplicates.length > 0 ? `${excerpt(message)} (${duplicates.join(', ')})` : excerpt(message);
}

function worded(error: ApiError, meaning: Meaning): Pick<CosellError, 'message' | 'remedy'> {
  if (meaning.recovery === 'refused') return refused(meaning.code, null, error);
  return { message: meaning.message.replace('{said}', wordsOf(error)), remedy: meaning.remedy };
}

function failureOf(error: ApiError, meaning: Meaning, status: number, failure?: AnsweredFailure): CosellError {
  const recovery = meaning.recovery === 'gone' ? 'not-found' : meaning.recovery;
  const { message, remedy } = worded(error, meaning);
  return new CosellError({
    code: meaning.code,
    recovery,
    message,
    remedy,
    place: failure?.place ?? 'Salesforce',
    retryAfterMs: recovery === 'throttled' ? (failure?.retryAfterMs ?? LIMIT_PAUSE_MS) : undefined,
    outcomeUnknown: failure?.outcomeUnknown ?? false,
    vendor: { status, code: error.code, requestId: failure?.headers.get('x-sfdc-request-id') ?? undefined },
  });
}

/** Salesforce documents no Retry-After for its limits (contract §1.7), and the daily one frees up gradually. */
const LIMIT_PAUSE_MS = 60_000;

/**
 * Reads the error body of a whole call, for the transport; null leaves it to the HTTP status (HTML pages of the edge, 420, 502, …).
 */
export function classifyFailure(failure: AnsweredFailure): CosellError | null {
  const { status } = failure;
  // The edge has no route to the org: it moved, or it is down for maintenance (contract §1.7).
  if (status === 420) return movedOrg(failure);
  const parsed = ApiErrors.safeParse(failure.body);
  const first = parsed.success ? parsed.data[0] : undefined;
  if (!first) return null;
  if (status >= 500 && !MEANINGS[first.code]) return null;
  return failureOf(first, meaningOf(first), status, failure);
}

function movedOrg(failure: AnsweredFailure): CosellError {
  return new CosellError({
    code: 'service-failed',
    recovery: 'retry',
    message: 'Salesforce has no route to this org at the moment.',
    remedy: 'Nothing to do if it passes; otherwise check the My Domain address in the settings.',
    place: failure.place,
    retryAfterMs: failure.retryAfterMs,
    vendor: { status: failure.status },
  });
}

/** Two 401 answers are not about the token's age; asking for a new one would go round in circles (contract §1.7). */
export function isSignInLost(text: string): boolean {
  return !/Connected app is not attached to Agent|This session is not valid for use with the REST API/.test(text);
}

/** A settings problem that is found by looking at the org. */
export function misconfigured(code: string, message: string, remedy: string, place = 'salesforce'): CosellError {
  return new CosellError({ code, recovery: 'misconfigured', message, remedy, place });
}
