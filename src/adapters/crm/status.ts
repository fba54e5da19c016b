import type { DealStatus } from '../../core/model/status.ts';

/** The CRM has one state for everything that ended without a sale. */
export function shownStatus(status: DealStatus): DealStatus {
  return status === 'declined' || status === 'expired' || status === 'error' ? 'lost' : status;
}
