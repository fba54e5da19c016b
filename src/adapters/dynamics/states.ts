import { CosellError } from '../../core/errors.ts';
import type { DealStatus } from '../../core/model/status.ts';
import { valueAt } from '../crm/rows.ts';
import { shownStatus } from '../crm/status.ts';
import { type Choice, type ColumnShape, choiceFor } from './describe.ts';
import type { Row } from './schema.ts';
import type { DynamicsSettings } from './settings.ts';

/** States of an opportunity; the platform's own, which nobody can change (contract §1.4). */
const OPEN = 0;
const WON = 1;
const LOST = 2;

/** The status reasons that the connector writes, by number. */
export interface StatusTable {
  onHold: number;
  active: number;
  won: number;
  lost: number;
}

type StatusSettings = Pick<DynamicsSettings, 'onHoldStatus' | 'activeStatus' | 'wonStatus' | 'lostStatus'>;

/**
 * Finds the configured status reasons among those of the table. Throws `misconfigured` naming the setting and the reasons that would do.
 */
export function statusTable(settings: StatusSettings, statecode: ColumnShape, statuscode: ColumnShape): StatusTable {
  const of = (state: number) => statuscode.choices.filter((choice) => choice.state === state);
  const usual = (state: number) => statecode.choices.find(({ value }) => value === state)?.firstReason ?? null;
  const open = of(OPEN);
  const held = open.find(({ label }) => /\bhold\b/i.test(label)) ?? open.find(({ value }) => value === ON_HOLD);
  const onHold = chosen('onHoldStatus', settings.onHoldStatus, open, held);
  const others = open.filter(({ value }) => value !== onHold);
  const first = (choices: readonly Choice[], state: number) =>
    choices.find(({ value }) => value === usual(state)) ?? choices[0];
  return {
    onHold,
    active: chosen('activeStatus', settings.activeStatus, others, first(others, OPEN)),
    won: chosen('wonStatus', settings.wonStatus, of(WON), first(of(WON), WON)),
    lost: chosen('lostStatus', settings.lostStatus, of(LOST), first(of(LOST), LOST)),
  };
}

/** The number of On Hold as the platform ships it, whatever its label says in another language (contract §1.4). */
const ON_HOLD = 2;

function chosen(
  setting: string,
  wanted: string | null,
  candidates: readonly Choice[],
  usual: Choice | undefined,
): number {
  const found = wanted === null ? usual : choiceFor({ choices: candidates } as ColumnShape, wanted);
  if (found) return found.value;
  const names = candidates.map(({ label }) => label).join(', ') || 'none';
  throw new CosellError({
    code: 'dynamics-status-unknown',
    recovery: 'misconfigured',
    message:
      wanted === null
        ? `The environment has no status reason that fits ${setting}.`
        : `There is no status reason "${wanted}" that fits ${setting}.`,
    remedy: `Set ${setting} to one of: ${names}. On hold needs an open status reason of its own, so that invitations stand apart.`,
    place: `dynamics.${setting}`,
  });
}

/** What a row's state and status reason say about the deal. */
export function statusOf(row: Row, { onHold }: StatusTable): DealStatus {
  const state = valueAt(row, 'statecode');
  if (state === WON) return 'won';
  if (state === LOST) return 'lost';
  return valueAt(row, 'statuscode') === onHold ? 'invited' : 'active';
}

export function isClosed(row: Row): boolean {
  return valueAt(row, 'statecode') !== OPEN;
}

/** How a status is reached: by the status reason of an open row, or by the action that closes it. */
export function stateFor(
  status: DealStatus,
  table: StatusTable,
): { kind: 'open'; reason: number } | { kind: 'close'; action: 'WinOpportunity' | 'LoseOpportunity'; reason: number } {
  const shown = shownStatus(status);
  if (shown === 'invited') return { kind: 'open', reason: table.onHold };
  if (shown === 'active') return { kind: 'open', reason: table.active };
  return shown === 'won'
    ? { kind: 'close', action: 'WinOpportunity', reason: table.won }
    : { kind: 'close', action: 'LoseOpportunity', reason: table.lost };
}
