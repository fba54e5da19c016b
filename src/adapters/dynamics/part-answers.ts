import { CosellError } from '../../core/errors.ts';
import type { DealField } from '../../core/model/deal.ts';
import type { EntryAnswer, PartAnswer } from './batch.ts';
import { apiErrorOf, type FieldOfText, type PartOutcome, partOutcome } from './errors.ts';
import type { Org } from './org.ts';

/**
 * What the answers of one change set mean; null when all went well. A row of another table that is gone means that the lists moved on since
 * they were read, which is a conflict of the whole record.
 */
export function readParts(answers: EntryAnswer, org: Org, mainTable: string, place: string): PartOutcome | null {
  const failed = answers.find(({ status }) => status >= 300);
  if (!failed) return null;
  const outcome = partOutcome(failed, fieldOf(org), `Dynamics 365 ${place}`);
  if (outcome.kind === 'gone' && !isOf(failed, mainTable)) return { kind: 'conflict' };
  return outcome;
}

/** "<table> With Id = … Does Not Exist" (contract §2.3). */
function isOf(answer: PartAnswer, table: string): boolean {
  const [, named] = /^(\w+) With Id/i.exec(apiErrorOf(answer)?.message ?? '') ?? [];
  return named === undefined || named.toLowerCase() === table;
}

/** Tables of which a message may speak, and the field of a deal that they are. */
const TABLES: Readonly<Record<string, DealField>> = { account: 'customer', contact: 'contacts' };

/** Short column names are also plain words. */
const TELLING_LENGTH = 8;

function fieldOf({ columns, solutions }: Org): FieldOfText {
  return (text) => {
    const lower = text.toLowerCase();
    const [, table] = /'(\w+)' entity/.exec(lower) ?? [];
    const field = TABLES[table ?? ''] ?? (solutions && table === solutions.line.name ? 'solutions' : undefined);
    const [, named] = /'(\w+)' attribute/.exec(lower) ?? [];
    if (field) return { field, column: named ?? field };
    const found =
      columns.find(({ shape }) => lower.includes(`'${shape.name}'`)) ??
      columns.find(({ shape }) => shape.name.length >= TELLING_LENGTH && lower.includes(shape.name)) ??
      columns.find(({ shape }) => shape.label.length >= TELLING_LENGTH && lower.includes(shape.label.toLowerCase()));
    return found ? { field: found.field, column: found.shape.label } : null;
  };
}

/** All parts went well, but nothing tells what the record shows now. */
export function notReadBack(kind: 'opportunity' | 'lead', id: string): CosellError {
  return new CosellError({
    code: 'dynamics-not-read-back',
    recovery: 'retry',
    message: `The ${kind} ${id} was written but could not be read back.`,
    remedy: 'Nothing to do; it is read again.',
    outcomeUnknown: true,
  });
}
