import { CosellError } from '../../core/errors.ts';
import { stampMs } from '../../core/model/stamp.ts';
import type { ListPage, ListRequest } from '../../engine/ports.ts';
import { outcomeOf } from '../crm/batcher.ts';
import type { RecordMemory } from '../crm/memory.ts';
import { textAt } from '../crm/rows.ts';
import type { QueryPage } from './answers.ts';
import { VERSION_GRANULARITY_MS } from './capabilities.ts';
import type { SalesforceClient } from './client.ts';
import { type CurrentRecord, currentRecord } from './memory.ts';
import { changedNotesStatement, dealsWithNews, rememberDelivered } from './notes/news.ts';
import type { Org } from './org.ts';
import { completed, withWholeLists } from './pages.ts';
import type { Row } from './schema.ts';
import { timeLiteral } from './soql.ts';
import { learnStages } from './stage-news.ts';
import { listStatement, readTakingStatement, relatedStatements } from './statements.ts';
import { snapshotFromRow } from './translate.ts';

const KIND = 'list';
/** The address of a query may have 16,384 bytes (contract §1.4). */
const IDS_PER_QUERY = 200;
/** A listing that expires more often than this does not get anywhere. */
const MAX_RESTARTS = 5;

/**
 * Opportunities that take part and changed since, oldest change first. An incremental listing costs one call when little has changed: the
 * opportunities themselves and those whose account, contacts or solutions changed are asked for together.
 */
export async function* listDeals(
  client: SalesforceClient,
  org: () => Org,
  memory: RecordMemory<CurrentRecord>,
  { since, signal }: ListRequest,
): AsyncGenerator<ListPage> {
  let from = startOf(since);
  for (let restarts = 0; ; restarts += 1) {
    try {
      for await (const page of listOnce(client, org(), memory, from, signal)) {
        yield page;
        from = timeLiteral(page.resumeAt) ?? from;
      }
      return;
    } catch (thrown) {
      // A page handle lives two days, and not across some maintenance (contract §1.4): begin again where the last page ended.
      const expired = thrown instanceof CosellError && thrown.code === 'salesforce-listing-expired';
      if (!expired || restarts >= MAX_RESTARTS) throw thrown;
    }
  }
}

function startOf(since: string | null): string | null {
  if (since === null || since === '') return null;
  const literal = timeLiteral(since);
  if (literal !== null) return literal;
  throw new CosellError({
    code: 'salesforce-watermark-unreadable',
    recovery: 'bug',
    message: `The watermark "${since}" is no time stamp.`,
    remedy: 'Run a full comparison: cosell reconcile --all.',
    place: 'Salesforce list',
  });
}

async function* listOnce(
  client: SalesforceClient,
  org: Org,
  memory: RecordMemory<CurrentRecord>,
  since: string | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListPage> {
  const context = { kind: KIND, signal };
  const statement = listStatement(org, since);
  const related = since === null ? [] : relatedStatements(org, since);
  const noted = since === null || !org.notes ? [] : [changedNotesStatement(org.notes, since)];
  const [own, ...pages] =
    since === null
      ? [await client.query(statement, context)]
      : await client.queries(
          [statement, ...related.map((soql) => ({ soql, amongDeleted: true }) as const), ...noted],
          context,
        );
  if (!own) return;

  // Those found through their parts come first: the watermark must not pass them before they are delivered.
  const touched = await rowsOf(client, pages.slice(0, related.length), context);
  const listed = new Set([...own.rows, ...touched].map(({ Id }) => Id));
  const noticed = await dealsWithNews(client, pages[related.length], org, context);
  touched.push(
    ...(await rowsNamed(
      client,
      org,
      noticed.filter((id) => !listed.has(id)),
      context,
    )),
  );
  const remember = (rows: readonly Row[]) => {
    // Without the audit text, which a listing of everything leaves out, there is nothing to remember.
    if (since !== null) rememberRested(memory, rows, own.answeredAtMs, org);
  };
  await learnStages(client, touched, org, context);
  remember(touched);
  if (touched.length > 0 && since !== null) {
    yield { ...understood(touched, org), resumeAt: since, total: null };
    rememberDelivered(client, touched, org);
  }
  const limitMs = settledBefore(own, org.settings.listOverlapMs);
  for (
    let page: QueryPage | null = own;
    page !== null;
    page = page.next === null ? null : await client.more(page.next, context)
  ) {
    const rows = await withWholeLists(client, page.rows, context);
    await learnStages(client, rows, org, context);
    remember(rows);
    const isLast = page.next === null;
    yield {
      ...understood(rows, org),
      resumeAt: resumeAt({ since, lastStamp: lastStamp(rows), limitMs, isLast }),
      total: page.total,
    };
    rememberDelivered(client, rows, org);
  }
}

/** Spares the next write its read. A version of the very second may still come to stand for something else. */
function rememberRested(
  memory: RecordMemory<CurrentRecord>,
  rows: readonly Row[],
  answeredAtMs: number | null,
  org: Org,
): void {
  for (const row of rows) {
    const modifiedMs = stampMs(textAt(row, 'LastModifiedDate') ?? '');
    if (answeredAtMs === null || !(answeredAtMs - modifiedMs >= VERSION_GRANULARITY_MS)) continue;
    const outcome = outcomeOf(() => currentRecord(row, org));
    if ('value' in outcome) memory.put(outcome.value);
  }
}

/** A row with a value that makes no sense must not stop the others, nor be passed over. */
function understood(rows: readonly Row[], org: Org): Required<Pick<ListPage, 'snapshots' | 'unreadable'>> {
  const read = rows.map((row) => ({ row, outcome: outcomeOf(() => snapshotFromRow(row, org)) }));
  return {
    snapshots: read.flatMap(({ outcome }) => ('value' in outcome ? [outcome.value] : [])),
    unreadable: read.flatMap(({ row, outcome }) => ('value' in outcome ? [] : [row.Id])),
  };
}

async function rowsOf(
  client: SalesforceClient,
  pages: readonly QueryPage[],
  context: { kind: string; signal: AbortSignal | undefined },
): Promise<Row[]> {
  const rows = new Map<string, Row>();
  for (const page of pages) for (const row of await completed(client, page, context)) rows.set(row.Id, row);
  return [...rows.values()];
}

/** Deals of which only the note has changed. */
async function rowsNamed(
  client: SalesforceClient,
  org: Org,
  ids: readonly string[],
  context: { kind: string; signal: AbortSignal | undefined },
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < ids.length; at += IDS_PER_QUERY) {
    const soql = readTakingStatement(org, ids.slice(at, at + IDS_PER_QUERY));
    rows.push(...(await completed(client, await client.query(soql, context), context)));
  }
  return rows;
}

function lastStamp(rows: readonly Row[]): number | null {
  const row = rows.at(-1);
  const atMs = stampMs(row ? (textAt(row, 'SystemModstamp') ?? '') : '');
  return Number.isNaN(atMs) ? null : atMs;
}

/**
 * The moment before which nothing new can appear any more: the org's own time when it answered, less the overlap for transactions that stamped
 * their rows before and commit later. Null when the org does not tell its time.
 */
function settledBefore(page: QueryPage, overlapMs: number): number | null {
  return page.answeredAtMs === null ? null : page.answeredAtMs - overlapMs;
}

interface ResumeInput {
  since: string | null;
  lastStamp: number | null;
  limitMs: number | null;
  isLast: boolean;
}

/** Never before `since`; after a last page as late as is safe, so that an idle org answers with no rows at all. */
function resumeAt({ since, lastStamp: last, limitMs, isLast }: ResumeInput): string {
  const sinceMs = since === null ? 0 : stampMs(since);
  const reached = isLast
    ? (limitMs ?? last ?? sinceMs)
    : Math.min(last ?? sinceMs, limitMs ?? Number.POSITIVE_INFINITY);
  return new Date(Math.max(reached, sinceMs)).toISOString();
}
