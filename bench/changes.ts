import type { Installation } from './installation.ts';
import type { Pair } from './pairs.ts';

/** When the driver asked for a change and when it was made, in real milliseconds. */
export interface MadeChange {
  askedAtMs: number;
  doneAtMs: number;
}

let values = 50_000;

/** A value that no deal has had yet. */
export function freshValue(): number {
  values += 1;
  return values;
}

/** Somebody edits the deal value in the portal of Partner Center; a webhook follows. */
export async function editReferral({ partnerCenter }: Installation, { referralId }: Pair): Promise<void> {
  await partnerCenter.person('portal-edit', { referralId, changes: { details: { dealValue: freshValue() } } });
}

/** A seller edits the amount in the CRM; a sweep finds it. */
export async function editRecord({ crm, crmEmulator }: Installation, { recordId }: Pair): Promise<MadeChange> {
  const askedAtMs = Date.now();
  await crmEmulator.person('edit', crm.valueEdit(recordId, freshValue()));
  return { askedAtMs, doneAtMs: Date.now() };
}
