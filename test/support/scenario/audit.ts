import { expect } from 'vitest';
import type { StatusReport } from '../../../src/cli/product/status.ts';
import type { CrmInstallation } from '../crm-installation.ts';
import { eventually } from '../eventually.ts';
import type { Installation } from '../installation.ts';
import { observeSalesforce } from './observed.ts';

/** How each line of the audit field begins. */
export const AUDIT_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d - /;

/** The audit lines without their time. Throws unless there are as many as expected. */
export function toldLines(place: Installation, dealId: string, count: number): readonly string[] {
  const lines = observeSalesforce(place.salesforce)
    .auditOf(dealId)
    .map((line) => line.replace(AUDIT_TIME, ''));
  expect(lines.slice(count), lines.join('\n')).toEqual([]);
  expect(lines).toHaveLength(count);
  return lines;
}

/** Resolves when nothing is due or under way any more. */
export async function atRest(place: Pick<CrmInstallation, 'cosell'>): Promise<void> {
  await eventually(async () => {
    const { work } = (await place.cosell('status', '--json')).json() as StatusReport;
    expect(work.leased + work.due).toBe(0);
  });
}
