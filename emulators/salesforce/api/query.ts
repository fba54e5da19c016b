import { refuse } from '../refusal.ts';
import { type Selection, select } from '../soql/select.ts';
import { type ApiAnswer, type Call, param, type Resource } from './call.ts';
import type { Cursor } from './locators.ts';

const LARGEST_BATCH = 2000;
const SMALLEST_BATCH = 200;
/** Recorded: the same query with one long text field in it comes in pages of this size. */
const LONG_TEXT_BATCH = 1000;

function batchSizeOf(call: Call, selection: Selection): number {
  const wanted = Number(/batchSize\s*=\s*(\d+)/i.exec(call.header('Sforce-Query-Options') ?? '')?.[1] ?? LARGEST_BATCH);
  const size = Math.min(Math.max(wanted, SMALLEST_BATCH), LARGEST_BATCH);
  return selection.hasLongText ? Math.min(size, LONG_TEXT_BATCH) : size;
}

function page(call: Call, cursor: Cursor, offset: number, locator?: string): ApiAnswer {
  const { selection, batchSize, resource } = cursor;
  const end = offset + batchSize;
  const records = selection.ready ?? selection.rows.slice(offset, end).map(selection.present);
  const done = selection.ready !== undefined || end >= selection.rows.length;
  if (done) return { status: 200, body: { totalSize: selection.totalSize, done, records } };
  const id = locator ?? call.api.locators.keep(cursor);
  const nextRecordsUrl = `/services/data/v${call.version}/${resource}/${id}-${end}`;
  return { status: 200, body: { totalSize: selection.totalSize, done, nextRecordsUrl, records } };
}

const runQuery =
  (resource: 'query' | 'queryAll') =>
  (call: Call): ApiAnswer => {
    const soql = call.query.get('q');
    if (call.query.has('explain')) throw refuse('INVALID_QUERY', 'The query plan is not available');
    if (soql === null || soql.trim() === '') throw refuse('MALFORMED_QUERY', 'SOQL query string is missing');
    const { org } = call.api;
    const context = {
      soql,
      store: org.store,
      view: call.actor.view,
      nowMs: org.kit.clock.now(),
      timeZone: org.world.organization.timeZone,
      isVisible: call.actor.isVisible,
      includeDeleted: resource === 'queryAll',
      includeDeletedWithin: org.kit.switches.flag('deleted-rows-in-inner-queries'),
    };
    const selection = select(context, call.version);
    const cursor = { selection, batchSize: batchSizeOf(call, selection), userId: call.actor.userId, resource };
    return page(call, cursor, 0);
  };

function queryMore(call: Call): ApiAnswer {
  const locator = param(call, 'locator');
  const { cursor, offset } = call.api.locators.find(locator, call.actor.userId);
  return page(call, cursor, offset, locator.slice(0, locator.lastIndexOf('-')));
}

const WITHIN = ['composite', 'batch'] as const;

export const QUERY_RESOURCES: readonly Resource[] = [
  { operation: 'query', kind: 'read', method: 'GET', pattern: 'query', partOf: WITHIN, answer: runQuery('query') },
  {
    operation: 'query-all',
    kind: 'read',
    method: 'GET',
    pattern: 'queryAll',
    partOf: WITHIN,
    answer: runQuery('queryAll'),
  },
  {
    operation: 'query-more',
    kind: 'read',
    method: 'GET',
    pattern: 'query/:locator',
    partOf: WITHIN,
    answer: queryMore,
  },
  {
    operation: 'query-more',
    kind: 'read',
    method: 'GET',
    pattern: 'queryAll/:locator',
    partOf: WITHIN,
    answer: queryMore,
  },
];
