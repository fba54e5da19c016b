import { invalid } from './errors.ts';
import { type ListQuery, readFilter, readOrder, readQuery, readSelect } from './list-query.ts';
import type { Filter } from './odata-filter.ts';
import type { Referral } from './referral.ts';
import { sortableDateTime } from './stamps.ts';
import { isOwn, ODATA_CONTEXT, shownReferralsBase, type Tenant } from './tenant.ts';

/** Where a page ended: the sort key and order number of its last referral, and what `$top` still allows. */
interface Continuation {
  query: ListQuery;
  after: [key: string, order: number];
  left: number | null;
}

/** Which documents the caller may see at all. */
export type Visible = (referral: Referral) => boolean;

interface Sorted {
  referral: Referral;
  key: string;
  order: number;
}

/** The documents to look at: those of one engagement where the filter names it, else all that lists show. */
function* candidates(tenant: Tenant, filter: Filter | undefined): Iterable<Referral> {
  if (filter?.engagementId !== undefined) return yield* tenant.store.ofEngagement(filter.engagementId);
  const related = tenant.kit.switches.choice('list-shows-related') === 'always';
  for (const referral of tenant.store.all()) if (related || isOwn(tenant, referral)) yield referral;
}

function sortedMatches(tenant: Tenant, query: ListQuery, visible: Visible): Sorted[] {
  const filter = readFilter(tenant, query.filter);
  const { property, descending } = readOrder(query.orderby);
  const found: Sorted[] = [];
  for (const referral of candidates(tenant, filter)) {
    if ((filter && !filter.matches(referral)) || !visible(referral)) continue;
    const key = property ? (sortableDateTime(referral[property]) ?? '') : '';
    found.push({ referral, key, order: tenant.store.orderOf(referral.id) });
  }
  const sign = descending ? -1 : 1;
  if (property) found.sort((one, other) => sign * compareKeys(one, other));
  return found;
}

function compareKeys(one: Pick<Sorted, 'key' | 'order'>, other: Pick<Sorted, 'key' | 'order'>): number {
  if (one.key === other.key) return one.order - other.order;
  return one.key < other.key ? -1 : 1;
}

export interface List {
  page(parameters: URLSearchParams, visible: Visible, viewer: string): object;
}

/** How many sorted lists are kept for the pages that follow. */
const KEPT_LISTS = 8;

/** GET /referrals. Keeps the last sorted lists, so that paging through many referrals does not sort them for every page. */
export function createList(tenant: Tenant): List {
  const kept = new Map<string, { version: number; sorted: Sorted[] }>();

  function sortedFor(query: ListQuery, visible: Visible, viewer: string): Sorted[] {
    const name = JSON.stringify([viewer, query.filter, query.orderby, tenant.kit.switches.all()]);
    const version = tenant.store.version();
    const known = kept.get(name);
    if (known?.version === version) return known.sorted;
    const sorted = sortedMatches(tenant, query, visible);
    kept.delete(name);
    kept.set(name, { version, sorted });
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_LISTS && oldest !== undefined) kept.delete(oldest);
    return sorted;
  }

  return {
    page(parameters, visible, viewer) {
      const token = parameters.get('$skiptoken');
      const continuation = token === null ? undefined : decodeToken(token);
      const query = continuation?.query ?? readQuery(parameters);
      const select = readSelect(query.select);
      const sorted = sortedFor(query, visible, viewer);
      const { page, next } = cut(sorted, query, continuation, tenant.kit.switches.number('page-size'));
      return {
        '@odata.context': ODATA_CONTEXT,
        '@odata.count': sorted.length,
        value: page.map(({ referral }) => (select ? pick(referral, select) : referral)),
        ...(next ? { '@odata.nextLink': nextLink(tenant, next) } : {}),
      };
    },
  };
}

/** One page, and where the next one starts if there is one. */
function cut(sorted: Sorted[], query: ListQuery, continuation: Continuation | undefined, pageSize: number) {
  const start = continuation ? startAfter(sorted, query, continuation.after) : (query.skip ?? 0);
  const left = continuation ? continuation.left : (query.top ?? null);
  const page = sorted.slice(start, start + Math.min(pageSize, left ?? pageSize));
  const nowLeft = left === null ? null : left - page.length;
  const last = page.at(-1);
  const ended = !last || start + page.length >= sorted.length || nowLeft === 0;
  const next: Continuation | undefined = ended ? undefined : { query, after: [last.key, last.order], left: nowLeft };
  return { page, next };
}

function pick(referral: Referral, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, referral[name as keyof Referral]]));
}

/** The first place behind the last page, even when referrals have moved or come since. */
function startAfter(sorted: readonly Sorted[], query: ListQuery, [key, order]: [string, number]): number {
  const sign = readOrder(query.orderby).descending ? -1 : 1;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const candidate = sorted[middle];
    if (candidate && sign * compareKeys(candidate, { key, order }) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The documentation's samples show http and no `/engagements` (contract/partner-center.md §4.2): a trap for clients. */
function nextLink(tenant: Tenant, continuation: Continuation): string {
  const token = Buffer.from(JSON.stringify(continuation)).toString('base64url');
  const base = shownReferralsBase(tenant);
  const faulty = tenant.kit.switches.flag('next-link-faults');
  const path = faulty ? '/v1.0/referrals' : '/v1.0/engagements/referrals';
  return `${faulty ? base.replace(/^https:/, 'http:') : base}${path}?$skiptoken=${token}`;
}

function decodeToken(token: string): Continuation {
  try {
    const read = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Partial<Continuation>;
    if (read.query && Array.isArray(read.after) && read.left !== undefined) return read as Continuation;
  } catch {
    // Falls through to the refusal below: whatever it is, it is not a token of ours.
  }
  throw invalid('$skiptoken is not one that this service gave out.', '$skiptoken');
}
