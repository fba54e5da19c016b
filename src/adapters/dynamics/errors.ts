import { CosellError } from '../../core/errors.ts';
import type { DealField } from '../../core/model/deal.ts';
import { type Refusal, refusal } from '../../core/model/refusal.ts';
import type { AnsweredFailure } from '../http/failure.ts';
import { excerpt } from '../http/redact.ts';
import type { PartAnswer } from './batch.ts';
import { MEANINGS, type Meaning, type RefusedMeaning, TELLING } from './error-codes.ts';
import { ErrorBody } from './schema.ts';

/** One error of the platform. */
export interface ApiError {
  status: number;
  /** `0x…` in lower case; empty when there is none. */
  code: string;
  message: string;
}

export function apiErrorOf({ status, body }: { status: number; body: unknown }): ApiError | null {
  const parsed = ErrorBody.safeParse(body);
  if (!parsed.success) return null;
  const { code, message } = parsed.data.error;
  return { status, code: code.toLowerCase(), message };
}

const DEFAULT: Meaning = { recovery: 'refused', code: 'crm-refused' };

function meaningOf({ status, code, message }: ApiError): Meaning {
  const telling = TELLING.find(({ said }) => said.test(message))?.meaning;
  if (telling) return telling;
  // All throttling codes are not listed anywhere; the status is sure (contract §2.3).
  if (status === 429) return MEANINGS['0x80072322'] as Meaning;
  return MEANINGS[code] ?? DEFAULT;
}

/** What became of a failed write. */
export type PartOutcome =
  | { kind: 'conflict' }
  | { kind: 'gone' }
  | { kind: 'refused'; refusals: readonly Refusal[] }
  | { kind: 'failed'; error: CosellError };

/** Names the deal field that a text of the platform speaks of; null when it is none. */
export type FieldOfText = (text: string) => { field: DealField; column: string } | null;

export function partOutcome(answer: PartAnswer, fieldOf: FieldOfText, place: string): PartOutcome {
  const error = apiErrorOf(answer) ?? { status: answer.status, code: '', message: `status ${answer.status}` };
  const meaning = meaningOf(error);
  if (meaning.recovery === 'conflict') return { kind: 'conflict' };
  if (meaning.recovery === 'gone') return { kind: 'gone' };
  if (meaning.recovery === 'refused' && answer.status < 500) {
    const found = fieldOf(error.message);
    return { kind: 'refused', refusals: [refused(meaning.code, found?.field ?? null, error, found?.column)] };
  }
  const retryAfterMs = secondsOf(answer.headers.get('retry-after'));
  return { kind: 'failed', error: failureOf(error, meaning, { place, retryAfterMs }) };
}

function secondsOf(text: string | null): number | undefined {
  const seconds = Number(text);
  return text === null || Number.isNaN(seconds) ? undefined : seconds * 1000;
}

function refused(code: RefusedMeaning['code'], field: DealField | null, error: ApiError, column?: string): Refusal {
  const said = wordsOf(error);
  return refusal(code, field, { said, fields: column ?? said, reason: error.code || String(error.status) });
}

/** The platform's own words, without the XML that it sometimes adds for machines. */
function wordsOf({ message }: ApiError): string {
  return excerpt(message.replace(/<[^>]*>/g, ' '));
}

interface FailurePlace {
  place: string;
  retryAfterMs?: number | undefined;
  outcomeUnknown?: boolean;
  requestId?: string | undefined;
}

function failureOf(error: ApiError, meaning: Meaning, { place, ...facts }: FailurePlace): CosellError {
  const recovery = error.status >= 500 && meaning === DEFAULT ? 'retry' : meaning.recovery;
  const { code, message, remedy } = worded(error, meaning);
  return new CosellError({
    code,
    recovery: recovery === 'gone' ? 'not-found' : recovery,
    message,
    remedy,
    place,
    retryAfterMs: recovery === 'throttled' ? (facts.retryAfterMs ?? LIMIT_PAUSE_MS) : undefined,
    outcomeUnknown: facts.outcomeUnknown ?? false,
    vendor: { status: error.status, code: error.code, requestId: facts.requestId },
  });
}

/** The limits slide over five minutes (contract §2.4), and the answer nearly always says how long to wait. */
const LIMIT_PAUSE_MS = 60_000;

function worded(error: ApiError, meaning: Meaning): Pick<CosellError, 'code' | 'message' | 'remedy'> {
  if (meaning.recovery === 'refused') return refused(meaning.code, null, error);
  return { code: meaning.code, message: meaning.message.replace('{said}', wordsOf(error)), remedy: meaning.remedy };
}

/** Reads the error body of a whole call, for the transport; null leaves it to the HTTP status. */
export function classifyFailure(failure: AnsweredFailure): CosellError | null {
  const error = apiErrorOf(failure);
  if (!error || failure.status === 401) return null;
  const meaning = meaningOf(error);
  if (failure.status >= 500 && meaning === DEFAULT) return null;
  return failureOf(error, meaning, {
    place: failure.place,
    retryAfterMs: failure.retryAfterMs,
    outcomeUnknown: failure.outcomeUnknown,
    requestId: failure.headers.get('x-ms-service-request-id') ?? failure.requestId,
  });
}

/** What a failed read within a batch means; a read of ours that fails is never a seller's matter. */
export function readFailure(answer: PartAnswer, place: string): CosellError {
  const error = apiErrorOf(answer) ?? { status: answer.status, code: '', message: `status ${answer.status}` };
  const retryAfterMs = secondsOf(answer.headers.get('retry-after'));
  return failureOf(error, meaningOf(error), { place: `Dynamics 365 ${place}`, retryAfterMs });
}

/** A settings problem that is found by looking at the environment. */
export function misconfigured(code: string, message: string, remedy: string, place = 'dynamics'): CosellError {
  return new CosellError({ code, recovery: 'misconfigured', message, remedy, place });
}
