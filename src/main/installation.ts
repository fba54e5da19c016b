import type { Installation } from '../cli/product/installation.ts';
import type * as Cli from '../cli/product/passes.ts';
import type { LoadedSettings } from '../config/load.ts';
import { requestPass } from '../engine/connector.ts';
import { type EngineDeps, LINKS_LANE, type PassReport } from '../engine/deps.ts';
import { newLink, offer } from '../engine/linker.ts';
import type { LaneState, StoredLink } from '../engine/ports.ts';
import { startWorker } from '../engine/worker.ts';
import { checkDeal } from './check-deal.ts';
import { type OpenEngine, openEngine, type PassListener } from './engine.ts';
import { mappingHistory } from './mapping.ts';
import { planAll } from './plan-all.ts';
import { reconcileAll } from './reconcile-all.ts';
import { registerDeal } from './registration.ts';
import { dealReport, dealSummary, passReport } from './reports.ts';
import { readShadowReport } from './shadow-report.ts';
import { readStatus } from './status.ts';

const PARKED_LIMIT = 10_000;
const HISTORY = 50;

/** What commands ask of an installation; the connector may run on the same store meanwhile. */
export async function openInstallation(loaded: LoadedSettings): Promise<Installation> {
  const listeners = new Set<PassListener>();
  const engine = await openEngine(loaded, (report) => {
    for (const listener of listeners) listener(report);
  });
  const { store } = engine;
  return {
    status: () => readStatus(engine),
    async listDeals({ state, limit, after }) {
      const page = await store.links.page({ after, limit, ...(state ? { state } : {}) });
      return { deals: page.map(dealSummary), next: page.length === limit ? (page.at(-1)?.link.id ?? null) : null };
    },
    async showDeal(id) {
      const stored = await findLink(engine, id);
      if (!stored) return null;
      return dealReport(stored, await store.audit.forLink(stored.link.id, HISTORY), referralLink(loaded, stored));
    },
    async checkDeal(id) {
      const link = (await findLink(engine, id))?.link ?? null;
      return checkDeal(await engine.connect(), link, link?.recordId ?? id);
    },
    reconcile: (id, { signal }) => reconcileOne(engine, listeners, id, signal),
    async registerDeal(id, registration, { signal }) {
      const deps = await engine.connect();
      const stored = await findLink(engine, id);
      if (!stored?.link.referralId) return null;
      const refusals = await registerDeal(deps, stored, registration, signal);
      const pass = refusals.length > 0 ? null : await reconcileOne(engine, listeners, stored.link.id, signal);
      const status = (await findLink(engine, id))?.link.seen['partner-center']?.deal.registrationStatus ?? null;
      return { status, refusals: refusals.map(({ code, message, remedy }) => ({ code, message, remedy })), pass };
    },
    mappingHistory: () => mappingHistory(loaded, store),
    planAll: (request) => planAll(engine, request),
    reconcileAll: (request) => reconcileAll(engine, listeners, request),
    shadowReport: (request) => readShadowReport(engine, request),
    async listParked(limit) {
      const parked = await store.work.parked(limit);
      return Promise.all(
        parked.map(async (work) => ({
          ...work,
          deal: await dealName(engine, work.key),
          parkedAt: new Date(work.parkedAtMs).toISOString(),
        })),
      );
    },
    async retryParked(key) {
      const keys = key === 'all' ? (await store.work.parked(PARKED_LIMIT)).map((work) => work.key) : [key];
      const woken = await Promise.all(keys.map((parked) => store.work.unpark(parked)));
      return woken.filter(Boolean).length;
    },
    close: () => store.close(),
  };
}

/** By link id, referral id or CRM record id. */
async function findLink({ store }: Pick<OpenEngine, 'store'>, id: string): Promise<StoredLink | null> {
  return (
    (await store.links.get(id)) ??
    (await store.links.find({ referralId: id })) ??
    (await store.links.find({ recordId: id }))
  );
}

async function dealName(engine: OpenEngine, key: string): Promise<string | null> {
  const stored = key.startsWith('link:') ? await engine.store.links.get(key.slice('link:'.length)) : null;
  return stored ? dealSummary(stored).name : null;
}

function referralLink({ settings }: LoadedSettings, { link }: StoredLink): string | null {
  return link.referralId ? settings.deals.referralLink.replace('{id}', link.referralId) : null;
}

/** One pass with fresh reads, carried out by this process or by the connector that runs on the same store. */
async function reconcileOne(
  engine: OpenEngine,
  listeners: Set<PassListener>,
  id: string,
  signal: AbortSignal,
): Promise<Cli.PassReport | null> {
  const deps = await engine.connect();
  const known = (await findLink(engine, id)) ?? (await discover(deps, id));
  if (!known) return null;
  const linkId = known.link.id;
  const startedAtMs = deps.clock.nowMs();
  const reports: PassReport[] = [];
  const listener: PassListener = (report) => void (report.linkId === linkId && reports.push(report));
  listeners.add(listener);
  await requestPass(deps, linkId);
  const worker = await startWorker(deps, `command:${process.pid}`, [LINKS_LANE]);
  let rest: LaneState | null = null;
  while (!signal.aborted && reports.length === 0 && rest === null && (await isWaiting(deps, linkId, startedAtMs))) {
    await deps.clock.sleep(LOOK_AGAIN_MS, signal);
    rest = await restingLane(deps);
  }
  await worker.stop();
  listeners.delete(listener);
  const [report] = reports;
  if (report) return passReport(report);
  const standing = standingReport(await engine.store.links.get(linkId), startedAtMs, deps.clock.nowMs());
  const trouble = (await failureSince(deps, linkId, startedAtMs)) ?? (rest && connectionRests(rest));
  return trouble ? { ...standing, outcome: 'failed', remark: trouble } : standing;
}

type Remark = NonNullable<Cli.PassReport['remark']>;

/** What went wrong in a pass that another process carried out. */
async function failureSince({ store }: EngineDeps, linkId: string, sinceMs: number): Promise<Remark | null> {
  const [newest] = await store.audit.forLink(linkId, 1);
  if (!newest || newest.atMs < sinceMs) return null;
  return (newest.body as { error?: Remark }).error ?? null;
}

/** Passes wait as long as their lane rests; whoever asked for one is told why instead of waiting too. */
async function restingLane({ store }: EngineDeps): Promise<LaneState | null> {
  const [lanes, nowMs] = await Promise.all([store.work.lanes(), store.work.nowMs()]);
  return lanes.find(({ id, blockedUntilMs }) => id === LINKS_LANE && (blockedUntilMs ?? 0) > nowMs) ?? null;
}

function connectionRests({ blockedReason }: LaneState): Remark {
  return {
    code: 'connection-rests',
    message: blockedReason ?? 'A connection rests.',
    remedy: 'Mend the cause; it is tried again by itself and nothing is lost meanwhile.',
  };
}

/** A pass clears the hints it has worked with; a failed one, here or elsewhere, leaves an entry in the audit trail. */
async function isWaiting({ store }: EngineDeps, linkId: string, sinceMs: number): Promise<boolean> {
  const stored = await store.links.get(linkId);
  if (!stored?.hints.crm && !stored?.hints['partner-center']) return false;
  const [newest] = await store.audit.forLink(linkId, 1);
  return !newest || newest.atMs < sinceMs;
}

const LOOK_AGAIN_MS = 20;

/** A record that no link knows yet: it is offered as a sweep would. */
async function discover(deps: EngineDeps, id: string): Promise<StoredLink | null> {
  const crm = await deps.sides.crm.read([id]);
  const found = crm.length > 0 ? crm : await deps.sides['partner-center'].read([id]);
  if (found.length === 0) return null;
  await deps.store.transaction(async (tx) => {
    const woken = await offer(deps, tx, found, 0);
    if (woken.length === 0 && found[0])
      await tx.links.add(newLink(deps.ids.next(), found[0]), { crm: null, 'partner-center': null });
  });
  return findLink(deps, id);
}

/** How the link stands after a pass that had nothing to do, or that another process carried out. */
function standingReport(stored: StoredLink | null, startedAtMs: number, nowMs: number): Cli.PassReport {
  const summary = stored ? dealSummary(stored) : null;
  return {
    at: new Date(nowMs).toISOString(),
    linkId: stored?.link.id ?? '',
    deal: summary?.name ?? null,
    outcome: 'unchanged',
    changes: [],
    remark: summary?.reason ? { code: 'standing', message: summary.reason, remedy: '' } : null,
    ms: nowMs - startedAtMs,
  };
}
