import type { TransportAnswer } from '../http/transport.ts';
import { type ApiUsage, inOrder, page, pageOf, type QueryPage, queryBody, serverTime } from './answers.ts';
import type { CallContext } from './call-context.ts';
import { type ConnectionOptions, openConnection, type SalesforceConnection } from './connection.ts';
import { createNoteTexts, type NoteTexts } from './notes/texts.ts';
import { CompositeAnswer, DescribeAnswer, GraphAnswer, type PartAnswer, understood } from './schema.ts';
import type { SalesforceIdentity } from './tokens.ts';

/** One part of a composite call or node of a graph; later parts may name earlier ones as `@{referenceId.id}`. */
export interface Part {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/services/data/vNN.0/`. */
  path: string;
  referenceId: string;
  body?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
}

export interface Graph {
  graphId: string;
  parts: readonly Part[];
}

export interface GraphOutcome {
  graphId: string;
  isSuccessful: boolean;
  parts: readonly PartAnswer[];
}

/** A query that sees deleted rows too. */
interface AmongDeleted {
  soql: string;
  amongDeleted: true;
}

export interface SalesforceClient {
  query(soql: string, context: CallContext): Promise<QueryPage>;
  /** The next page of a query, by the handle of the page before. */
  more(next: string, context: CallContext): Promise<QueryPage>;
  /** Several queries, five to a call (contract §1.3); the pages come in the order of the queries. */
  queries(soqls: readonly (string | AmongDeleted)[], context: CallContext): Promise<readonly QueryPage[]>;
  /** Up to 25 writes and queries in one call; each part has its own outcome unless `allOrNone`. */
  composite(parts: readonly Part[], allOrNone: boolean, context: CallContext): Promise<readonly PartAnswer[]>;
  /** Up to 75 units in one call, each all or nothing. */
  graphs(graphs: readonly Graph[], context: CallContext): Promise<readonly GraphOutcome[]>;
  /** Null when the object does not exist or is hidden. Unchanged descriptions cost an empty answer, unless asked for afresh. */
  describe(object: string, context: CallContext, options?: { afresh: boolean }): Promise<DescribeAnswer | null>;
  /** What no query brings. */
  notes: NoteTexts;
  identity(): SalesforceIdentity | null;
  /** Calls of the last 24 hours against the org's allowance, as of the last answer. */
  usage(): ApiUsage | null;
}

/** Of one composite call (contract §1.3). */
const QUERIES_PER_CALL = 5;

export type ClientOptions = Omit<ConnectionOptions, 'tokens'>;

/** A small client of the REST API: the few calls that the connector makes, with their answers checked. Throws `CosellError`. */
export function createClient(options: ClientOptions): SalesforceClient {
  return clientOver(openConnection(options));
}

/** The same over a connection that others use as well. */
export function clientOver({ transport, root, identity, usage }: SalesforceConnection): SalesforceClient {
  const described = new Map<string, { answer: DescribeAnswer; modified: string | null }>();

  // Client name for change origins; our reads and writes are no person's recently used records; leads keep their owner (contract §1.8).
  const common = { 'Sforce-Call-Options': 'client=cosell', 'Sforce-Mru': 'updateMru=false' };
  const writing = { ...common, 'Sforce-Auto-Assign': 'FALSE' };

  const get = (path: string, query: Record<string, string>, { kind, signal }: CallContext) =>
    transport.send({ method: 'GET', path, query, headers: common, kind, signal });

  async function composite(
    parts: readonly Part[],
    allOrNone: boolean,
    context: CallContext,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ answer: TransportAnswer; parts: readonly PartAnswer[] }> {
    const answer = await transport.send({
      method: 'POST',
      path: `${root}/composite`,
      // Without collation the parts run in the order given, so that a query sees the writes before it (contract §1.3).
      body: { allOrNone, collateSubrequests: false, compositeRequest: parts.map((part) => wirePart(part, root)) },
      headers,
      repeatable: parts.every(({ method }) => method === 'GET'),
      ...context,
    });
    const { compositeResponse } = understood(CompositeAnswer, answer.body, 'composite');
    return { answer, parts: inOrder(parts, compositeResponse) };
  }

  async function fewQueries(
    soqls: readonly (string | AmongDeleted)[],
    context: CallContext,
  ): Promise<readonly QueryPage[]> {
    const parts = soqls.map(
      (asked, at): Part => ({
        method: 'GET',
        path:
          typeof asked === 'string'
            ? `query?q=${encodeURIComponent(asked)}`
            : `queryAll?q=${encodeURIComponent(asked.soql)}`,
        referenceId: `query${at}`,
      }),
    );
    const { answer, parts: answers } = await composite(parts, false, context, common);
    return answers.map((part) => pageOf(queryBody(part), serverTime(answer.headers)));
  }

  const notes = createNoteTexts(async (noteId, { kind, signal }) => {
    const path = `${root}/sobjects/ContentNote/${noteId}/Content`;
    const answer = await transport.send({
      method: 'GET',
      path,
      headers: common,
      answers: 'text',
      expect: [404],
      kind,
      signal,
    });
    return answer.status === 404 ? null : String(answer.body);
  });

  return {
    async query(soql, context) {
      return page(await get(`${root}/query`, { q: soql }, context));
    },
    async more(next, context) {
      return page(await get(`${root}/query/${encodeURIComponent(next)}`, {}, context));
    },
    async queries(soqls, context) {
      const calls = Array.from({ length: Math.ceil(soqls.length / QUERIES_PER_CALL) }, (_, call) =>
        fewQueries(soqls.slice(call * QUERIES_PER_CALL, (call + 1) * QUERIES_PER_CALL), context),
      );
      return (await Promise.all(calls)).flat();
    },
    async composite(parts, allOrNone, context) {
      return (await composite(parts, allOrNone, context, writing)).parts;
    },
    async graphs(graphs, context) {
      const body = {
        graphs: graphs.map(({ graphId, parts }) => ({
          graphId,
          compositeRequest: parts.map((part) => wirePart(part, root)),
        })),
      };
      const path = `${root}/composite/graph`;
      const answer = await transport.send({ method: 'POST', path, body, headers: writing, ...context });
      return understood(GraphAnswer, answer.body, 'composite/graph').graphs.map((graph) => ({
        graphId: graph.graphId,
        isSuccessful: graph.isSuccessful,
        parts: graph.graphResponse.compositeResponse,
      }));
    },
    async describe(object, { kind, signal }, { afresh } = { afresh: false }) {
      const known = afresh ? undefined : described.get(object);
      const answer = await transport.send({
        method: 'GET',
        path: `${root}/sobjects/${encodeURIComponent(object)}/describe`,
        headers: { ...common, ...(known?.modified ? { 'If-Modified-Since': known.modified } : {}) },
        expect: [304, 404],
        kind,
        signal,
      });
      if (answer.status === 404) return null;
      if (answer.status === 304 && known) return known.answer;
      const read = understood(DescribeAnswer, answer.body, `${object} describe`);
      described.set(object, { answer: read, modified: answer.headers.get('last-modified') });
      return read;
    },
    notes,
    identity,
    usage,
  };
}

function wirePart({ method, path, referenceId, body, headers }: Part, root: string): object {
  return {
    method,
    url: `${root}/${path}`,
    referenceId,
    ...(body ? { body: harmless(body) } : {}),
    ...(headers ? { httpHeaders: headers } : {}),
  };
}

/** Text that looks like a reference would be taken for one, wherever it stands and whoever wrote it; only ours are whole values. */
function harmless(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(body).map(([name, value]) => {
    const isOurs = typeof value !== 'string' || /^@\{\w+\.id\}$/.test(value);
    return [name, isOurs ? value : value.replaceAll('@{', '@ {')] as const;
  });
  return Object.fromEntries(entries);
}
