import { CosellError } from '../../core/errors.ts';
import type { Log } from '../../engine/ports.ts';
import type { Transport, TransportAnswer, TransportRequest } from '../http/transport.ts';
import type { PatchOperation } from './bindings.ts';
import { readVendorError, type VendorError } from './errors.ts';
import type { JsonMap } from './json-path.ts';
import { isGuid, parseReferral, parseReferralList, type Referral, type ReferralList } from './schema.ts';

interface ListQuery {
  /** OData filter; values must be safe literals. */
  filter?: string;
  orderBy?: string;
  /** Names the call in metrics: `list`, `read`, `find`. */
  kind: string;
  signal?: AbortSignal | undefined;
}

interface ReferralPage extends ReferralList {
  /** The service's clock when it answered; NaN when it did not tell. */
  servedAtMs: number;
}

type CreateOutcome = { kind: 'written'; referral: Referral } | { kind: 'refused'; error: VendorError };

export type PatchOutcome =
  /** The referral is null when the service answered without it. */
  | { kind: 'written'; referral: Referral | null }
  | { kind: 'conflict' }
  | { kind: 'gone' }
  | { kind: 'refused'; error: VendorError };

/** The Referrals API, typed. Every method throws `CosellError` for what is not an expected outcome. */
export interface ReferralsClient {
  list(query: ListQuery): AsyncGenerator<ReferralPage>;
  /** Null when it does not exist or is not visible. */
  get(id: string, signal?: AbortSignal): Promise<Referral | null>;
  /** Not idempotent (contract/partner-center.md §4.1): sent once, whatever happens. */
  create(body: JsonMap, signal?: AbortSignal): Promise<CreateOutcome>;
  /** `ifMatch` is the eTag verbatim, with its quotes; null writes unconditionally. */
  patch(
    id: string,
    operations: readonly PatchOperation[],
    ifMatch: string | null,
    signal?: AbortSignal,
  ): Promise<PatchOutcome>;
}

/** `transport` has the address of the referrals collection as its base. */
export function createReferralsClient(transport: Transport, log: Log): ReferralsClient {
  async function* list(query: ListQuery): AsyncGenerator<ReferralPage> {
    const followed = new Set<string>();
    let place: Pick<TransportRequest, 'path' | 'query'> = firstPage(query);
    for (;;) {
      const answer = await transport.send({ method: 'GET', ...place, kind: query.kind, signal: query.signal });
      const page = parseReferralList(answer.body, `Partner Center ${query.kind}`);
      for (const malformed of page.malformed)
        log.warn({ ...malformed, requestId: answer.requestId }, 'referral not understood');
      yield { ...page, servedAtMs: Date.parse(answer.headers.get('date') ?? '') };
      if (page.nextLink === null) return;
      if (followed.has(page.nextLink)) throw badNextLink('comes back to a page already read');
      followed.add(page.nextLink);
      place = { path: nextQuery(page.nextLink) };
    }
  }

  return {
    list,
    async get(id, signal) {
      const answer = await transport.send({
        method: 'GET',
        path: pathOf(id),
        kind: 'read',
        expect: [404, 410],
        signal,
      });
      return isSuccess(answer) ? parseReferral(answer.body, `referral ${id}`) : null;
    },
    async create(body, signal) {
      const expect = [400, 409, 413, 422];
      const answer = await transport.send({ method: 'POST', path: '', body, kind: 'create', expect, signal });
      if (!isSuccess(answer)) return { kind: 'refused', error: readVendorError(answer.body) };
      return { kind: 'written', referral: writtenReferral(answer, 'new referral') };
    },
    async patch(id, operations, ifMatch, signal) {
      const answer = await transport.send({
        method: 'PATCH',
        path: pathOf(id),
        body: operations,
        headers: { prefer: 'return=representation', ...(ifMatch === null ? {} : { 'if-match': ifMatch }) },
        kind: 'update',
        expect: [400, 404, 409, 410, 412, 413, 422],
        signal,
      });
      return patchOutcome(answer, id);
    },
  };
}

/** Without $top: in OData it cuts the whole result, not the page, and the rest would be missed in silence. */
function firstPage({ filter, orderBy }: ListQuery): Pick<TransportRequest, 'path' | 'query'> {
  return { path: '', query: { ...(filter ? { $filter: filter } : {}), ...(orderBy ? { $orderby: orderBy } : {}) } };
}

function isSuccess({ status }: TransportAnswer): boolean {
  return status < 300;
}

function patchOutcome(answer: TransportAnswer, id: string): PatchOutcome {
  if (isSuccess(answer)) {
    return { kind: 'written', referral: answer.body === null ? null : writtenReferral(answer, `referral ${id}`) };
  }
  if (answer.status === 412) return { kind: 'conflict' };
  if (answer.status === 404 || answer.status === 410) return { kind: 'gone' };
  const error = readVendorError(answer.body);
  return /^(preconditionFailed|resourceModified)$/i.test(error.code ?? '')
    ? { kind: 'conflict' }
    : { kind: 'refused', error };
}

/** The document of a successful write. An answer that cannot be read leaves open what was written, so the caller must look. */
function writtenReferral(answer: TransportAnswer, place: string): Referral {
  try {
    return parseReferral(answer.body, place);
  } catch (thrown) {
    if (!(thrown instanceof CosellError)) throw thrown;
    const { code, recovery, message, remedy } = thrown;
    throw new CosellError({ code, recovery, message, remedy, place, outcomeUnknown: true, cause: thrown });
  }
}

/** Only GUIDs go into a path: an id from outside must not address anything else. */
function pathOf(id: string): string {
  if (isGuid(id)) return `/${id}`;
  throw new CosellError({
    code: 'referral-id-malformed',
    recovery: 'bad-input',
    message: `'${id.slice(0, 60)}' is not a referral id.`,
    remedy: 'Referral ids are GUIDs; correct the identifier on the CRM record.',
    place: 'referral id',
  });
}

/**
 * The query of the next page, verbatim. The link itself is never followed: it comes with http and without `/engagements`
 * (contract/partner-center.md §4.2), and a token goes only to our own base address.
 */
function nextQuery(nextLink: string): string {
  const [, query = ''] = /\?([^#]*)/.exec(nextLink) ?? [];
  if (/(?:^|&)(?:\$|%24)skip(?:token)?=./i.test(query)) return `?${query}`;
  throw badNextLink('holds no place to go on from');
}

function badNextLink(why: string): CosellError {
  return new CosellError({
    code: 'next-link-unusable',
    recovery: 'bad-input',
    message: `The link to the next page of a listing ${why}.`,
    remedy: 'The listing is tried again; report it if it lasts.',
    place: 'Partner Center list',
  });
}
