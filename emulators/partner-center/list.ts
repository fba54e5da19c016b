import { unsupported } from '../kit/unsupported.ts';
import { invalid } from './errors.ts';
import { type Filter, parseFilter } from './odata-filter.ts';
import { blankReferral, type Referral } from './referral.ts';
import { sortableDateTime } from './stamps.ts';
import { ODATA_CONTEXT, shownReferralsBase, type Tenant } from './tenant.ts';

export interface ListQuery {
  filter?: string;
  select?: string;
  orderby?: string;
  top?: number;
  skip?: number;
}

interface Order {
  property: 'createdDateTime' | 'updatedDateTime' | undefined;
  descending: boolean;
}

/** Where a page ended: the sort key and order number of its last referral, and what `$top` still allows. */
interface Continuation {
  query: ListQuery;
  after: [key: string, order: number];
  left: number | null;
}

const KNOWN_OPTIONS = new Set(['$filter', '$select', '$orderby', '$top', '$skip', '$count', '$skiptoken']);
const PROPERTIES = new Set(Object.keys(blankReferral()));

function count(text: string | null, name: string): number | undefined {
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw invalid(`${name} must be a whole number of zero or more.`, name);
  return Number(text);
}

/** Reads the query of a list. Throws a 400 or an UnsupportedError. */
function readQuery(parameters: URLSearchParams): ListQuery {
  for (const name of parameters.keys()) {
    if (!KNOWN_OPTIONS.has(name)) throw unsupported(`query option '${name}' on a list of referrals`);
  }
  const top = count(parameters.get('$top'), '$top');
  const skip = count(parameters.get('$skip'), '$skip');
  const [filter, select, orderby] = ['$filter', '$select', '$orderby'].map((name) => parameters.get(name)?.trim());
  return {
    ...(filter ? { filter } : {}),
    ...(select ? { select } : {}),
    ...(orderby ? { orderby } : {}),
    ...(top === undefined ? {} : { top }),
    ...(skip === undefined ? {} : { skip }),
  };
}

function readOrder(orderby: string | undefined): Order {
  if (orderby === undefined) return { property: undefined, descending: false };
  const match = /^(createdDateTime|updatedDateTime)(?:\s+(asc|desc))?$/.exec(orderby);
  if (!match) throw unsupported(`$orderby '${orderby}'`, 'Order by createdDateTime or updatedDateTime, asc or desc.');
  return { property: match[1] as 'createdDateTime' | 'updatedDateTime', descending: match[2] === 'desc' };
}

function readSelect(select: string | undefined): readonly string[] | undefined {
  const names = select?.split(',').map((name) => name.trim());
  for (const name of names ?? []) {
    if (name.includes('/')) throw unsupported(`$select of the nested path '${name}'`);
    if (!PROPERTIES.has(name)) throw invalid(`Could not find a property named '${name}' on a referral.`, '$select');
  }
  return names;
}

function readFilter(tenant: Tenant, text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  const filter = parseFilter(text);
  const { switches } = tenant.kit;
  if (filter.properties.has('externalReferenceId')) {
    const known = switches.choice('filter-external-reference');
    if (known === 'unknown')
      throw unsupported('$filter on externalReferenceId', 'Set the switch filter-external-reference.');
    if (known === 'no') throw invalid('$filter on externalReferenceId is not supported.', '$filter');
  }
  if (filter.properties.has('updatedDateTime') && !switches.flag('filter-updated-date-time')) {
    throw invalid('$filter on updatedDateTime is not supported.', '$filter');
  }
  return filter;
}

/** Which documents the caller may see at all. */
export type Visible = (referral: Referral) => boolean;

interface Sorted {
  referral: Referral;
  key: string;
  order: number;
}

function sortedMatches(tenant: Tenant, query: ListQuery, visible: Visible): Sorted[] {
  const filter = readFilter(tenant, query.filter);
  const { property, descending } = readOrder(query.orderby);
  const { store } = tenant;
  const byEngagement = filter?.engagementId !== undefined;
  const related = byEngagement || tenant.kit.switches.choice('list-shows-related') === 'always';
  const candidates = byEngagement ? store.ofEngagement(filter.engagementId ?? '') : store.all();
  const found: Sorted[] = [];
  for (const referral of candidates) {
    if (!related && referral.organizationId !== tenant.world.organization.id) continue;
    if (filter && !filter.matches(referral)) continue;
    if (!visible(referral)) continue;
    const key = property ? (sortableDateTime(referral[property]) ?? '') : '';
    found.push({ referral, key, order: store.orderOf(referral.id) });
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
      const start = continuation ? startAfter(sorted, query, continuation.after) : (query.skip ?? 0);
      const left = continuation ? continuation.left : (query.top ?? null);
      const size = Math.min(tenant.kit.switches.number('page-size'), left ?? Number.POSITIVE_INFINITY);
      const page = sorted.slice(start, start + size);
      const last = page.at(-1);
      const nowLeft = left === null ? null : left - page.length;
      const more = last && start + page.length < sorted.length && nowLeft !== 0;
      const after: [string, number] = last ? [last.key, last.order] : ['', 0];
      return {
        '@odata.context': ODATA_CONTEXT,
        '@odata.count': sorted.length,
        value: page.map(({ referral }) => (select ? pick(referral, select) : referral)),
        ...(more ? { '@odata.nextLink': nextLink(tenant, { query, after, left: nowLeft }) } : {}),
      };
    },
  };
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
