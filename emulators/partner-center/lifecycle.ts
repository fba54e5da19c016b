import { invalid } from './errors.ts';
import type { Referral } from './referral.ts';
import { formatMs } from './stamps.ts';
import { isOwn, type ReferralEvent, type Tenant } from './tenant.ts';

/** Which substatus goes with which status (contract/partner-center.md §3.1; Error is real, though missing from the docs' enum). */
const SUBSTATUSES: Record<string, readonly string[]> = {
  New: ['Pending', 'Received'],
  Active: ['Accepted'],
  Closed: ['Won', 'Lost', 'Declined', 'Expired', 'Error'],
};

/** What the owner of a document may do next. Expired is the service's alone. */
const OWNER_MOVES: Record<string, readonly string[]> = {
  New: ['New/Pending', 'New/Received', 'Active/Accepted', 'Closed/Declined'],
  Active: ['Active/Accepted', 'Closed/Won', 'Closed/Lost', 'Closed/Error'],
  Closed: [],
};

export interface StatusMove {
  status: string;
  substatus: string;
}

/** Throws a 400 when the owner of the document may not make this move. */
export function checkMove(referral: Referral, move: StatusMove): void {
  const allowed = SUBSTATUSES[move.status];
  if (!allowed)
    throw invalid(`Status '${move.status}' is not one of ${Object.keys(SUBSTATUSES).join(', ')}.`, 'status');
  if (!allowed.includes(move.substatus)) {
    throw invalid(`Substatus '${move.substatus}' does not go with status '${move.status}'.`, 'substatus');
  }
  const wanted = `${move.status}/${move.substatus}`;
  if (!(OWNER_MOVES[referral.status] ?? []).includes(wanted)) {
    throw invalid(`A referral in ${referral.status}/${referral.substatus} cannot become ${wanted}.`, 'status');
  }
}

export const isTerminal = (referral: Referral) => referral.status === 'Closed';

/** The document in its new state, with the dates that the service keeps. Does not check the move. */
export function withStatus(tenant: Tenant, referral: Referral, move: StatusMove): Referral {
  const now = formatMs(tenant.kit.clock.now());
  const accepts = move.status === 'Active' && referral.status !== 'Active';
  const closes = move.status === 'Closed' && referral.status !== 'Closed';
  return {
    ...referral,
    ...move,
    ...(move.status === 'New' ? {} : { expirationDateTime: null }),
    ...(accepts ? { acceptedDateTime: now } : {}),
    ...(closes ? { closedDateTime: now } : {}),
  };
}

export type Change = 'created' | 'updated';

/** The event for a change of this document: one's own, or a related one in the same engagement. */
function eventFor(tenant: Tenant, referral: Referral, change: Change): ReferralEvent {
  return isOwn(tenant, referral) ? `referral-${change}` : `related-referral-${change}`;
}

/** Who made a change. Only the echo of the partner's own API calls can be switched off. */
export type Author = 'api' | 'person' | 'service';

/** Stamps and stores the document, and tells the subscriber. Returns it as stored. */
export function commit(tenant: Tenant, draft: Referral, change: Change, author: Author): Referral {
  const updatedDateTime = tenant.stamps.next();
  const born = {
    createdDateTime: updatedDateTime,
    ...(draft.status === 'Active' ? { acceptedDateTime: updatedDateTime } : {}),
  };
  const referral: Referral = {
    ...draft,
    ...(change === 'created' ? born : {}),
    updatedDateTime,
    eTag: tenant.stamps.eTag(updatedDateTime),
  };
  tenant.store.put(referral);
  const event = eventFor(tenant, referral, change);
  const silent = author === 'api' && event.startsWith('referral-') && !tenant.kit.switches.flag('own-write-echo');
  if (!silent) tenant.raise(event, referral);
  return referral;
}

/** Lets an unanswered referral expire at its expirationDateTime in virtual time. */
export function scheduleExpiry(tenant: Tenant, referral: Referral): void {
  if (referral.status !== 'New' || referral.expirationDateTime === null) return;
  const dueMs = Date.parse(referral.expirationDateTime);
  const cancel = tenant.kit.clock.at(dueMs, () => {
    tenant.pending.delete(cancel);
    expire(tenant, referral.id);
  });
  tenant.pending.add(cancel);
}

function expire(tenant: Tenant, id: string): void {
  const referral = tenant.store.get(id);
  if (referral?.status !== 'New' || referral.expirationDateTime === null) return;
  const expired = withStatus(tenant, referral, { status: 'Closed', substatus: 'Expired' });
  expired.expirationDateTime = referral.expirationDateTime;
  // An expired lead no longer shows whom to contact (contract/partner-center.md §3.1).
  const isLead = referral.type === 'Independent';
  if (isLead) expired.customerProfile = { ...expired.customerProfile, team: [] };
  commit(tenant, expired, 'updated', 'service');
}
