import { asCosellError } from '../../core/errors.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { Clock, ListPage, ListRequest } from '../../engine/ports.ts';
import type { ReferralsClient } from './client.ts';
import type { ReferralReader } from './reader.ts';
import type { Referral, ReferralList } from './schema.ts';
import { earlierStamp, laterStamp, stampBefore } from './stamps.ts';
import { type Half, halfOf, halfSeen, isMicrosoftHalf, mayHaveHalf } from './translate.ts';

/** A referral may become visible a little after its time stamp, so a listing begins this much earlier than the last one ended. */
const OVERLAP_MS = 2 * 60_000;

export type ListSnapshots = (request: ListRequest) => AsyncIterable<ListPage>;

/** Lists deals, oldest change first, putting the two documents of an engagement together. */
export function createListing(
  client: ReferralsClient,
  reader: ReferralReader,
  clock: Pick<Clock, 'nowMs'>,
): ListSnapshots {
  /** The last watermark listed to its end, when, and how old its newest referral was then by the service's own clock. */
  let rest: { since: string; listedAtMs: number; ageMs: number } | null = null;

  function filterFrom(since: string | null): string | undefined {
    if (!since) return undefined;
    // Old enough that nothing can come in before it any more: an idle tenant, however large, costs one empty page.
    const settled = rest?.since === since && rest.ageMs + clock.nowMs() - rest.listedAtMs > OVERLAP_MS;
    if (settled) return `updatedDateTime gt ${since}`;
    const from = stampBefore(since, OVERLAP_MS);
    return from === null ? undefined : `updatedDateTime ge ${from}`;
  }

  return async function* list({ since, signal, known }) {
    const startedAtMs = clock.nowMs();
    const filter = filterFrom(since);
    const pairing = createPairing(reader, known);
    let resumeAt = since ?? '';
    let documents = 0;
    let emitted = 0;
    let total: number | null = null;
    let servedAtMs = Number.NaN;
    let told = '';
    const page = ({ snapshots, unreadable }: Paired): ListPage => {
      emitted += snapshots.length;
      told = pairing.resumeAt(resumeAt);
      return {
        snapshots,
        unreadable,
        resumeAt: told,
        total: total === null ? null : emitted + Math.max(0, total - documents),
      };
    };
    const query = { ...(filter ? { filter } : {}), orderBy: 'updatedDateTime asc', kind: 'list', signal };
    for await (const listed of client.list(query)) {
      documents += listed.referrals.length + listed.malformed.length;
      total = listed.total;
      if (Number.isNaN(servedAtMs)) servedAtMs = listed.servedAtMs;
      resumeAt = [...listed.referrals, ...listed.malformed].reduce(
        (latest, { updatedDateTime: stamp }) => (latest && stamp ? laterStamp(latest, stamp) : (stamp ?? latest)),
        resumeAt,
      );
      yield page(await pairing.take(listed));
    }
    const late = await pairing.finish(filter === undefined, signal);
    // Also when nothing came of it: the last page's mark was held back for what was waiting.
    if (late.snapshots.length + late.unreadable.length > 0 || told !== resumeAt) yield page(late);
    if (rest?.since !== resumeAt) {
      const ageMs = Math.max(0, servedAtMs - Date.parse(resumeAt)) || 0;
      rest = { since: resumeAt, listedAtMs: startedAtMs, ageMs };
    }
  };
}

type Paired = Required<Pick<ListPage, 'snapshots' | 'unreadable'>>;

interface Pairing {
  /** Deals that are complete with this page. */
  take(page: ReferralList): Promise<Paired>;
  /** The rest, for which the other document did not come. */
  finish(everythingListed: boolean, signal: AbortSignal | undefined): Promise<Paired>;
  /** Never later than a document that still waits for its other half. */
  resumeAt(reached: string): string;
}

/** Pairs the documents of one listing by engagement; they may lie pages apart. */
function createPairing(reader: ReferralReader, known: ListRequest['known']): Pairing {
  const owns = new Map<string, Referral>();
  const halves = new Map<string, Half>();
  const recalled = new Map<string, Half | null>();
  /** Engagements of which one document has come and the other is wanted, with the stamp of the first. */
  const waiting = new Map<string, string>();
  let isComplete = true;

  /** The deal, when both documents are known, or what is known makes the other needless. */
  function settle(engagementId: string): Snapshot | null {
    const own = owns.get(engagementId);
    if (!own) return null;
    const beside = halves.get(engagementId) ?? reader.memory.halfBeside(own.id, own.eTag);
    const half = beside === undefined ? recalled.get(engagementId) : beside;
    return half === undefined && mayHaveHalf(own) ? null : reader.snapshot(own, half ?? null);
  }

  /**
   * Halves as last seen of own documents that came without one: a half that has changed since is listed as well, here or in a later listing, and
   * one that changed before has been listed before, which is known.
   */
  async function recall(engagementIds: readonly string[]): Promise<void> {
    const missing = engagementIds.flatMap((engagementId) => {
      const own = owns.get(engagementId);
      return own && !halves.has(engagementId) && mayHaveHalf(own) ? [own] : [];
    });
    if (!known || missing.length === 0) return;
    const seen = new Map((await known(missing.map(({ id }) => id))).map((snapshot) => [snapshot.id, snapshot]));
    for (const { id, engagementId } of missing) {
      const snapshot = seen.get(id);
      const half = snapshot && halfSeen(snapshot);
      if (half !== undefined) recalled.set(engagementId, half);
    }
  }

  async function take({ referrals, malformed }: ReferralList): Promise<Paired> {
    isComplete &&= malformed.length === 0;
    const touched = new Map<string, string>();
    for (const referral of referrals.filter((candidate) => !reader.isForeign(candidate))) {
      const { engagementId, updatedDateTime } = referral;
      if (isMicrosoftHalf(referral)) halves.set(engagementId, halfOf(referral));
      else owns.set(engagementId, referral);
      if (!touched.has(engagementId)) touched.set(engagementId, updatedDateTime);
    }
    await recall([...touched.keys()]);
    const snapshots = [...touched].flatMap(([engagementId, stamp]) => {
      const snapshot = settle(engagementId);
      if (snapshot) forget(engagementId);
      else if (!waiting.has(engagementId) && !isNeedless(engagementId)) waiting.set(engagementId, stamp);
      return snapshot ?? [];
    });
    return { snapshots, unreadable: malformed.flatMap(({ id }) => id ?? []) };
  }

  /** A long listing must not hold every document that it has passed. */
  function forget(engagementId: string): void {
    waiting.delete(engagementId);
    owns.delete(engagementId);
  }

  /** Microsoft's document beside an invitation tells nothing that the invitation does not. */
  function isNeedless(engagementId: string): boolean {
    return !owns.has(engagementId) && reader.memory.isAlone(engagementId);
  }

  async function finish(everythingListed: boolean, signal: AbortSignal | undefined): Promise<Paired> {
    // Only a listing of everything that does show halves proves that an engagement has none.
    const provesAbsence = everythingListed && isComplete && halves.size > 0;
    const unreadable: string[] = [];
    const pending = [...waiting.keys()];
    waiting.clear();
    const found = await Promise.all(
      pending.map(async (engagementId) => {
        const own = owns.get(engagementId);
        if (own && provesAbsence) return reader.snapshot(own, null);
        const both = await reader.engagement(engagementId, signal).catch((thrown: unknown) => {
          const id = own?.id ?? halves.get(engagementId)?.id;
          if (id === undefined || asCosellError(thrown).recovery !== 'bad-input') throw thrown;
          unreadable.push(id);
          return null;
        });
        return both?.own ? reader.snapshot(both.own, both.half) : null;
      }),
    );
    return { snapshots: found.filter((snapshot) => snapshot !== null), unreadable };
  }

  return { take, finish, resumeAt: (reached) => [...waiting.values()].reduce(earlierStamp, reached) };
}
