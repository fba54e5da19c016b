import type { Link } from '../core/model/link.ts';
import type { PerSide, Side } from '../core/model/side.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import type { EngineDeps } from './deps.ts';
import { secondClaimSentence } from './second-claim.ts';

interface Counterparts {
  link: Link;
  now: PerSide<Snapshot | null>;
  /** Why the named counterpart cannot be used; the link is broken until a person decides (R58). */
  missing: string | null;
}

/**
 * A record that already names its counterpart is adopted, never doubled (R98): the referral's external reference leads to the CRM record,
 * the CRM record's identifier leads to the referral.
 */
export async function findCounterparts(
  deps: EngineDeps,
  link: Link,
  now: PerSide<Snapshot | null>,
  signal: AbortSignal,
): Promise<Counterparts> {
  const known: Side | null =
    now.crm && !now['partner-center'] ? 'crm' : now['partner-center'] && !now.crm ? 'partner-center' : null;
  const named = known ? now[known]?.counterpartId : null;
  if (!known || !named) return { link, now, missing: null };
  const wanted: Side = known === 'crm' ? 'partner-center' : 'crm';
  const [found] = await deps.sides[wanted].read([named], { signal });
  if (!found) return { link, now, missing: missingSentence(wanted, named) };
  if (await isHeldByAnother(deps, link, found)) {
    return { link, now, missing: secondClaimSentence({ side: known, counterpartId: named }) };
  }
  const both = { ...now, [wanted]: found };
  const linked = wanted === 'crm' ? { ...link, recordId: found.id } : { ...link, referralId: found.id };
  return { link: linked, now: both, missing: null };
}

/** Whether the counterpart is the other half of another link: planning with it would overwrite that one's values. */
async function isHeldByAnother({ store }: EngineDeps, link: Link, found: Snapshot): Promise<boolean> {
  const isCrm = found.side === 'crm';
  const holder = await store.links.find(isCrm ? { recordId: found.id } : { referralId: found.id });
  const partner = isCrm ? holder?.link.referralId : holder?.link.recordId;
  return holder !== null && holder.link.id !== link.id && Boolean(partner);
}

function missingSentence(side: Side, id: string): string {
  return side === 'crm'
    ? `The referral names the CRM record ${id}, which does not exist or is not visible. Correct the CRM ID in Partner Center, or clear it to have a new record created.`
    : `The CRM record names the referral ${id}, which does not exist or is not visible to the connector's account. Correct or clear the record's referral identifier.`;
}
