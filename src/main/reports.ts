import type { DealReport, DealSummary } from '../cli/product/deals.ts';
import type * as Cli from '../cli/product/passes.ts';
import { type DealView, dealKind } from '../core/model/deal.ts';
import type { PassReport } from '../engine/deps.ts';
import type { AuditEntry, StoredLink } from '../engine/ports.ts';

/** The engine's values as the command line prints them. A deal that Microsoft invited us to is a co-sell deal, whoever helps whom. */
export function dealSummary({ link, updatedAtMs }: StoredLink): DealSummary {
  const deal = link.seen.crm?.deal ?? link.seen['partner-center']?.deal ?? {};
  const referral = link.seen['partner-center']?.deal;
  return {
    id: link.id,
    name: deal.name ?? null,
    state: link.state,
    status: referral?.status ?? deal.status ?? null,
    kind: link.seen['partner-center']?.referral?.origin === 'theirs' ? 'co-sell' : dealKind(referral ?? deal),
    customer: deal.customer?.name ?? referral?.customer?.name ?? null,
    value: deal.value ?? referral?.value ?? null,
    currency: deal.currency ?? referral?.currency ?? null,
    referralId: link.referralId,
    recordId: link.recordId,
    mark: link.seen.crm?.record?.mark ?? null,
    reason: link.reason,
    updatedAt: new Date(updatedAtMs).toISOString(),
  };
}

export function dealReport(
  stored: StoredLink,
  history: readonly AuditEntry[],
  referralLink: string | null,
): DealReport {
  const { link } = stored;
  const referral: DealView = link.seen['partner-center']?.deal ?? {};
  const record = link.seen.crm?.deal ?? {};
  const names = [...new Set([...Object.keys(referral), ...Object.keys(record)])];
  const read = (view: object, name: string): unknown => (view as Record<string, unknown>)[name] ?? null;
  return {
    ...dealSummary(stored),
    engagementId: link.engagementId,
    referralLink,
    registrationStatus: referral.registrationStatus ?? null,
    fields: names.map((field) => ({
      field,
      partnerCenter: read(referral, field),
      crm: read(record, field),
      agreed: read(link.base['partner-center'], field) ?? read(link.base.crm, field),
    })),
    history: history.map(historyLine),
  };
}

function historyLine(entry: AuditEntry): DealReport['history'][number] {
  return {
    at: new Date(entry.atMs).toISOString(),
    kind: entry.kind,
    summary: summaryOf(entry.body),
    details: entry.body,
  };
}

interface AuditBody {
  plans?: readonly {
    changes: readonly { side: string; kind: string; fields: object }[];
    notes?: readonly { message: string }[];
  }[];
  refusals?: readonly { message: string }[];
  /** What a side could not hold as it was given. */
  notes?: readonly { message: string }[];
  error?: { message: string };
  reason?: string;
}

function summaryOf(body: unknown): string {
  const { plans = [], refusals = [], notes = [], error, reason } = body as AuditBody;
  const changes = plans
    .flatMap((plan) => plan.changes)
    .map(({ side, kind, fields }) => `${kind} ${side}: ${Object.keys(fields).join(', ') || 'reference'}`);
  const troubles = [
    ...plans.flatMap((plan) => plan.notes ?? []).map(({ message }) => message),
    ...notes.map(({ message }) => message),
    ...refusals.map(({ message }) => message),
    ...(error ? [error.message] : []),
    ...(reason ? [reason] : []),
  ];
  return [...changes, ...new Set(troubles)].join('; ');
}

const OUTCOMES: Record<PassReport['outcome'], Cli.PassReport['outcome']> = {
  silent: 'unchanged',
  changed: 'changed',
  planned: 'planned',
  refused: 'refused',
  halted: 'halted',
  broken: 'failed',
  conflict: 'unchanged',
  failed: 'failed',
};

export function passReport(report: PassReport): Cli.PassReport {
  const refusal = report.refusals[0];
  return {
    at: new Date(report.atMs).toISOString(),
    linkId: report.linkId,
    deal: report.name,
    outcome: OUTCOMES[report.outcome],
    changes: report.plans
      .flatMap(({ changes }) => changes)
      .map(({ side, kind, fields }) => ({ side, kind, fields: Object.keys(fields) })),
    remark: report.error ?? (refusal ? { code: refusal.code, message: refusal.message, remedy: refusal.remedy } : null),
    ms: report.durationMs,
  };
}
