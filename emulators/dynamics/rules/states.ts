import type { Row } from '../records/store.ts';
import { refuse } from '../refusal.ts';
import type { Option, Table } from '../schema/types.ts';
import type { Values, WriteScope } from './types.ts';

/** The reason that a state gets when none is given: the first that belongs to it. */
const firstReason = (reasons: readonly Option[], state: unknown): number | undefined =>
  reasons.find((reason) => reason.state === state)?.value;

/**
 * Keeps state and reason together: a state brings its first reason, a reason must belong to the state. Throws 0x80048408
 * where it does not.
 */
export function settleState(table: Table, values: Values, given: ReadonlySet<string>): void {
  const reasons = table.columns.get('statuscode')?.options;
  if (!reasons || !table.columns.has('statecode')) return;
  const state = values.get('statecode');
  if (given.has('statecode') && !given.has('statuscode')) values.set('statuscode', firstReason(reasons, state) ?? null);
  const reason = values.get('statuscode');
  if (reason === null) values.set('statuscode', firstReason(reasons, state) ?? null);
  else if (!reasons.some((each) => each.value === reason && each.state === state)) {
    const label = table.columns.get('statecode')?.options?.find((each) => each.value === state)?.label ?? state;
    throw refuse(
      400,
      '0x80048408',
      `${String(reason)} is not a valid status code for state code ${table.schemaName}State.${String(label)} on ${table.logicalName} with Id ${String(values.get(table.primaryId))}.`,
    );
  }
}

const closesIn = (values: Values, before: Row | undefined): boolean =>
  values.get('statecode') !== 0 && values.get('statecode') !== (before?.values.get('statecode') ?? 0);

/** Winning and losing have messages of their own; a plain write of the state is refused (contract/dataverse.md §1.4). */
export function refuseClosingByWrite(values: Values, before: Row | undefined, scope: WriteScope): void {
  if (scope.isPlatform || !closesIn(values, before)) return;
  throw refuse(
    400,
    '0x80100005',
    'The state of an opportunity cannot be set to Won or Lost by a write: use WinOpportunity or LoseOpportunity instead.',
  );
}
