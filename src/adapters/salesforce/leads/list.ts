import { stampMs } from '../../../core/model/stamp.ts';
import type { ListPage, ListRequest } from '../../../engine/ports.ts';
import type { Outcome } from '../../crm/batcher.ts';
import type { QueryPage } from '../answers.ts';
import type { SalesforceClient } from '../client.ts';
import type { Row } from '../schema.ts';
import { timeLiteral } from '../soql.ts';
import type { LeadOrg } from './org.ts';
import type { LeadReader } from './reader.ts';
import { hasTakenOver, listLeadsStatement } from './translate.ts';

/** What a listing of leads needs. */
export interface LeadListing {
  client: SalesforceClient;
  leads: () => LeadOrg;
  reader: LeadReader;
  overlapMs: number;
}

/**
 * Leads that take part and changed since, then what `deals` lists. Leads come first: none of the pages before the deals moves the watermark,
 * and none after lets it pass the moment at which the leads were asked for. Costs one call when little has changed.
 */
export async function* leadsThenDeals(
  { client, leads, reader, overlapMs }: LeadListing,
  { since, signal }: ListRequest,
  deals: AsyncGenerator<ListPage>,
): AsyncGenerator<ListPage> {
  const context = { kind: 'list', signal };
  const from = since === null ? null : timeLiteral(since);
  const first = await client.query(listLeadsStatement(leads(), from), context);
  const limitMs = first.answeredAtMs === null ? Number.POSITIVE_INFINITY : first.answeredAtMs - overlapMs;
  for (
    let page: QueryPage | null = first;
    page !== null;
    page = page.next === null ? null : await client.more(page.next, context)
  ) {
    // An opportunity that has taken over is listed with the deals.
    const rows = page.rows.filter((row) => !hasTakenOver(row, leads()));
    if (rows.length > 0) yield { ...(await understood(rows, reader, signal)), resumeAt: since ?? '', total: null };
  }
  for await (const page of deals) yield { ...page, resumeAt: earlier(page.resumeAt, limitMs, since) };
}

function earlier(resumeAt: string, limitMs: number, since: string | null): string {
  const sinceMs = since === null || since === '' ? 0 : stampMs(since);
  const atMs = Math.max(Math.min(stampMs(resumeAt), limitMs), sinceMs);
  return Number.isNaN(atMs) ? resumeAt : new Date(atMs).toISOString();
}

/** A row with a value that makes no sense must not stop the others, nor be passed over. What fails for another reason fails the page. */
async function understood(rows: readonly Row[], reader: LeadReader, signal: AbortSignal | undefined) {
  const read = await Promise.all(
    rows.map(async (row) => ({
      row,
      outcome: await reader.snapshot(row, signal).then(
        (value): Outcome<typeof value> => ({ value }),
        (error: unknown) => ({ error }),
      ),
    })),
  );
  const failed = read.find(({ outcome }) => 'error' in outcome && !isNonsense(outcome.error));
  if (failed && 'error' in failed.outcome) throw failed.outcome.error;
  return {
    snapshots: read.flatMap(({ outcome }) => ('value' in outcome ? [outcome.value] : [])),
    unreadable: read.flatMap(({ row, outcome }) => ('value' in outcome ? [] : [row.Id])),
  };
}

function isNonsense(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'salesforce-value-unreadable';
}
