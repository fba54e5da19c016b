import { asCosellError, type CosellError } from '../core/errors.ts';
import type { Link } from '../core/model/link.ts';
import { nothingApplied } from './applied.ts';
import type { EngineDeps, PassReport } from './deps.ts';
import { type FailedKey, isCancelled, outcomeOfFailure, restLane } from './failure.ts';
import { type PassResult, reconcileLink, silentResult } from './pass.ts';
import type { Claim, StoredLink, StoreTransaction, WorkOutcome } from './ports.ts';
import { SHADOW_ENTRY } from './shadow-pass.ts';
import { tidyClosed } from './tidy.ts';

export const LINK_PREFIX = 'link:';

export function linkKey(linkId: string): string {
  return LINK_PREFIX + linkId;
}

/** Runs the pass of a claimed link and saves its result, its audit entry and the end of the claim in one transaction. */
export async function runLinkJob(deps: EngineDeps, claim: Claim, signal: AbortSignal): Promise<void> {
  const stored = await deps.store.links.get(claim.key.slice(LINK_PREFIX.length));
  if (!stored || stored.link.state === 'halted') {
    await deps.store.transaction(async (tx) => void (await tx.work.settle(claim, { kind: 'done' })));
    return;
  }
  const pass = (present: StoredLink) => runPass(deps, claim, present, signal);
  await (deps.gathering ? deps.gathering(stored, pass) : pass(stored));
}

async function runPass(deps: EngineDeps, claim: Claim, stored: StoredLink, signal: AbortSignal): Promise<void> {
  const startedAtMs = deps.clock.nowMs();
  const result = await reconcileSafely(deps, stored, signal);
  const saved = await saveResult(deps, claim, stored, result);
  if (saved === 'fenced') return;
  if (isNews(result)) deps.onPass(reportOf(result, startedAtMs, deps.clock.nowMs()));
}

async function reconcileSafely(deps: EngineDeps, stored: StoredLink, signal: AbortSignal): Promise<PassResult> {
  try {
    return await (stored.link.state === 'closed' ? tidyClosed : reconcileLink)(deps, stored, signal);
  } catch (thrown) {
    const failure = asCosellError(thrown);
    if (failure.recovery === 'bug')
      deps.log.error({ err: failure.cause ?? failure, link: stored.link.id }, 'pass failed unexpectedly');
    // Reading failed: nothing was written, the hints stay for the next attempt.
    return {
      ...silentResult(stored.link),
      applied: { ...nothingApplied(), failure },
      outcome: 'failed',
      keepHints: true,
    };
  }
}

async function saveResult(
  deps: EngineDeps,
  claim: Claim,
  stored: StoredLink,
  result: PassResult,
): Promise<'saved' | 'fenced'> {
  const { failure } = result.applied;
  if (failure) await restLane(deps, claim.lane, failure);
  const attempt = (link: Link, removed: string | null) =>
    deps.store.transaction(async (tx) => {
      if (removed) await tx.links.remove(removed);
      const saved = await tx.links.save(link, result.keepHints ? 0 : stored.hintNumber);
      if (saved === 'taken') return 'taken' as const;
      for (const side of result.stale) await tx.links.hint(link.id, side, { kind: 'read' });
      await audit(deps, tx, result);
      const settled = await tx.work.settle(
        claim,
        outcomeFor(result, failure, { attempts: claim.attempts, pauseMs: deps.settings.pauseMs }),
      );
      if (settled === 'fenced') throw new Fenced();
      return 'saved' as const;
    });
  try {
    if ((await attempt(result.link, null)) === 'taken') await resolveTaken(deps, result.link, attempt);
    return 'saved';
  } catch (thrown) {
    if (thrown instanceof Fenced) return 'fenced';
    throw thrown;
  }
}

/** The lease was lost; another process works on the link and its view counts. */
class Fenced extends Error {}

/**
 * Another link already holds one of our ids. If it is a bare proposal (the webhook of our own create arrived first), ours takes over;
 * otherwise two records claim the same counterpart and a person must decide (R58).
 */
async function resolveTaken(
  deps: EngineDeps,
  link: Link,
  attempt: (link: Link, removed: string | null) => Promise<'taken' | 'saved'>,
): Promise<void> {
  const others = await deps.store.links.findMany([
    ...(link.referralId ? [{ referralId: link.referralId }] : []),
    ...(link.engagementId ? [{ engagementId: link.engagementId }] : []),
    ...(link.recordId ? [{ recordId: link.recordId }] : []),
  ]);
  const other = others.find((candidate) => candidate.link.id !== link.id);
  const isProposal = other && other.link.state !== 'active' && (!other.link.recordId || !other.link.referralId);
  if (isProposal && (await attempt(link, other.link.id)) === 'saved') return;
  const reason = `Its counterpart is already linked elsewhere (link ${other?.link.id ?? 'unknown'}). Keep one of the two records and clear the identifier of the other.`;
  const alone: Link = {
    ...link,
    state: 'broken',
    reason,
    engagementId: null,
    microsoftReferralId: null,
    referralId: link.intent || !link.recordId ? link.referralId : null,
  };
  await attempt(alone, null);
}

function outcomeFor(result: PassResult, failure: CosellError | null, key: FailedKey): WorkOutcome {
  if (failure) return outcomeOfFailure(failure, key);
  if (result.outcome === 'conflict')
    return { kind: 'failed', reason: 'the record changed while it was being written', retryAfterMs: CONFLICT_PAUSE_MS };
  return result.again ? { kind: 'done', requeueAfterMs: 0 } : { kind: 'done' };
}

/** After a lost race the other writer is done at once; a short pause is enough. */
const CONFLICT_PAUSE_MS = 50;

/** Whether the pass is worth telling: something was done, refused or failed, and the connector is not just being stopped. */
function isNews({ outcome, applied, plans }: PassResult): boolean {
  if (applied.failure && isCancelled(applied.failure)) return plans.length > 0;
  return outcome !== 'silent';
}

async function audit(deps: EngineDeps, tx: StoreTransaction, result: PassResult): Promise<void> {
  if (!isNews(result)) return;
  const { failure } = result.applied;
  await tx.audit.add({
    id: deps.ids.next(),
    linkId: result.link.id,
    atMs: deps.clock.nowMs(),
    kind: AUDIT_KINDS[result.outcome],
    body: {
      ...(result.findings ? { findings: result.findings } : {}),
      plans: result.plans,
      refusals: result.applied.refusals,
      notes: result.applied.notes,
      ...(failure
        ? { error: { code: failure.code, message: failure.message, remedy: failure.remedy, vendor: failure.vendor } }
        : {}),
      ...(result.link.reason ? { reason: result.link.reason } : {}),
    },
  });
}

const AUDIT_KINDS: Record<PassReport['outcome'], string> = {
  silent: 'pass',
  changed: 'pass',
  planned: SHADOW_ENTRY,
  refused: 'refused',
  halted: 'halted',
  broken: 'broken',
  conflict: 'conflict',
  failed: 'failed',
};

function reportOf(result: PassResult, startedAtMs: number, endedAtMs: number): PassReport {
  const { failure } = result.applied;
  const { link } = result;
  return {
    linkId: link.id,
    atMs: endedAtMs,
    durationMs: endedAtMs - startedAtMs,
    outcome: result.outcome,
    name: link.seen.crm?.deal.name ?? link.seen['partner-center']?.deal.name ?? null,
    referralId: link.referralId,
    recordId: link.recordId,
    plans: result.plans,
    refusals: [...result.plans.flatMap(({ refusals }) => refusals), ...result.applied.refusals],
    error: failure ? { code: failure.code, message: failure.message, remedy: failure.remedy } : null,
  };
}
