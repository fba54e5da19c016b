import type { Link } from '../core/model/link.ts';
import type { Side } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { isFinal } from '../core/model/status.ts';
import { isMarkLeftOver } from '../core/reconcile/feedback.ts';
import { foldBase } from '../core/reconcile/fold.ts';
import { pagesOfLinks } from './all-links.ts';
import { type EngineDeps, LINKS_LANE } from './deps.ts';
import { askAgain } from './discovery.ts';
import { linkKey } from './link-job.ts';
import { keysOfRecord, newLink } from './linker.ts';
import { newsOf } from './news.ts';
import { planFor } from './pass.ts';
import type { Claim, Hint, StoredLink, StoreTransaction } from './ports.ts';
import { addSecondClaim, isSecondClaim } from './second-claim.ts';
import { SWEEP_PREFIX } from './sweep.ts';

export const COMPARE_KEY = 'compare:all';
const PROGRESS = 'compare';

/**
 * How far the full comparison has come; saved with every page, so that it can be stopped and resumed, and so that any process can show it.
 */
export interface CompareProgress {
  phase: 'crm' | 'partner-center' | 'unmatched' | 'done';
  /** Where the phase's listing continues. */
  cursor: string | null;
  /** Where each side's sweep takes over. */
  resumeAt: Partial<Record<Side, string>>;
  records: number;
  referrals: number;
  totals: Partial<Record<Side, number>>;
  /** Pairs that agreed and were linked without any write. */
  adopted: number;
  /** Links that existed before and still agree. */
  unchanged: number;
  /** Links that need a pass. */
  queued: number;
  startedAtMs: number;
  updatedAtMs: number;
}

export async function compareProgress(deps: Pick<EngineDeps, 'store'>): Promise<CompareProgress | null> {
  const saved = await deps.store.watermarks.get(PROGRESS);
  return saved ? (JSON.parse(saved) as CompareProgress) : null;
}

/** Asks for a full comparison; one that was stopped half-way goes on, unless `restart`; one that was finished begins anew. */
export async function requestComparison(deps: EngineDeps, options: { restart?: boolean } = {}): Promise<void> {
  const progress = await compareProgress(deps);
  await deps.store.transaction(async (tx) => {
    // Saved already now, so that whoever waits for the end does not take the last comparison's end for this one's.
    if (!progress || progress.phase === 'done' || options.restart) await save(deps, tx, freshProgress(deps));
    await tx.work.enqueue([{ key: COMPARE_KEY, lane: COMPARE_LANE, priority: 0 }]);
  });
}

export const COMPARE_LANE = 'compare';

/**
 * Lists both sides completely and pairs them: existing identifiers are adopted (R98), pairs in agreement get their base without a call or
 * write, and only what differs is given to a pass.
 */
export async function runCompareJob(deps: EngineDeps, claim: Claim, signal: AbortSignal): Promise<void> {
  const saved = await compareProgress(deps);
  let progress = saved && saved.phase !== 'done' ? saved : freshProgress(deps);
  while (progress.phase !== 'done') progress = await PHASES[progress.phase](deps, progress, signal);
  await deps.store.transaction(async (tx) => {
    await tx.work.settle(claim, { kind: 'done', requeueAfterMs: deps.settings.compareEveryMs });
  });
}

type Phase = (deps: EngineDeps, progress: CompareProgress, signal: AbortSignal) => Promise<CompareProgress>;

const PHASES: Record<Exclude<CompareProgress['phase'], 'done'>, Phase> = {
  crm: (deps, progress, signal) => listSide(deps, progress, 'crm', signal),
  'partner-center': (deps, progress, signal) => listSide(deps, progress, 'partner-center', signal),
  unmatched: queueUnmatched,
};

async function listSide(
  deps: EngineDeps,
  start: CompareProgress,
  side: Side,
  signal: AbortSignal,
): Promise<CompareProgress> {
  let progress = start;
  for await (const page of deps.sides[side].list({ since: progress.cursor, signal })) {
    await deps.store.transaction(async (tx) => {
      const found =
        side === 'crm' ? await noteRecords(deps, tx, page.snapshots) : await pairReferrals(deps, tx, page.snapshots);
      await askAgain(tx, side, page.unreadable);
      progress = advanced(deps, progress, side, {
        ...found,
        listed: page.snapshots.length,
        total: page.total,
        resumeAt: page.resumeAt,
      });
      await save(deps, tx, progress);
    });
    signal.throwIfAborted();
  }
  const next: CompareProgress = { ...progress, phase: side === 'crm' ? 'partner-center' : 'unmatched', cursor: null };
  await deps.store.transaction(async (tx) => {
    await tx.watermarks.set(SWEEP_PREFIX + side, progress.resumeAt[side] ?? null);
    await save(deps, tx, next);
  });
  return next;
}

interface Found {
  adopted: number;
  unchanged: number;
  queued: number;
}

/** First the CRM: every shared record's snapshot waits at its link for the referral. */
async function noteRecords(deps: EngineDeps, tx: StoreTransaction, snapshots: readonly Snapshot[]): Promise<Found> {
  const known = await tx.links.findMany(snapshots.flatMap((record) => keysOfRecord(record)));
  const byRecord = new Map(known.map((stored) => [stored.link.recordId, stored]));
  const byReferral = new Map(known.map((stored) => [stored.link.referralId, stored]));
  for (const record of snapshots) {
    const named = record.counterpartId ? byReferral.get(record.counterpartId) : undefined;
    const before = record.record?.replaces ? byRecord.get(record.record.replaces.id) : undefined;
    const stored = byRecord.get(record.id) ?? before ?? named;
    const news = stored ? newsOf(stored, record) : null;
    if (stored && isSecond(stored, record, byRecord))
      await addSecondClaim(tx, newLink(deps.ids.next(), record), record);
    else if (!stored) await addRecord(deps, tx, record, { kind: 'snapshot', snapshot: record });
    else if (news) await tx.links.hint(stored.link.id, 'crm', news);
  }
  return { adopted: 0, unchanged: 0, queued: 0 };
}

/** Whether the link was found by what the snapshot names alone, and holds another record than this one. */
function isSecond(stored: StoredLink, snapshot: Snapshot, own: ReadonlyMap<string | null, StoredLink>): boolean {
  const id = snapshot.counterpartId ?? '';
  const foundBy = snapshot.side === 'crm' ? { referralId: id } : { recordId: id };
  return own.get(snapshot.id) !== stored && isSecondClaim(stored, snapshot, foundBy);
}

/** Two records with one identifier: the first keeps the referral, the other is shown to the administrator instead of being doubled. */
async function addRecord(deps: EngineDeps, tx: StoreTransaction, record: Snapshot, hint: Hint): Promise<void> {
  const link = { ...newLink(deps.ids.next(), record), referralId: record.counterpartId };
  const added = await tx.links.add(link, { crm: hint, 'partner-center': null });
  if (added === 'taken') await addSecondClaim(tx, newLink(deps.ids.next(), record), record);
}

/** Then Partner Center: each referral meets its record, if there is one. */
async function pairReferrals(deps: EngineDeps, tx: StoreTransaction, snapshots: readonly Snapshot[]): Promise<Found> {
  const known = await tx.links.findMany(
    snapshots.flatMap(({ id, counterpartId }) => [
      { referralId: id },
      ...(counterpartId ? [{ recordId: counterpartId }] : []),
    ]),
  );
  const byReferral = new Map(known.map((stored) => [stored.link.referralId, stored]));
  const byRecord = new Map(known.map((stored) => [stored.link.recordId, stored]));
  const found: Found = { adopted: 0, unchanged: 0, queued: 0 };
  const due: string[] = [];
  for (const referral of snapshots) {
    const named = referral.counterpartId ? byRecord.get(referral.counterpartId) : undefined;
    const stored = byReferral.get(referral.id) ?? named;
    if (!stored) due.push(...(await proposed(deps, tx, referral)));
    else if (isSecond(stored, referral, byReferral))
      await addSecondClaim(tx, newLink(deps.ids.next(), referral), referral);
    else if (!(await adoptIfEqual(deps, tx, stored, referral))) due.push(await hinted(tx, stored, referral));
    else found[stored.link.state === 'proposed' ? 'adopted' : 'unchanged'] += 1;
    if (named) byRecord.set(referral.counterpartId, claimedBy(named, referral));
  }
  await tx.work.enqueue(due.map((id) => ({ key: linkKey(id), lane: LINKS_LANE, priority: 3 as const })));
  return { ...found, queued: due.length };
}

/** The link as later referrals of the page must see it: it has met its referral, although that is not saved yet. */
function claimedBy(stored: StoredLink, { id }: Snapshot): StoredLink {
  return { ...stored, link: { ...stored.link, referralId: stored.link.referralId ?? id } };
}

/** Links a pair that agrees: no read, no write, only the base. False when a pass has to look at it. */
async function adoptIfEqual(
  deps: EngineDeps,
  tx: StoreTransaction,
  stored: StoredLink,
  referral: Snapshot,
): Promise<boolean> {
  const record = stored.hints.crm?.kind === 'snapshot' ? stored.hints.crm.snapshot : stored.link.seen.crm;
  if (!record || stored.hints.crm?.kind === 'read' || stored.link.state === 'halted') return false;
  const now = { crm: record, 'partner-center': referral };
  if (isMarkLeftOver(record, deps.sides.crm.memberFor(now).capabilities.marks)) return false;
  const plan = planFor(deps, stored.link, now);
  if (plan.changes.length > 0 || plan.notes.length > 0 || plan.refusals.length + plan.standing.length > 0 || plan.halt)
    return false;
  const views = { crm: record.deal, 'partner-center': referral.deal };
  const link: Link = {
    ...stored.link,
    state: isFinal(referral.deal.status) ? 'closed' : 'active',
    recordId: record.id,
    referralId: referral.id,
    engagementId: referral.referral?.engagementId ?? null,
    microsoftReferralId: referral.referral?.microsoftReferralId ?? null,
    base: foldBase(stored.link.base, plan.decisions, { now: views, after: {} }),
    seen: now,
    reason: null,
  };
  return (await tx.links.save(link, stored.hintNumber)) === 'saved';
}

async function hinted(tx: StoreTransaction, stored: StoredLink, snapshot: Snapshot): Promise<string> {
  const news = newsOf(stored, snapshot);
  if (news) await tx.links.hint(stored.link.id, snapshot.side, news);
  return stored.link.id;
}

/** Referrals that ended before we knew them are left alone. */
async function proposed(deps: EngineDeps, tx: StoreTransaction, referral: Snapshot): Promise<readonly string[]> {
  if (isFinal(referral.deal.status)) return [];
  if (referral.referral?.category === 'lead' && deps.settings.coSellOnly) return [];
  const link = newLink(deps.ids.next(), referral);
  const added = await tx.links.add(link, { crm: null, 'partner-center': { kind: 'snapshot', snapshot: referral } });
  return added === 'added' ? [link.id] : [];
}

/** Last, the records that met no referral: new deals to share, or identifiers that lead nowhere. */
async function queueUnmatched(deps: EngineDeps, start: CompareProgress): Promise<CompareProgress> {
  let progress = start;
  for await (const page of pagesOfLinks(deps.store, progress.cursor)) {
    const due = page.filter(({ hints, link }) => hints.crm && OPEN.has(link.state)).map(({ link }) => link.id);
    progress = { ...progress, cursor: page.at(-1)?.link.id ?? progress.cursor, queued: progress.queued + due.length };
    await deps.store.transaction(async (tx) => {
      await tx.work.enqueue(due.map((id) => ({ key: linkKey(id), lane: LINKS_LANE, priority: 3 as const })));
      await save(deps, tx, progress);
    });
  }
  const done: CompareProgress = { ...progress, phase: 'done', cursor: null };
  await deps.store.transaction((tx) => save(deps, tx, done));
  return done;
}

const OPEN: ReadonlySet<Link['state']> = new Set(['proposed', 'active', 'broken']);

function advanced(
  deps: EngineDeps,
  progress: CompareProgress,
  side: Side,
  page: Found & { listed: number; total: number | null; resumeAt: string },
): CompareProgress {
  const counter = side === 'crm' ? 'records' : 'referrals';
  return {
    ...progress,
    cursor: page.resumeAt,
    resumeAt: { ...progress.resumeAt, [side]: page.resumeAt },
    [counter]: progress[counter] + page.listed,
    totals: page.total === null ? progress.totals : { ...progress.totals, [side]: page.total },
    adopted: progress.adopted + page.adopted,
    unchanged: progress.unchanged + page.unchanged,
    queued: progress.queued + page.queued,
    updatedAtMs: deps.clock.nowMs(),
  };
}

function freshProgress(deps: EngineDeps): CompareProgress {
  const nowMs = deps.clock.nowMs();
  return {
    phase: 'crm',
    cursor: null,
    resumeAt: {},
    records: 0,
    referrals: 0,
    totals: {},
    adopted: 0,
    unchanged: 0,
    queued: 0,
    startedAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

async function save(deps: EngineDeps, tx: StoreTransaction, progress: CompareProgress): Promise<void> {
  await tx.watermarks.set(PROGRESS, JSON.stringify({ ...progress, updatedAtMs: deps.clock.nowMs() }));
}
