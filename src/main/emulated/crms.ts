import type { CrmKind } from '../../config/crms.ts';
import type { EmulatedCrm } from './crm.ts';
import { startSalesforce } from './salesforce.ts';
import type { EmulatorPlace } from './start.ts';

/** The CRMs that there is an emulator of. */
const EMULATED: Readonly<Partial<Record<CrmKind, (place: EmulatorPlace) => Promise<EmulatedCrm>>>> = {
  salesforce: startSalesforce,
};

/** Throws as `startAt` does. */
export function startCrm(kind: CrmKind, place: EmulatorPlace): Promise<EmulatedCrm> {
  const start = EMULATED[kind];
  if (!start) throw new RangeError(`There is no emulator of ${kind}`);
  return start(place);
}
