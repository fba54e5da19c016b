import { CosellError } from '../../core/errors.ts';
import type { DealField } from '../../core/model/deal.ts';
import { CONTACT_COLUMNS, CUSTOMER_COLUMNS } from './bindings.ts';
import type { Meaning } from './error-codes.ts';
import { type FieldOfColumn, type PartOutcome, partOutcome } from './errors.ts';
import type { Org } from './org.ts';
import { ApiErrors, type PartAnswer } from './schema.ts';

/**
 * What the failed parts of one unit mean together; null when all went well. Parts that were only rolled back say nothing. A child row that is
 * gone means that the lists moved on since they were read, which is a conflict of the whole record.
 */
export function readParts(
  answers: readonly PartAnswer[],
  org: Org,
  { mainReference, meanings }: { mainReference: string; meanings?: Readonly<Record<string, Meaning>> },
): PartOutcome | null {
  const failed = answers.filter(({ httpStatusCode }) => httpStatusCode >= 300);
  if (failed.length === 0) return null;
  const own = failed.filter((answer) => !isHalted(answer));
  const outcomes = (own.length > 0 ? own : failed).map((answer) => {
    const outcome = partOutcome(answer.httpStatusCode, errorsOf(answer), fieldOf(org), meanings);
    const isChild = answer.referenceId !== mainReference;
    return isChild && outcome.kind === 'gone' ? ({ kind: 'conflict' } as const) : outcome;
  });
  return gravest(outcomes);
}

function gravest(outcomes: readonly PartOutcome[]): PartOutcome | null {
  const first = (kind: PartOutcome['kind']) => outcomes.find((outcome) => outcome.kind === kind);
  const decisive = first('conflict') ?? first('gone') ?? first('failed');
  if (decisive) return decisive;
  const refusals = outcomes.flatMap((outcome) => (outcome.kind === 'refused' ? outcome.refusals : []));
  return refusals.length > 0 ? { kind: 'refused', refusals } : null;
}

function errorsOf({ body, httpStatusCode }: PartAnswer): ApiErrors {
  const parsed = ApiErrors.safeParse(body);
  if (parsed.success) return parsed.data;
  // 300: several records have the same external id, and the body is a list of addresses (contract §1.2).
  const code = httpStatusCode === 300 ? 'MULTIPLE_CHOICES' : 'UNKNOWN';
  return [{ code, message: `status ${httpStatusCode} without a reason`, fields: [], duplicates: [] }];
}

function isHalted(answer: PartAnswer): boolean {
  return errorsOf(answer).every(
    ({ code }) => code === 'PROCESSING_HALTED' || code === 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  );
}

const PARTY_FIELDS: Readonly<Record<string, DealField>> = Object.fromEntries([
  ...Object.values(CUSTOMER_COLUMNS).map((column) => [column.toLowerCase(), 'customer']),
  ...Object.values(CONTACT_COLUMNS).map((column) => [column.toLowerCase(), 'contacts']),
  ...['content', 'body'].map((column) => [column, 'notes']),
]);

function fieldOf(org: Org): FieldOfColumn {
  return (column) => {
    const name = column.toLowerCase();
    const bound = org.columns.find((candidate) => candidate.column.toLowerCase() === name);
    if (bound) return bound.field;
    return name.startsWith('billing') ? 'customer' : (PARTY_FIELDS[name] ?? null);
  };
}

/** All parts went well, but nothing tells what the record shows now. */
export function notReadBack(kind: 'opportunity' | 'lead', id: string): CosellError {
  return new CosellError({
    code: 'salesforce-not-read-back',
    recovery: 'retry',
    message: `The ${kind} ${id} was written but could not be read back.`,
    remedy: 'Nothing to do; it is read again.',
    outcomeUnknown: true,
  });
}
