/**
 * A deal's status. `invited` waits for our answer; `active` is accepted or born here; the rest is final.
 * Partner Center: New/* = invited, Active/Accepted = active, Closed/X = X.
 */
export type DealStatus = 'invited' | 'active' | 'won' | 'lost' | 'declined' | 'expired' | 'error';

const MOVES: Record<DealStatus, readonly DealStatus[]> = {
  invited: ['active', 'declined', 'expired'],
  active: ['won', 'lost', 'error'],
  won: [],
  lost: [],
  declined: [],
  expired: [],
  error: [],
};

export function isFinal(status: DealStatus | null | undefined): boolean {
  return status != null && MOVES[status].length === 0;
}

/**
 * The next legal step of a referral from one status towards another, or null when the other cannot be reached.
 * An invitation is won only by way of `active`; losing an invitation means declining it, and only Partner Center lets one expire.
 */
export function stepTowards(from: DealStatus, to: DealStatus): DealStatus | null {
  if (from === to) return to;
  if (from === 'invited' && (to === 'lost' || to === 'expired')) return 'declined';
  if (from === 'invited' && to === 'won') return 'active';
  return MOVES[from].includes(to) ? to : null;
}
