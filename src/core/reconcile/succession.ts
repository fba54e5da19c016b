import type { Link } from '../model/link.ts';
import type { PerSide } from '../model/side.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isFinal } from '../model/status.ts';

/**
 * A lead that has become an opportunity: the link goes on with the opportunity. Of what both sides agreed on, only the status is still
 * comparable: the conversion is the seller's answer to it. Everything else the opportunity shows for the first time, so that blanks are
 * filled and nothing is taken for a change. Once the link has moved, the lead is history.
 */
export function succeed(link: Link, shown: Snapshot | null): { link: Link; record: Snapshot | null } {
  const record = shown && withPredecessor(link, shown);
  if (!record?.record?.replaces) return { link, record };
  if (link.recordId === record.id) {
    const { replaces: _, ...facts } = record.record;
    return { link, record: { ...record, record: facts } };
  }
  const { crm, 'partner-center': referral } = link.base;
  const status = (view: typeof crm) => ('status' in view ? { status: view.status ?? null } : {});
  return { link: { ...link, base: { crm: status(crm), 'partner-center': status(referral) } }, record };
}

/** An opportunity that came with the lead's identifier, because the CRM carries it over, has taken the lead's place as well. */
function withPredecessor({ recordId, seen }: Link, record: Snapshot): Snapshot {
  const lead = seen.crm?.record;
  const isNext = record.record?.kind === 'opportunity' && lead?.kind === 'lead' && recordId === seen.crm?.id;
  if (!isNext || !record.record || record.record.replaces || !recordId) return record;
  return { ...record, record: { ...record.record, replaces: { id: recordId, optedIn: lead.optedIn } } };
}

/** What an opportunity must still be given of what its lead carried; the CRM itself carries none of it over. */
interface Inheritance {
  optIn?: true;
  counterpartId?: string;
}

export function inheritanceOf({ crm: record, 'partner-center': referral }: PerSide<Snapshot>): Inheritance {
  const { replaces, optedIn } = record.record ?? {};
  // A referral that ended before its opportunity was met has nothing to carry on.
  if (!replaces || isFinal(referral.deal.status)) return {};
  return {
    ...(replaces.optedIn && !optedIn ? { optIn: true } : {}),
    ...(record.counterpartId ? {} : { counterpartId: referral.id }),
  };
}

/** The record that a link holds: the lead for as long as its opportunity does not carry the identifier and the tick. */
export function holderOf(record: Snapshot): string {
  const { replaces, optedIn } = record.record ?? {};
  const isComplete = record.counterpartId !== null && (optedIn || !replaces?.optedIn);
  return replaces && !isComplete ? replaces.id : record.id;
}

/** The record as the seller meant it: converting a lead accepts it, in whatever stage the CRM puts the opportunity. */
export function asConverted(record: Snapshot): Snapshot {
  const { replaces } = record.record ?? {};
  if (!replaces || !record.record) return record;
  const status = record.deal.status === 'invited' ? 'active' : (record.deal.status ?? null);
  return {
    ...record,
    deal: { ...record.deal, status },
    record: { ...record.record, optedIn: record.record.optedIn || replaces.optedIn },
  };
}
