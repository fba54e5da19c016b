import type { CrmKind } from '../../config/crms.ts';
import type { EmulatedCrm } from './crm.ts';
import { startDynamics } from './dynamics.ts';
import { startSalesforce } from './salesforce.ts';
import type { EmulatorPlace } from './start.ts';

/** The CRMs that there is an emulator of. */
const EMULATED: Readonly<Record<CrmKind, (place: EmulatorPlace) => Promise<EmulatedCrm>>> = {
  salesforce: startSalesforce,
  dynamics: startDynamics,
};

/** Throws as `startAt` does. */
export function startCrm(kind: CrmKind, place: EmulatorPlace): Promise<EmulatedCrm> {
  return EMULATED[kind](place);
}
