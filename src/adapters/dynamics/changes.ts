import { CosellError } from '../../core/errors.ts';
import type { CallContext, DynamicsClient } from './client.ts';
import type { Cursor } from './cursor.ts';
import type { TableShape } from './describe.ts';
import { any, idColumn, query } from './odata.ts';
import type { Org } from './org.ts';
import type { Row } from './schema.ts';
import { takesConnections, taking } from './statements.ts';
import { CONNECTED_VERSION, PARENT_VERSIONS, type Touch, touchedDeals } from './touches.ts';

/**
 * What moved since a cursor. Opportunities and solution lines are followed by change tokens, which also tell what was deleted; what else a deal
 * shows (account, contacts, connections, notes) is found by its time, because those tables are too large to walk through for a first token.
 */
export interface Changes {
  deals: ReadonlyMap<string, Touch>;
  /** Opportunities that were deleted, whether they took part or not. */
  goneDeals: readonly string[];
  /** Solution lines that were deleted; whose they were, the feed does not tell. */
  goneLines: readonly string[];
  tokens: Cursor['tokens'];
  /** The environment's own time when it was asked. */
  asOf: string;
}

const MAX_PAGE = 5000;

/** Tables followed by change tokens, and the columns that are needed of their rows. */
function trackedTables({ opportunity, own, solutions }: Org): { table: TableShape; columns: readonly string[] }[] {
  return [
    { table: opportunity, columns: [opportunity.id, own.optIn, own.referralId] },
    ...(solutions
      ? [{ table: solutions.line, columns: [solutions.line.id, idColumn(solutions.tables.lineOpportunity)] }]
      : []),
  ];
}

/** The tokens of this moment. Walks through the tables once: there is no other way to a first token (contract §1.3). */
export async function firstTokens(
  client: DynamicsClient,
  org: Org,
  context: CallContext,
): Promise<Pick<Changes, 'tokens' | 'asOf'>> {
  const feeds = await Promise.all(
    trackedTables(org).map(async ({ table, columns }) => {
      // The same columns as later: a token is given for a query.
      const feed = table.tracksChanges ? await walk(client, query(table.set, { select: columns }), context) : null;
      return { name: table.name, feed };
    }),
  );
  return { tokens: tokensOf(feeds), asOf: await nowOf(client, org, feeds, context) };
}

interface Feed {
  rows: readonly Row[];
  token: string | null;
  answeredAtMs: number | null;
}

async function walk(client: DynamicsClient, path: string, context: CallContext): Promise<Feed> {
  const rows: Row[] = [];
  const first = await client.page(path, context, { track: true, size: MAX_PAGE });
  let page = first;
  rows.push(...page.rows);
  while (page.next !== null) {
    page = await client.page(page.next, context, { track: true, size: MAX_PAGE });
    rows.push(...page.rows);
  }
  return { rows, token: page.deltaToken, answeredAtMs: first.answeredAtMs };
}

type NamedFeed = { name: string; feed: Feed | null };

function tokensOf(feeds: readonly NamedFeed[]): Cursor['tokens'] {
  return Object.fromEntries(feeds.map(({ name, feed }) => [name, feed?.token ?? null]));
}

/** The earliest moment at which one of the feeds was answered; where none was, the environment is asked for nothing but the time. */
async function nowOf(
  client: DynamicsClient,
  org: Org,
  feeds: readonly NamedFeed[],
  context: CallContext,
): Promise<string> {
  const times = feeds.flatMap(({ feed }) => feed?.answeredAtMs ?? []);
  if (times.length > 0) return new Date(Math.min(...times)).toISOString();
  const { set, id } = org.opportunity;
  const page = await client.page(`${query(set, { select: [id] })}&$top=1`, context);
  return new Date(page.answeredAtMs ?? 0).toISOString();
}

/** Null: the tokens have expired, or tracking was turned off meanwhile; everything must be listed. */
export async function changesSince(
  client: DynamicsClient,
  org: Org,
  cursor: Cursor,
  context: CallContext,
): Promise<Changes | null> {
  const sinceMs = Date.parse(cursor.asOf) - org.settings.listOverlapMs;
  const since = new Date(sinceMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const tables = trackedTables(org);
  // A table that is tracked now and was not when the cursor was made has no token yet.
  if (tables.some(({ table }) => table.tracksChanges && !cursor.tokens[table.name])) return null;
  const feeds = await deltas(client, tables, cursor, context);
  if (!feeds) return null;
  const byTime = [
    ...timedQueries(org, since),
    ...tables.flatMap(({ table, columns }) =>
      table.tracksChanges ? [] : [query(table.set, { select: columns, filter: `modifiedon ge ${since}` })],
    ),
  ];
  const timed = await client.rows(byTime, context);
  const [deals, lines] = feeds;
  const rows = [...(deals?.feed?.rows ?? []), ...(lines?.feed?.rows ?? [])];
  return {
    deals: touchedDeals(
      org,
      [...rows, ...timed.flat()].filter((row) => !isDeleted(row)),
    ),
    goneDeals: deletedIn(deals),
    goneLines: deletedIn(lines),
    tokens: tokensOf(feeds),
    asOf: await nowOf(client, org, feeds, context),
  };
}

async function deltas(
  client: DynamicsClient,
  tables: ReturnType<typeof trackedTables>,
  { tokens }: Cursor,
  context: CallContext,
): Promise<readonly NamedFeed[] | null> {
  try {
    return await Promise.all(
      tables.map(async ({ table, columns }) => {
        const token = tokens[table.name] ?? null;
        const path = `${query(table.set, { select: columns })}&$deltatoken=${encodeURIComponent(token ?? '')}`;
        return { name: table.name, feed: table.tracksChanges ? await walk(client, path, context) : null };
      }),
    );
  } catch (thrown) {
    if (thrown instanceof CosellError && LOST.has(thrown.code)) return null;
    throw thrown;
  }
}

/** After these, only a listing of everything brings certainty (contract §1.3). */
const LOST = new Set(['dynamics-token-expired', 'dynamics-tracking-off']);

/** Deals whose account, contacts, connections or notes changed, although the deal did not; one call for all of them. */
function timedQueries(org: Org, since: string): string[] {
  const { opportunity, own, settings } = org;
  const changed = (path: string) => `${path}/modifiedon ge ${since}`;
  const of = (path: string) => any([`${path}/${own.optIn} eq true`, `${path}/${own.referralId} ne null`]);
  const parents = any(['parentaccountid', 'customerid_account', 'parentcontactid'].map(changed));
  return [
    query(opportunity.set, {
      select: [opportunity.id],
      expand: PARENT_VERSIONS,
      filter: `${taking(org)} and ${parents}`,
    }),
    ...(takesConnections(org)
      ? [
          query('connections', {
            select: ['connectionid', idColumn('record1id')],
            expand: CONNECTED_VERSION,
            filter: `${any([`modifiedon ge ${since}`, changed('record2id_contact')])} and ${of('record1id_opportunity')}`,
          }),
        ]
      : []),
    ...(settings.notes === 'note'
      ? [
          query('annotations', {
            select: ['annotationid', idColumn('objectid')],
            filter: `modifiedon ge ${since} and ${of('objectid_opportunity')}`,
          }),
        ]
      : []),
  ];
}

/** `{ "@odata.context": "…/$deletedEntity", "id": "…", "reason": "deleted" }` (contract §1.3). */
function isDeleted(row: Row): boolean {
  return row['reason'] === 'deleted' || String(row['@odata.context'] ?? '').endsWith('$deletedEntity');
}

function deletedIn(named: NamedFeed | undefined): readonly string[] {
  return (named?.feed?.rows ?? []).filter(isDeleted).flatMap(deletedId);
}

function deletedId(row: Row): string[] {
  const id = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i.exec(String(row['id'] ?? ''))?.[0];
  return id === undefined ? [] : [id.toLowerCase()];
}
