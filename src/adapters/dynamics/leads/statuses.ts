import type { DealStatus } from '../../../core/model/status.ts';
import { valueAt } from '../../crm/rows.ts';
import { shownStatus } from '../../crm/status.ts';
import { type Choice, type ColumnShape, choiceFor } from '../describe.ts';
import { misconfigured } from '../errors.ts';
import type { Row } from '../schema.ts';
import type { LeadSettings } from './settings.ts';

/** States of a lead; the platform's own (contract §1.4). */
const OPEN = 0;
const QUALIFIED = 1;
const DISQUALIFIED = 2;

/** The status reasons that the connector writes, by number; null where the environment has none that fits. */
export interface LeadStatusTable {
  open: number;
  working: number | null;
  qualified: number | null;
  disqualified: number | null;
  /** Open reasons that say that somebody works on the lead. */
  accepting: ReadonlySet<number>;
}

/** Joins settings and status reasons. Throws `misconfigured` naming the setting and the reasons that would do. */
export function leadStatusTable(
  settings: LeadSettings,
  statecode: ColumnShape,
  statuscode: ColumnShape,
): LeadStatusTable {
  const of = (state: number) => statuscode.choices.filter((choice) => choice.state === state);
  const usual = (state: number) => {
    const first = statecode.choices.find(({ value }) => value === state)?.firstReason;
    return of(state).find(({ value }) => value === first) ?? of(state)[0];
  };
  const open = pick('newStatus', settings.newStatus, of(OPEN), usual(OPEN));
  if (open === null) throw unknown('newStatus', 'for new leads', of(OPEN));
  const others = of(OPEN).filter(({ value }) => value !== open);
  const working = settings.working
    ? settings.working.map((name) => pick('working', name, others, undefined))
    : others.map(({ value }) => value);
  const accepting = new Set(working.filter((value) => value !== null));
  return {
    open,
    working: [...accepting][0] ?? null,
    qualified: pick('qualifiedStatus', settings.qualifiedStatus, of(QUALIFIED), usual(QUALIFIED)),
    disqualified: pick('disqualifiedStatus', settings.disqualifiedStatus, of(DISQUALIFIED), usual(DISQUALIFIED)),
    accepting,
  };
}

function pick(
  setting: string,
  wanted: string | null,
  choices: readonly Choice[],
  usual: Choice | undefined,
): number | null {
  if (wanted === null) return usual?.value ?? null;
  const found = choiceFor({ choices } as ColumnShape, wanted);
  if (!found) throw unknown(setting, `"${wanted}"`, choices);
  return found.value;
}

function unknown(setting: string, wanted: string, choices: readonly Choice[]) {
  const names = choices.map(({ label }) => label).join(', ') || 'none';
  return misconfigured(
    'dynamics-status-unknown',
    `Leads have no status reason ${wanted} that fits leads.${setting}.`,
    `Set leads.${setting} to one of: ${names}.`,
    `dynamics.leads.${setting}`,
  );
}

/** What a lead's state says of the deal; a qualified lead without an opportunity counts as accepted. */
export function leadStatusOf(row: Row, { accepting }: LeadStatusTable): DealStatus {
  const state = valueAt(row, 'statecode');
  if (state === DISQUALIFIED) return 'lost';
  if (state === QUALIFIED) return 'active';
  return accepting.has(Number(valueAt(row, 'statuscode'))) ? 'active' : 'invited';
}

export function isQualified(row: Row): boolean {
  return valueAt(row, 'statecode') === QUALIFIED;
}

/** State and reason for a status; null where the environment has none that fits. */
export function leadStateFor(
  status: DealStatus,
  table: LeadStatusTable,
): { statecode: number; statuscode: number } | null {
  const shown = shownStatus(status);
  if (shown === 'invited') return { statecode: OPEN, statuscode: table.open };
  // A lead is won by becoming an opportunity.
  const [statecode, statuscode] = shown === 'lost' ? [DISQUALIFIED, table.disqualified] : [OPEN, table.working];
  return statuscode === null ? null : { statecode, statuscode };
}
