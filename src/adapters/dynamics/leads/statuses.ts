import { type Choice, type ColumnShape, choiceFor } from '../describe.ts';
import { misconfigured } from '../errors.ts';
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
