import { calendarDay } from '../../core/model/day.ts';
import type { DealView } from '../../core/model/deal.ts';
import { decimalOf } from '../../core/model/decimal.ts';
import type { DealRegistration } from '../../core/model/registration.ts';
import { flagAt, textAt, valueAt } from './rows.ts';

/**
 * Columns of the opportunity from which a won deal is registered at Microsoft: the tick, and what Microsoft wants to know; without a column for
 * it, the value is left at its usual one.
 */
export interface RegistrationColumns {
  ask: string;
  value: string;
  signedOn: string;
  startsOn: string;
  endsOn: string | null;
  /** Tick for contracts without an end. */
  perpetual: string | null;
  /** Id of the solution, such as SOL-12345-ABC. */
  solution: string | null;
  /** Tick: the solution runs in the partner's own subscription. */
  deployedByPartner: string | null;
  /** Tick: paid by use. */
  payAsYouGo: string | null;
  marketplaceOn: string | null;
}

/** The columns in the CRM's own spelling, and those that it lacks; the connector only reads them. */
export function registrationColumns(
  wanted: RegistrationColumns | null,
  spellingOf: (column: string) => string | null,
): { columns: RegistrationColumns | null; missing: readonly string[] } {
  if (wanted === null) return { columns: null, missing: [] };
  const missing: string[] = [];
  const entries = Object.entries(wanted).map(([name, column]) => {
    const spelling = column === null ? null : spellingOf(column);
    if (column !== null && spelling === null) missing.push(column);
    return [name, spelling] as const;
  });
  return { columns: Object.fromEntries(entries) as unknown as RegistrationColumns, missing };
}

/** What the seller has entered; null without the tick, undefined where the CRM has no columns for it. */
export function registrationOf(row: object, columns: RegistrationColumns | null): DealRegistration | null | undefined {
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

/** A contract is worth its value in the currency of the deal. */
export function withCurrency(registration: DealRegistration | null, deal: DealView): DealRegistration | null {
  return registration && { ...registration, currency: deal.currency ?? null };
}
