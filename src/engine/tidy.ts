import type { Snapshot } from '../core/model/snapshot.ts';
import { isMarkLeftOver } from '../core/reconcile/feedback.ts';
import { feedbackOnly } from './apply-plan.ts';
import type { EngineDeps } from './deps.ts';
import { type PassResult, silentResult } from './pass.ts';
import type { StoredLink } from './ports.ts';

/** A closed deal is left alone, but for a mark that is still in front of its name although marks were switched off (R89). */
export async function tidyClosed(deps: EngineDeps, stored: StoredLink, signal: AbortSignal): Promise<PassResult> {
  const crm = deps.sides.crm.memberFor(stored.link.seen);
  const nothing = silentResult(stored.link);
  if (crm.capabilities.marks || deps.shadow) return nothing;
  const record = await presentRecord(deps, stored, signal);
  if (!record || !isMarkLeftOver(record, false)) return nothing;
  const result = await crm.update(feedbackOnly(record, { mark: null, lines: [] }), { signal });
  if (result.kind === 'conflict') return { ...nothing, outcome: 'conflict', stale: ['crm'] };
  const seen = result.kind === 'written' ? result.snapshot : record;
  return { ...nothing, link: { ...stored.link, seen: { ...stored.link.seen, crm: seen } } };
}

async function presentRecord(
  { sides }: EngineDeps,
  { link, hints }: StoredLink,
  signal: AbortSignal,
): Promise<Snapshot | null> {
  if (hints.crm?.kind === 'snapshot') return hints.crm.snapshot;
  if (hints.crm === null || link.recordId === null) return link.seen.crm;
  const [record] = await sides.crm.read([link.recordId], { signal });
  return record ?? null;
}
