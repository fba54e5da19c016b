import type { ConvertChange, CreateChange, UpdateChange } from '../../../core/model/plan.ts';
import type { Snapshot } from '../../../core/model/snapshot.ts';
import type { WriteResult } from '../../../engine/ports.ts';

/** A lead's becoming an opportunity, as what an adapter can do with opportunities. */

/** The opportunity that is made beside the lead. */
export function asCreate({ fields, counterpartId, feedback }: ConvertChange): CreateChange {
  return {
    kind: 'create',
    side: 'crm',
    fields,
    counterpartId,
    marker: counterpartId,
    irreversible: [],
    ...(feedback ? { feedback } : {}),
  };
}

/** Gives an opportunity what converting does not: the referral's identifier and link, the tick, and everything a lead has no place for. */
export function asUpdate(change: ConvertChange, opportunityId: string): UpdateChange {
  const { customer: _, ...fields } = change.fields;
  return {
    kind: 'update',
    side: 'crm',
    id: opportunityId,
    expectedVersion: null,
    fields,
    previous: {},
    counterpartId: change.counterpartId,
    ...(change.optedIn ? { optIn: true } : {}),
    ...(change.feedback ? { feedback: change.feedback } : {}),
    irreversible: [],
  };
}

/** The opportunity's state, with the lead whose place it has taken. */
export function succeeding(result: WriteResult, change: ConvertChange): WriteResult {
  if (result.kind !== 'written' || !result.snapshot.record) return result;
  const replaces = { id: change.id, optedIn: change.optedIn };
  const snapshot: Snapshot = { ...result.snapshot, record: { ...result.snapshot.record, replaces } };
  return { ...result, snapshot };
}
