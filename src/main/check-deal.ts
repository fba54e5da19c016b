import type * as Cli from '../cli/product/deals.ts';
import { dealKind } from '../core/model/deal.ts';
import type { Link } from '../core/model/link.ts';
import type { Plan } from '../core/model/plan.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import type { EngineDeps } from '../engine/deps.ts';
import { newLink } from '../engine/linker.ts';
import { planFor } from '../engine/pass.ts';

/**
 * What would become of a CRM record if its seller ticked Sync now (R92). Both sides are read, nothing is written and no link is made.
 * Null when the CRM has no such record.
 */
export async function checkDeal(deps: EngineDeps, known: Link | null, recordId: string): Promise<Cli.DealCheck | null> {
  const [record] = await deps.sides.crm.read([recordId]);
  if (!record) return null;
  const link = known ?? newLink('check', record);
  const referralId = known?.referralId ?? record.counterpartId;
  const referral = referralId ? ((await deps.sides['partner-center'].read([referralId]))[0] ?? null) : null;
  const plan = planFor(deps, link, { crm: ticked(record), 'partner-center': referral });
  const missing = [...plan.refusals, ...plan.standing].map(({ code, field, message, remedy }) => ({
    code,
    field,
    message,
    remedy,
  }));
  return {
    recordId: record.id,
    name: record.deal.name ?? null,
    ticked: record.record?.optedIn ?? false,
    outcome: missing.length > 0 ? 'incomplete' : outcomeOf(plan, referral),
    kind: dealKind(record.deal),
    missing,
  };
}

function ticked(record: Snapshot): Snapshot {
  return record.record ? { ...record, record: { ...record.record, optedIn: true } } : record;
}

function outcomeOf({ changes }: Plan, referral: Snapshot | null): Cli.DealCheck['outcome'] {
  if (referral) return 'shared';
  return changes.some(({ side }) => side === 'partner-center') ? 'ready' : 'not-open';
}
