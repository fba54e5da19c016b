import { type Caller, requireRight } from '../access.ts';
import type { Organisation } from '../organisation.ts';
import { refuse } from '../refusal.ts';
import type { Table } from '../schema/types.ts';
import { type Body, readDraft } from './draft.ts';
import type { Reference, Row } from './store.ts';
import { scopeOf, type WriteOptions } from './writer.ts';

export const WON = 1;
export const LOST = 2;
export type Outcome = typeof WON | typeof LOST;

/** The status that stands for the first reason of the state. */
const DEFAULT_STATUS = -1;

export interface Closing {
  outcome: Outcome;
  /** Status reason; -1 for the first one of the state. */
  status: number;
  /** Columns of the activity: subject, description, actualrevenue, actualend. */
  activity: ReadonlyMap<string, unknown>;
}

function requireTable(org: Organisation, name: string): Table {
  const table = org.schema.tables.get(name);
  if (!table) throw new Error(`The schema has no table ${name}.`);
  return table;
}

function reasonOf(org: Organisation, { outcome, status }: Closing): number {
  const reasons = requireTable(org, 'opportunity').columns.get('statuscode')?.options ?? [];
  const fitting = reasons.filter((reason) => reason.state === outcome);
  const found = status === DEFAULT_STATUS ? fitting[0] : fitting.find((reason) => reason.value === status);
  if (found) return found.value;
  throw refuse(400, '0x80048408', `${status} is not a valid status code for the state of the opportunity.`);
}

/**
 * Wins or loses an open opportunity: the closing activity is created, and state, reason, revenue and date of the
 * opportunity follow it. Throws 0x80040515 for one that is closed already.
 */
export function closeOpportunity(
  org: Organisation,
  caller: Caller,
  row: Row,
  closing: Closing,
  options: WriteOptions = {},
): Row {
  requireRight(caller, 'write', requireTable(org, 'opportunity'), row);
  requireRight(caller, 'create', requireTable(org, 'opportunityclose'));
  if (row.values.get('statecode') !== 0) {
    throw refuse(400, '0x80040515', 'The opportunity has already been closed.');
  }
  const reason = reasonOf(org, closing);
  const { activity, outcome } = closing;
  const revenue = activity.get('actualrevenue') ?? (outcome === WON ? row.values.get('estimatedvalue') : null) ?? null;
  const end = typeof activity.get('actualend') === 'string' ? String(activity.get('actualend')) : org.stamp();
  return org.atomically(() => {
    const scope = scopeOf(org, caller, options);
    const about = { table: 'opportunity', id: row.id };
    scope.insert('opportunityclose', {
      subject: outcome === WON ? 'Opportunity won' : 'Opportunity lost',
      ...Object.fromEntries(activity),
      actualend: end,
      actualrevenue: revenue,
      opportunityid: about,
      regardingobjectid: about,
      transactioncurrencyid: row.values.get('transactioncurrencyid') ?? null,
      statecode: 1,
      statuscode: 2,
    });
    return scope.update(row, {
      statecode: outcome,
      statuscode: reason,
      actualvalue: revenue,
      actualclosedate: end.slice(0, 10),
    });
  });
}

/** Which opportunity a closing activity is about: bound, or nested with its id. */
function boundOpportunity(activity: Body): Body {
  const nested = activity['opportunityid'];
  if (typeof nested !== 'object' || nested === null) return activity;
  const { opportunityid: _, ...rest } = activity;
  const id = (nested as Body)['opportunityid'] ?? '';
  const address = (nested as Body)['@odata.id'] ?? `/opportunities(${String(id)})`;
  return { ...rest, 'opportunityid@odata.bind': address };
}

/** Reads the body of WinOpportunity and LoseOpportunity. */
export function readClosing(
  org: Organisation,
  caller: Caller,
  body: Body,
  outcome: Outcome,
): { opportunity: Row; closing: Closing } {
  const { Status: status, OpportunityClose: activity } = body;
  if (typeof status !== 'number' || typeof activity !== 'object' || activity === null) {
    throw refuse(400, '0x80048d19', 'The parameters Status and OpportunityClose are required.');
  }
  const table = requireTable(org, 'opportunityclose');
  const { values } = readDraft(org, boundOpportunity(activity as Body), { table, purpose: 'create', caller });
  const reference = values.get('opportunityid') as Reference | undefined;
  const opportunity = reference && org.store.get('opportunity', reference.id);
  if (!opportunity) throw refuse(400, '0x80040203', 'OpportunityClose must name its opportunity.');
  return { opportunity, closing: { outcome, status, activity: values } };
}
