import type { ShadowDeal, ShadowFindingReport, ShadowReport, ShadowVerdict } from '../cli/product/shadow.ts';
import type { ShadowFinding } from '../core/reconcile/shadow.ts';
import { allLinks } from '../engine/all-links.ts';
import type { StoredLink } from '../engine/ports.ts';
import { isShadow } from '../engine/shadow.ts';
import { findingsOf } from '../engine/shadow-pass.ts';
import type { OpenEngine } from './engine.ts';
import { dealSummary } from './reports.ts';

/** What the shadow has found, read from the store alone. */
export async function readShadowReport(
  { store, clock }: Pick<OpenEngine, 'store' | 'clock'>,
  { withinMs }: { withinMs: number },
): Promise<ShadowReport> {
  const nowMs = clock.nowMs();
  const deals: ShadowDeal[] = [];
  let inStep = 0;
  for await (const stored of allLinks(store)) {
    const found = await findingsOf(store, stored.link.id);
    const findings = [...conflictOf(stored), ...found.map((finding) => findingReport(finding, nowMs, withinMs))];
    if (findings.length > 0) deals.push(dealOf(stored, findings));
    else if (stored.link.recordId && stored.link.referralId) inStep += 1;
  }
  return { mode: (await isShadow(store)) ? 'shadow' : 'live', inStep, counts: countsOf(deals), deals };
}

function dealOf(stored: StoredLink, findings: readonly ShadowFindingReport[]): ShadowDeal {
  const { id: linkId, name: deal, referralId, recordId, reason } = dealSummary(stored);
  return { linkId, deal, referralId, recordId, reason, findings };
}

function findingReport(finding: ShadowFinding, nowMs: number, withinMs: number): ShadowFindingReport {
  const { kind, side, field, would, before, found, sinceMs, settledAtMs } = finding;
  const open = nowMs - sinceMs > withinMs ? 'missed' : 'waiting';
  return {
    verdict: finding.verdict === 'open' ? open : finding.verdict,
    kind,
    side,
    field,
    would,
    before,
    found,
    since: new Date(sinceMs).toISOString(),
    settledAt: settledAtMs === null ? null : new Date(settledAtMs).toISOString(),
  };
}

function conflictOf({ link, updatedAtMs }: StoredLink): readonly ShadowFindingReport[] {
  if (link.state !== 'broken') return [];
  const since = new Date(updatedAtMs).toISOString();
  const rest = { field: null, would: link.reason, before: null, found: null, since, settledAt: null };
  return [{ verdict: 'conflict', kind: 'conflict', side: 'crm', ...rest }];
}

function countsOf(deals: readonly ShadowDeal[]): Record<ShadowVerdict, number> {
  const counts = { agree: 0, differ: 0, missed: 0, waiting: 0, conflict: 0 };
  for (const { findings } of deals) for (const { verdict } of findings) counts[verdict] += 1;
  return counts;
}
