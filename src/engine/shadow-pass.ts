import type { Link } from '../core/model/link.ts';
import type { Plan } from '../core/model/plan.ts';
import type { PerSide } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { sameValue } from '../core/reconcile/equality.ts';
import { judge, type ShadowFinding } from '../core/reconcile/shadow.ts';
import { foldAgreed } from './apply-plan.ts';
import type { EngineDeps } from './deps.ts';
import type { Store } from './ports.ts';

/** The kind of audit entry that holds what a shadow has found against a deal. */
export const SHADOW_ENTRY = 'shadow';

/** Entries of other kinds that may lie above the newest of ours. */
const ENTRIES = 50;

interface ShadowBody {
  findings: readonly ShadowFinding[];
}

/** What stands against a deal; nothing while nothing was found. */
export async function findingsOf(store: Pick<Store, 'audit'>, linkId: string): Promise<readonly ShadowFinding[]> {
  const entry = (await store.audit.forLink(linkId, ENTRIES)).find(({ kind }) => kind === SHADOW_ENTRY);
  return entry ? (entry.body as ShadowBody).findings : [];
}

/**
 * A pass that only looks. What both sides agree on is folded into the base, because that is so whoever wrote it; what they do not agree on
 * keeps its base, and is written down as what would have been done. `findings` is null when they are what they were.
 */
export async function lookOnly(
  deps: EngineDeps,
  link: Link,
  plan: Plan,
  now: PerSide<Snapshot | null>,
): Promise<{ link: Link; findings: readonly ShadowFinding[] | null }> {
  const before = await findingsOf(deps.store, link.id);
  const findings = judge(before, plan, now, deps.clock.nowMs());
  return { link: foldAgreed(deps, link, plan, now), findings: sameValue(before, findings) ? null : findings };
}
