import type { Note, UpdateChange } from '../../../core/model/plan.ts';
import type { WriteResult } from '../../../engine/ports.ts';
import { type Batcher, createBatcher, type Outcome } from '../batcher.ts';
import type { Columns } from '../columns.ts';

/** What is written to a lead. */
export interface LeadWrites {
  columns: Columns;
  /** What could not be written as asked. */
  notes: readonly Note[];
}

/** An update whose version still stands. */
export interface DueLead extends LeadWrites {
  change: UpdateChange;
}

export interface LeadUpdates<Current extends { version: string | null }> {
  /** Names the call in errors. */
  place: string;
  maxSize: number;
  /** From memory where the version still stands, else read; null when the lead is gone. */
  currentOf(change: UpdateChange): Promise<Current | null>;
  columnsOf(change: UpdateChange, current: Current): LeadWrites;
  carryOut(due: readonly DueLead[]): Promise<ReadonlyMap<UpdateChange, Outcome<WriteResult>>>;
}

/** Updates of leads, carried out together. */
export function createLeadUpdates<Current extends { version: string | null }>({
  place,
  maxSize,
  currentOf,
  columnsOf,
  carryOut,
}: LeadUpdates<Current>): Batcher<UpdateChange, WriteResult> {
  return createBatcher<UpdateChange, WriteResult>({
    place,
    writing: true,
    maxSize,
    lanes: 1,
    run: async (changes) => {
      const currents = await Promise.all(changes.map(currentOf));
      const due = changes.flatMap((change, at): DueLead[] => {
        const current = currents[at];
        const isCurrent = change.expectedVersion === null || change.expectedVersion === current?.version;
        return current && isCurrent ? [{ change, ...columnsOf(change, current) }] : [];
      });
      const outcomes = due.length === 0 ? new Map<UpdateChange, Outcome<WriteResult>>() : await carryOut(due);
      return changes.map(
        (change, at) =>
          outcomes.get(change) ?? { value: { kind: currents[at] ? ('conflict' as const) : ('gone' as const) } },
      );
    },
  });
}
