import type { CosellError } from '../../core/errors.ts';
import type { TransportAnswer } from '../http/transport.ts';
import { classifyFailure } from './errors.ts';
import { ApiErrors, type PartAnswer, QueryAnswer, type Row, understood } from './schema.ts';

/** Rows of one page, and when the org answered by its own clock; null when it does not tell. */
export interface QueryPage {
  rows: readonly Row[];
  total: number;
  /** Handle of the next page; null on the last one. */
  next: string | null;
  answeredAtMs: number | null;
}

export interface ApiUsage {
  used: number;
  allowed: number;
}

/** The answers in the order of the parts, whatever order they came in. */
export function inOrder(
  parts: readonly { referenceId: string }[],
  answers: readonly PartAnswer[],
): readonly PartAnswer[] {
  const byReference = new Map(answers.map((answer) => [answer.referenceId, answer]));
  return parts.map(
    ({ referenceId }) =>
      byReference.get(referenceId) ?? {
        referenceId,
        httpStatusCode: 400,
        body: [{ errorCode: 'PROCESSING_HALTED', message: 'The answer has no such part.' }],
      },
  );
}

/** The query answer of a part. Throws what its errors mean: a query of ours that fails is never a seller's matter. */
export function queryBody(part: PartAnswer): QueryAnswer {
  if (part.httpStatusCode < 400) return understood(QueryAnswer, part.body, part.referenceId);
  const failure = {
    status: part.httpStatusCode,
    headers: new Headers(),
    body: ApiErrors.safeParse(part.body).success ? part.body : [{ message: 'failed without a reason' }],
    text: '',
    requestId: '',
    place: `Salesforce ${part.referenceId}`,
    retryAfterMs: undefined,
    outcomeUnknown: false,
  };
  throw classifyFailure(failure) as CosellError;
}

export function page(answer: TransportAnswer): QueryPage {
  return pageOf(understood(QueryAnswer, answer.body, 'query'), serverTime(answer.headers));
}

export function pageOf(answer: QueryAnswer, answeredAtMs: number | null): QueryPage {
  // Only the last step of the path is taken: addresses in answers are never followed (contract §1.4 has their form).
  const next = answer.done ? null : (answer.nextRecordsUrl?.split('/').at(-1) ?? null);
  return { rows: answer.records, total: answer.totalSize, next, answeredAtMs };
}

export function serverTime(headers: Headers): number | null {
  const atMs = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(atMs) ? null : atMs;
}

/** `Sforce-Limit-Info: api-usage=54/15000` (contract §1.2). */
export function usageOf(headers: Headers | null): ApiUsage | null {
  const match = /api-usage=(\d+)\/(\d+)/.exec(headers?.get('sforce-limit-info') ?? '');
  return match ? { used: Number(match[1]), allowed: Number(match[2]) } : null;
}
