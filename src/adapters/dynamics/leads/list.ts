import { CosellError } from '../../../core/errors.ts';
import type { ListPage, ListRequest } from '../../../engine/ports.ts';
import type { Outcome } from '../../crm/batcher.ts';
import { textAt } from '../../crm/rows.ts';
import type { DynamicsClient, Page } from '../client.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import type { Org } from '../org.ts';
import { taking } from '../statements.ts';
import type { LeadOrg } from './org.ts';
import type { LeadReader } from './reader.ts';
import { type LeadRows, leadQuery } from './rows.ts';

/** What a listing of leads needs. */
export interface LeadListing {
  client: DynamicsClient;
  org: () => Org;
  leads: () => LeadOrg;
  reader: LeadReader;
}

/**
 * Leads that take part and changed since, by their time, then what `deals` lists. Leads come first: none of the pages before the deals moves
 * the watermark, and none after lets it pass the moment at which the leads were asked for. Costs one call when little has changed.
 */
export async function* leadsThenDeals(
  { client, org, leads, reader }: LeadListing,
  { since, signal }: ListRequest,
  deals: AsyncGenerator<ListPage>,
): AsyncGenerator<ListPage> {
  const context = { kind: 'list', signal };
  const { pageSize: size } = org().settings;
  const path = leadQuery(leads(), { filter: filterOf(since, org(), leads()), orderBy: 'modifiedon,leadid' });
  const first = await client.page(path, context, { size });
  for (
    let page: Page | null = first;
    page;
    page = page.next === null ? null : await client.page(page.next, context, { size })
  ) {
    const found = await reader.complete(page.rows, context);
    // An opportunity that has taken over is listed with the deals.
    const own = found.filter(({ opportunity }) => !opportunity?.carriesReferral);
    if (own.length > 0) yield { ...(await understood(own, reader, signal)), resumeAt: since ?? '', total: null };
  }
  for await (const page of deals) yield { ...page, resumeAt: notAfter(page.resumeAt, first.answeredAtMs) };
}

function filterOf(since: string | null, org: Org, leads: LeadOrg): string {
  const cursor = readCursor(since);
  if (!cursor) return taking(leads);
  const fromMs = Date.parse(cursor.asOf) - org.settings.listOverlapMs;
  return `${taking(leads)} and modifiedon ge ${new Date(fromMs).toISOString().replace(/\.\d+Z$/, 'Z')}`;
}

function notAfter(resumeAt: string, askedAtMs: number | null): string {
  const cursor = readCursor(resumeAt);
  if (!cursor || askedAtMs === null || Date.parse(cursor.asOf) <= askedAtMs) return resumeAt;
  return writeCursor({ ...cursor, asOf: new Date(askedAtMs).toISOString() });
}

/** A row with a value that makes no sense must not stop the others, nor be passed over. What fails for another reason fails the page. */
async function understood(found: readonly LeadRows[], reader: LeadReader, signal: AbortSignal | undefined) {
  const read = await Promise.all(
    found.map(async (lead) => ({
      id: textAt(lead.row, 'leadid') ?? '',
      outcome: await reader.snapshot(lead, signal).then(
        (value): Outcome<typeof value> => ({ value }),
        (error: unknown) => ({ error }),
      ),
    })),
  );
  for (const { outcome } of read) if ('error' in outcome && !isNonsense(outcome.error)) throw outcome.error;
  return {
    snapshots: read.flatMap(({ outcome }) => ('value' in outcome ? [outcome.value] : [])),
    unreadable: read.flatMap(({ id, outcome }) => ('value' in outcome ? [] : [id])),
  };
}

function isNonsense(error: unknown): boolean {
  return error instanceof CosellError && error.code === 'dynamics-value-unreadable';
}
