import type { DealRegistration } from '../../core/model/registration.ts';
import type { PassReport } from './passes.ts';

export interface DealRegistrationDesk {
  /**
   * Registers a won deal at Microsoft; by link id, referral id or CRM record id. Null when nobody knows it. What stands in the way is in the
   * refusals; nothing was sent then.
   */
  registerDeal(
    id: string,
    registration: DealRegistration,
    request: { signal: AbortSignal },
  ): Promise<RegistrationReport | null>;
}

export interface RegistrationReport {
  /** Where Microsoft's review stands. */
  status: string | null;
  refusals: readonly { code: string; message: string; remedy: string }[];
  /** What the CRM was told; null when nothing was registered. */
  pass: PassReport | null;
}
