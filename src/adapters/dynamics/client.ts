import { randomUUID } from 'node:crypto';
import { CosellError } from '../../core/errors.ts';
import type { TransportAnswer } from '../http/transport.ts';
import {
  type BatchPart,
  type ChangeSet,
  decodeBatch,
  type EntryAnswer,
  encodeBatch,
  numbered,
  type PartAnswer,
} from './batch.ts';
import type { DynamicsConnection } from './connection.ts';
import { readFailure } from './errors.ts';
import { type Row, RowSet, understood, unexpected, WhoAmI } from './schema.ts';

export interface CallContext {
  /** One word for metrics and errors: `list`, `read`, `create`, `update`. */
  kind: string;
  signal?: AbortSignal | undefined;
}

/** Rows of one page, and when the environment answered by its own clock; null when it does not tell. */
export interface Page {
  rows: readonly Row[];
  /** Path of the next page; null on the last one. */
  next: string | null;
  /** What the next delta begins with; on the last page of a delta only. */
  deltaToken: string | null;
  /** All rows of the query, where it was asked for and is known. */
  count: number | null;
  answeredAtMs: number | null;
}

export interface Identity {
  userId: string;
  organizationId: string;
}

export interface DynamicsClient {
  /** One page; `path` is below the API root or what a page before has named. */
  page(path: string, context: CallContext, options?: PageOptions): Promise<Page>;
  /** Several reads in one call; the answers come in the order of the paths, null where there is no such row or table. */
  reads(paths: readonly string[], context: CallContext): Promise<readonly (Row | null)[]>;
  /** The rows of several queries in one call, further pages included. */
  rows(paths: readonly string[], context: CallContext): Promise<readonly (readonly Row[])[]>;
  /** Writes and reads in one call; each entry has its own outcome. */
  batch(entries: readonly (BatchPart | ChangeSet)[], context: CallContext): Promise<readonly EntryAnswer[]>;
  whoAmI(context: CallContext): Promise<Identity>;
}

export interface PageOptions {
  /** Rows per page. */
  size?: number;
  /** Answer what changed since the `$deltatoken` of the path, or everything and the first token. */
  track?: boolean;
}

/** A small client of the Web API: the few calls that the connector makes, with their answers checked. Throws `CosellError`. */
export function clientOver({ transport, root }: DynamicsConnection): DynamicsClient {
  async function page(path: string, { kind, signal }: CallContext, { size, track }: PageOptions = {}): Promise<Page> {
    const wishes = [...(track ? ['odata.track-changes'] : []), ...(size ? [`odata.maxpagesize=${size}`] : [])];
    const answer = await transport.send({
      method: 'GET',
      path: `${root}/${path}`,
      headers: wishes.length === 0 ? {} : { prefer: wishes.join(',') },
      kind,
      signal,
    });
    return pageOf(understood(RowSet, answer.body, kind), serverTime(answer.headers));
  }

  function pageOf(set: RowSet, answeredAtMs: number | null): Page {
    const next = set['@odata.nextLink'];
    const delta = set['@odata.deltaLink'];
    return {
      rows: set.value,
      next: next === undefined ? null : below(next, root),
      deltaToken: delta === undefined ? null : tokenIn(delta),
      count: set['@odata.count'] ?? null,
      answeredAtMs,
    };
  }

  async function batch(
    entries: readonly (BatchPart | ChangeSet)[],
    { kind, signal }: CallContext,
  ): Promise<readonly EntryAnswer[]> {
    if (entries.length === 0) return [];
    const boundary = randomUUID();
    const isReading = entries.every((entry) => 'method' in entry && entry.method === 'GET');
    const answer = await transport.send({
      method: 'POST',
      path: `${root}/$batch`,
      content: {
        type: `multipart/mixed; boundary="batch_${boundary}"`,
        bytes: new TextEncoder().encode(encodeBatch(numbered(entries), root, boundary)),
      },
      // Without this the first failure stops everything after it.
      headers: { prefer: 'odata.continue-on-error' },
      answers: 'text',
      repeatable: isReading,
      kind,
      signal,
    });
    return decoded(answer, entries.length, kind, !isReading);
  }

  async function rest(first: Page, context: CallContext): Promise<readonly Row[]> {
    const rows = [...first.rows];
    for (let at = first; at.next !== null; ) {
      at = await page(at.next, context);
      rows.push(...at.rows);
    }
    return rows;
  }

  async function reads(paths: readonly string[], context: CallContext): Promise<readonly (PartAnswer | null)[]> {
    const answers = await batch(
      paths.map((path) => ({ method: 'GET', path })),
      context,
    );
    return answers.map(([answer]) => {
      if (answer && answer.status < 300) return answer;
      if (answer?.status === 404) return null;
      throw answer ? readFailure(answer, context.kind) : unexpected('in a batch', context.kind);
    });
  }

  return {
    page,
    batch,
    async reads(paths, context) {
      return (await reads(paths, context)).map((answer) => (answer ? (answer.body as Row) : null));
    },
    async rows(paths, context) {
      const [only] = paths;
      if (only === undefined) return [];
      if (paths.length === 1) return [await rest(await page(only, context), context)];
      const answers = await reads(paths, context);
      return Promise.all(
        answers.map(async (answer) => {
          const set = answer ? understood(RowSet, answer.body, context.kind) : null;
          return set ? rest(pageOf(set, null), context) : [];
        }),
      );
    },
    async whoAmI({ kind, signal }) {
      const answer = await transport.send({ method: 'GET', path: `${root}/WhoAmI`, kind, signal });
      const { UserId, OrganizationId } = understood(WhoAmI, answer.body, 'WhoAmI');
      return { userId: UserId.toLowerCase(), organizationId: OrganizationId };
    },
  };
}

function decoded(
  { body, headers }: TransportAnswer,
  expected: number,
  kind: string,
  isWriting: boolean,
): readonly EntryAnswer[] {
  const text = typeof body === 'string' ? body : '';
  if (/^\s*<(!doctype|html)/i.test(text)) throw foreignAnswer(kind, isWriting);
  const answers = decodeBatch(text, headers.get('content-type') ?? '');
  if (answers?.length !== expected) throw unexpected('in a batch: it is cut off or incomplete', kind, isWriting);
  return answers;
}

function foreignAnswer(kind: string, outcomeUnknown: boolean): CosellError {
  return new CosellError({
    code: 'foreign-answer',
    recovery: 'misconfigured',
    message: 'A web page was answered in place of the service.',
    remedy: 'Check the base address in the settings, and that no proxy or sign-in page answers in its place.',
    place: `Dynamics 365 ${kind}`,
    outcomeUnknown,
  });
}

/** The path of an answered address below the root; the address itself is never followed. */
function below(link: string, root: string): string {
  const { pathname, search } = new URL(link, 'https://any.example');
  return `${pathname.slice(pathname.indexOf(root) + root.length + 1)}${search}`;
}

function tokenIn(link: string): string | null {
  return new URL(link, 'https://any.example').searchParams.get('$deltatoken');
}

function serverTime(headers: Headers): number | null {
  const atMs = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(atMs) ? null : atMs;
}
