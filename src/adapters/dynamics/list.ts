import type { Snapshot } from '../../core/model/snapshot.ts';
import { compareStamps } from '../../core/model/stamp.ts';
import type { ListPage, ListRequest } from '../../engine/ports.ts';
import { outcomeOf } from '../crm/batcher.ts';
import { textAt } from '../crm/rows.ts';
import { changesSince, firstTokens } from './changes.ts';
import type { CallContext, DynamicsClient, Page } from './client.ts';
import { type Cursor, readCursor, writeCursor } from './cursor.ts';
import type { LineOwners } from './line-owners.ts';
import { currentRecord } from './memory.ts';
import type { Org } from './org.ts';
import type { DealRows } from './parties.ts';
import { IDS_PER_QUERY, type Reader, readDeals } from './reader.ts';
import { dealQuery, taking } from './statements.ts';
import { isKnown, UNKNOWN_TOUCH } from './touches.ts';

export interface Listing {
  client: DynamicsClient;
  org: () => Org;
  reader: Reader;
  owners: LineOwners;
}

/**
 * Opportunities that take part and changed since, oldest change first. An idle environment costs one call per tracked table and one for all
 * that is found by its time, whatever the number of deals.
 */
export async function* listDeals(listing: Listing, { since, signal }: ListRequest): AsyncGenerator<ListPage> {
  const context = { kind: 'list', signal };
  const cursor = readCursor(since);
  if (cursor && cursor.from === null) {
    const pages = await changed(listing, cursor, context);
    if (pages) {
      yield* pages;
      return;
    }
  }
  yield* everything(listing, cursor?.from ? cursor : null, context);
}

/** All that take part, by time; what changes meanwhile comes with the tokens that were taken before. */
async function* everything(
  { client, org, reader, owners }: Listing,
  resumed: Cursor | null,
  context: CallContext,
): AsyncGenerator<ListPage> {
  const { tokens, asOf } = resumed ?? (await firstTokens(client, org(), context));
  const later = resumed?.from ? ` and modifiedon ge ${resumed.from}` : '';
  const filter = `${taking(org())}${later}`;
  const path = dealQuery(org(), { filter, orderBy: 'modifiedon,opportunityid', count: true });
  const size = org().settings.pageSize;
  let from = resumed?.from ?? '';
  let total: number | null = null;
  for (
    let page: Page | null = await client.page(path, context, { size });
    page;
    page = await next(client, page, size, context)
  ) {
    total ??= knownTotal(page.count);
    const deals = await reader.complete(page.rows, context);
    owners.learn(deals, org());
    from = textAt(page.rows.at(-1) ?? {}, 'modifiedon') ?? from;
    const isLast = page.next === null;
    if (isLast && resumed === null) owners.areKnown();
    const resumeAt = writeCursor({ tokens, asOf, from: isLast ? null : from });
    yield { ...understood(deals, org(), reader), resumeAt, total };
  }
}

async function next(client: DynamicsClient, page: Page, size: number, context: CallContext): Promise<Page | null> {
  return page.next === null ? null : client.page(page.next, context, { size });
}

/** Counts end at 5,000 (contract §7). */
const COUNTED_UP_TO = 5000;

function knownTotal(count: number | null): number | null {
  return count === null || count >= COUNTED_UP_TO ? null : count;
}

/** What moved since the cursor; null when only a listing of everything brings certainty. */
async function changed(
  { client, org, reader, owners }: Listing,
  cursor: Cursor,
  context: CallContext,
): Promise<readonly ListPage[] | null> {
  await owners.prepare(context);
  const changes = await changesSince(client, org(), cursor, context);
  if (!changes) return null;
  const orphaned = owners.ownersOf(changes.goneLines);
  if (orphaned === null) return null;
  const wanted = new Map([...changes.deals, ...orphaned.map((id) => [id, UNKNOWN_TOUCH] as const)]);
  const known: Snapshot[] = [];
  const toRead: string[] = [];
  for (const [id, touch] of wanted) {
    // Our own write's echo, most often: the versions tell that it is known already.
    const remembered = reader.memory.last(id);
    if (remembered && isKnown(touch, remembered)) known.push(remembered.snapshot);
    else toRead.push(id);
  }
  const read: Understood = { snapshots: known, unreadable: [] };
  for (let at = 0; at < toRead.length; at += IDS_PER_QUERY) {
    const deals = await readDeals(client, org(), toRead.slice(at, at + IDS_PER_QUERY), context);
    owners.learn(deals, org());
    const { snapshots, unreadable } = understood(deals.filter(takesPart(org())), org(), reader);
    read.snapshots.push(...snapshots);
    read.unreadable.push(...unreadable);
  }
  const [first, ...others] = paged(
    read,
    cursor,
    { tokens: changes.tokens, asOf: changes.asOf, from: null },
    org().settings.pageSize,
  );
  return first ? [{ ...first, gone: changes.goneDeals }, ...others] : others;
}

/** Deals that are found through what belongs to them need not take part. */
function takesPart({ own }: Org): (deal: DealRows) => boolean {
  return ({ row }) => row[own.optIn] === true || textAt(row, own.referralId) !== null;
}

interface Understood {
  snapshots: Snapshot[];
  unreadable: string[];
}

/** A row with a value that makes no sense must not stop the others, nor be passed over. */
function understood(deals: readonly DealRows[], org: Org, reader: Reader): Understood {
  const read: Understood = { snapshots: [], unreadable: [] };
  for (const deal of deals) {
    const outcome = outcomeOf(() => currentRecord(deal, org));
    if ('value' in outcome) {
      reader.memory.put(outcome.value);
      read.snapshots.push(outcome.value.snapshot);
    } else read.unreadable.push(textAt(deal.row, 'opportunityid') ?? '');
  }
  return read;
}

/** Oldest change first; only the last page moves on, so that nothing is missed when the walk is interrupted. */
function paged({ snapshots, unreadable }: Understood, before: Cursor, after: Cursor, size: number): ListPage[] {
  const ordered = snapshots.toSorted((left, right) => compareStamps(left.modifiedAt, right.modifiedAt));
  const count = Math.max(1, Math.ceil(ordered.length / size));
  return Array.from({ length: count }, (_, at) => ({
    snapshots: ordered.slice(at * size, (at + 1) * size),
    unreadable: at === 0 ? unreadable : [],
    resumeAt: writeCursor(at === count - 1 ? after : before),
    total: ordered.length,
  }));
}
