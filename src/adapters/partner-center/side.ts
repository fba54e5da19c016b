import type { Snapshot } from '../../core/model/snapshot.ts';
import type { Taxonomy } from '../../core/model/taxonomy.ts';
import type { Clock, Log, SidePort } from '../../engine/ports.ts';
import type { Fetch } from '../http/surroundings.ts';
import type { TokenProvider } from '../http/tokens.ts';
import { type Call, createTransport } from '../http/transport.ts';
import { PARTNER_CENTER_CAPABILITIES } from './capabilities.ts';
import { createReferralsClient, type ReferralsClient } from './client.ts';
import { classifyFailure } from './errors.ts';
import { createListing } from './listing.ts';
import { createReferralReader, type ReferralReader, unreadableDocument } from './reader.ts';
import type { MalformedReferral, Referral } from './schema.ts';
import { isMicrosoftHalf, normalizeView } from './translate.ts';
import { createDeal, updateDeal, type Writing } from './writing.ts';

export interface PartnerCenterSideOptions {
  /** Address of the referrals collection. */
  referralsUrl: string;
  /** For the referrals audience; delegated, because the Referrals API takes no app-only tokens. */
  tokens: TokenProvider;
  /** Our organisation, which tells own deals from invitations; learnt from own documents when absent. */
  organizationId?: string | undefined;
  /** Location under which deals are created; the service decides when absent. */
  partnerId?: string | undefined;
  /** What is sent for the names of roles, areas and plays; absent: the names themselves. */
  taxonomy?: Taxonomy | undefined;
  userAgent: string;
  clock: Clock;
  log: Log;
  fetch?: Fetch;
  timeoutMs?: number;
  /** Simultaneous calls. Default 2: no limits are published (contract/partner-center.md §4.8). */
  maxConcurrent?: number;
  allowInsecure?: boolean;
  onCall?: (call: Call) => void;
}

/** Partner Center as a side. Promises: `SidePort`. */
export function createPartnerCenterSide(options: PartnerCenterSideOptions): SidePort {
  const { referralsUrl, ...shared } = options;
  const transport = createTransport({
    ...shared,
    connection: 'Partner Center',
    baseUrl: referralsUrl,
    classify: classifyFailure,
  });
  const client = createReferralsClient(transport, options.log);
  const reader = createReferralReader(client, options.organizationId);
  const writing: Writing = {
    client,
    reader,
    log: options.log,
    partnerId: options.partnerId,
    taxonomy: options.taxonomy,
  };
  return {
    side: 'partner-center',
    capabilities: PARTNER_CENTER_CAPABILITIES,
    list: createListing(client, reader, options.clock),
    async read(ids, { signal, known = [] } = {}) {
      const seen = new Map(known.map((snapshot) => [snapshot.id, snapshot]));
      const found = await Promise.all([...new Set(ids)].map((id) => reader.read(id, seen.get(id), signal)));
      return found.filter((snapshot) => snapshot !== null);
    },
    find: (marker, startedAtMs, { signal } = {}) => find(client, reader, marker, startedAtMs, signal),
    create: (change, callOptions = {}) => createDeal(writing, change, callOptions),
    update: (change, callOptions = {}) => updateDeal(writing, change, callOptions),
    normalize: normalizeView,
  };
}

/** How far back a search goes beyond what it must, for clocks that differ. */
const SEARCH_MARGIN_MS = 60 * 60_000;

/**
 * A referral that carries our CRM record's id. Whether the service filters by it is not documented, so the newest are looked through. The
 * search ends an hour before the create or before the newest referral, whichever is earlier: the service's clock may be behind ours.
 */
async function find(
  client: ReferralsClient,
  reader: ReferralReader,
  marker: string,
  startedAtMs: number,
  signal: AbortSignal | undefined,
): Promise<Snapshot | null> {
  let boundMs = startedAtMs - SEARCH_MARGIN_MS;
  let first = true;
  for await (const { referrals, malformed } of client.list({ orderBy: 'createdDateTime desc', kind: 'find', signal })) {
    const own = referrals.find((referral) => isMarked(referral, marker) && !reader.isForeign(referral));
    if (own) return reader.complete(own, signal);
    // "Not there" would lead to a second referral (invariant 6).
    const doubtful = malformed.find((document) => mayBeMarked(document, marker));
    if (doubtful) throw unreadableDocument(doubtful, `for CRM record ${marker}`);
    if (first) boundMs = Math.min(boundMs, createdMs(referrals[0]) - SEARCH_MARGIN_MS);
    first = false;
    if (createdMs(referrals.at(-1)) < boundMs) return null;
  }
  return null;
}

function isMarked(referral: Referral, marker: string): boolean {
  return referral.externalReferenceId?.trim() === marker && !isMicrosoftHalf(referral);
}

function mayBeMarked({ externalReferenceId }: MalformedReferral, marker: string): boolean {
  return externalReferenceId === undefined || externalReferenceId?.trim() === marker;
}

/** A referral without a readable time must not end a search. */
function createdMs(referral: Referral | undefined): number {
  const atMs = Date.parse(referral?.createdDateTime ?? '');
  return Number.isNaN(atMs) ? Number.POSITIVE_INFINITY : atMs;
}
