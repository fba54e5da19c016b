import { calendarDay } from '../../core/model/day.ts';
import { decimalOf } from '../../core/model/decimal.ts';
import type { DealRegistration } from '../../core/model/registration.ts';
import { columnOf, type ObjectShape } from './describe.ts';
import { flagAt, textAt, valueAt } from './rows.ts';
import type { Row } from './schema.ts';
import type { RegistrationColumns } from './settings.ts';

/** The columns in the org's own spelling, and those that it lacks; the connector only reads them. */
export function registrationColumns(
  wanted: RegistrationColumns | null,
  opportunity: ObjectShape,
): { columns: RegistrationColumns | null; missing: readonly string[] } {
  if (wanted === null) return { columns: null, missing: [] };
  const missing: string[] = [];
  const entries = Object.entries(wanted).map(([name, column]) => {
    const shape = column === null ? null : columnOf(opportunity, column);
    if (column !== null && !shape) missing.push(column);
    return [name, shape?.name ?? null] as const;
  });
  return { columns: Object.fromEntries(entries) as unknown as RegistrationColumns, missing };
}

/** What the seller has entered; null without the tick, undefined where the org has no columns for it. */
export function registrationOf(row: Row, columns: RegistrationColumns | null): DealRegistration | null | undefined {
  if (columns === null) return undefined;
  if (!flagAt(row, columns.ask)) return null;
  const day = (column: string | null) => (column === null ? null : calendarDay(textAt(row, column) ?? ''));
  const ticked = (column: string | null) => column !== null && flagAt(row, column);
  return {
    solutionId: columns.solution === null ? null : textAt(row, columns.solution),
    value: decimalOf(valueAt(row, columns.value)),
    currency: null,
    signedOn: day(columns.signedOn),
    startsOn: day(columns.startsOn),
    endsOn: day(columns.endsOn),
    perpetual: ticked(columns.perpetual),
    deployedOn: ticked(columns.deployedByPartner) ? 'partner' : 'customer',
    pricing: ticked(columns.payAsYouGo) ? 'pay-as-you-go' : 'other',
    marketplaceOn: day(columns.marketplaceOn),
  };
}
