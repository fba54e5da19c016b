import { createClock } from '../../../emulators/kit/clock.ts';
import { type DynamicsCrm, startDynamicsCrm } from '../../support/scenario/crm/dynamics.ts';
import type { CrmName } from '../../support/scenario/crm/kinds.ts';
import { type SalesforceCrm, startSalesforceCrm } from '../../support/scenario/crm/salesforce.ts';
import type { Crm } from '../../support/scenario/crm/words.ts';

const HOUR_MS = 3_600_000;

/** CRMs without deals, in the past, so that what was done before can count as long done. */
const past = () => ({ world: { records: [] }, clock: createClock({ startMs: Date.now() - HOUR_MS }) });

export const salesforceWithoutDeals = (): Promise<SalesforceCrm> => startSalesforceCrm(past());

const dynamicsWithoutDeals = (): Promise<DynamicsCrm> => startDynamicsCrm(past());

export const CRMS_WITHOUT_DEALS: Readonly<Record<CrmName, () => Promise<Crm>>> = {
  salesforce: salesforceWithoutDeals,
  dynamics: dynamicsWithoutDeals,
};
