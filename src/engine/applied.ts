import type { CosellError } from '../core/errors.ts';
import type { RefusedValue } from '../core/model/link.ts';
import type { Note } from '../core/model/plan.ts';
import type { SideRefusal } from '../core/model/refusal.ts';
import type { Side } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import type { WriteResult } from './ports.ts';

/** What became of a plan's changes, as far as they got. Failures are values: what was achieved before must be folded first. */
export interface Applied {
  after: Partial<Record<Side, Snapshot>>;
  notes: Note[];
  refusals: SideRefusal[];
  /** Values that a side did not take; the other values of the same write went through. */
  refused: RefusedValue[];
  /** The CRM record after a write that carried only the news of a refusal; none of the planned fields are in it. */
  told: Snapshot | null;
  /** The side that had moved on; the pass is repeated with fresh reads. */
  conflict: Side | null;
  gone: Side | null;
  /** A create found its record already there: the link adopts it and plans anew. */
  adopted: Side | null;
  failure: CosellError | null;
}

export function nothingApplied(): Applied {
  return {
    after: {},
    notes: [],
    refusals: [],
    refused: [],
    told: null,
    conflict: null,
    gone: null,
    adopted: null,
    failure: null,
  };
}

/** Notes one write's result. */
export function record(applied: Applied, side: Side, result: WriteResult): void {
  switch (result.kind) {
    case 'written':
      applied.after[side] = result.snapshot;
      applied.notes.push(...result.notes);
      break;
    case 'exists':
      applied.after[side] = result.snapshot;
      applied.adopted = side;
      break;
    case 'conflict':
      applied.conflict = side;
      break;
    case 'gone':
      applied.gone = side;
      break;
    case 'refused':
      applied.refusals.push(...result.refusals.map((refusal) => ({ ...refusal, side })));
      break;
  }
}

/** Whether later changes of the plan still make sense. A refusal by Partner Center must still be told in the CRM. */
export function mayGoOn(applied: Applied): boolean {
  return !applied.failure && !applied.conflict && !applied.gone && !applied.adopted;
}
