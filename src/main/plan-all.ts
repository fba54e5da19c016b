import type * as Cli from '../cli/product/plan.ts';
import type { Progress } from '../cli/product/progress.ts';
import type { Change, Plan } from '../core/model/plan.ts';
import { type PlannedDeal, planAll as planEach } from '../engine/plan-all.ts';
import type { OpenEngine } from './engine.ts';

interface PlanRequest {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

export async function planAll(engine: OpenEngine, { signal, onProgress }: PlanRequest): Promise<Cli.PlanReport> {
  const startedAtMs = engine.clock.nowMs();
  const deps = await engine.connect();
  const counts = { inStep: 0, create: 0, update: 0, convert: 0, refused: 0, halted: 0 };
  const deals: Cli.PlannedDealReport[] = [];
  let looked = 0;
  const onListed = (side: 'crm' | 'partner-center', done: number) =>
    onProgress({ phase: side === 'crm' ? 'Listing CRM records' : 'Listing referrals', done, total: null });
  const report = (complete: boolean) => ({ complete, looked, counts, deals, ms: engine.clock.nowMs() - startedAtMs });
  try {
    for await (const planned of planEach(deps, { signal, onListed })) {
      looked += 1;
      const deal = dealOf(planned);
      const isQuiet = deal.changes.length + deal.refusals.length === 0 && deal.halt === null;
      if (isQuiet) counts.inStep += 1;
      else deals.push(deal);
      for (const { kind } of deal.changes) counts[kind] += 1;
      if (deal.refusals.length > 0) counts.refused += 1;
      if (deal.halt !== null) counts.halted += 1;
    }
    return report(true);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    return report(false);
  }
}

function dealOf({ link, plan }: PlannedDeal): Cli.PlannedDealReport {
  const { seen } = link;
  return {
    linkId: link.id === 'planned' ? null : link.id,
    deal: seen.crm?.deal.name ?? seen['partner-center']?.deal.name ?? null,
    referralId: link.referralId,
    recordId: link.recordId,
    changes: plan.changes.map((change) => changeOf(change, plan)),
    refusals: [...plan.refusals, ...plan.standing].map(({ code, message, remedy }) => ({ code, message, remedy })),
    halt: plan.halt,
  };
}

function changeOf(change: Change, { decisions }: Plan): Cli.PlannedChange {
  const before: Readonly<Record<string, unknown>> = change.kind === 'update' ? change.previous : {};
  const fields = Object.entries(change.fields).map(([field, to]) => ({
    field,
    from: before[field] ?? null,
    to,
    rule: decisions.find((decision) => decision.field === field)?.rule ?? null,
  }));
  return { side: change.side, kind: change.kind, irreversible: change.irreversible, fields };
}
