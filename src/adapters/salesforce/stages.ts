import { CosellError } from '../../core/errors.ts';
import type { DealStatus } from '../../core/model/status.ts';
import { flagAt, textAt, valueAt } from '../crm/rows.ts';
import { shownStatus } from '../crm/status.ts';
import type { Row } from './schema.ts';
import type { SalesforceSettings } from './settings.ts';

/** One row of OpportunityStage; `value` is what StageName holds, the label may be translated (contract §2). */
export interface Stage {
  value: string;
  label: string;
  isClosed: boolean;
  isWon: boolean;
  /** Retired stages are offered to nobody, but old records may still stand in them. */
  isActive: boolean;
}

/** The stages that the connector writes, and all that mean anything. */
export interface StageTable {
  onHold: string;
  active: string;
  won: string;
  lost: string;
  /** In lower case. The platform takes any text as a stage, which then counts as open (contract §2). */
  known: Set<string>;
}

type StageSettings = Pick<SalesforceSettings, 'onHoldStage' | 'activeStage' | 'closedWonStage' | 'closedLostStage'>;

export const STAGE_QUERY =
  'SELECT Id, MasterLabel, ApiName, IsActive, IsClosed, IsWon, SortOrder FROM OpportunityStage ORDER BY SortOrder';

export function stageFromRow(row: Row): Stage {
  const label = textAt(row, 'MasterLabel') ?? '';
  return {
    value: textAt(row, 'ApiName') ?? label,
    label,
    isClosed: flagAt(row, 'IsClosed'),
    isWon: flagAt(row, 'IsWon'),
    isActive: flagAt(row, 'IsActive'),
  };
}

/**
 * Finds the configured stages among those of the org, in the org's order. Salesforce itself takes any text as a stage, so a wrong name
 * must be caught here. Throws `misconfigured` naming the setting and the stages that would do.
 */
export function stageTable(settings: StageSettings, all: readonly Stage[]): StageTable {
  const stages = all.filter(({ isActive }) => isActive);
  const open = stages.filter(({ isClosed }) => !isClosed);
  const onHold = chosen('onHoldStage', settings.onHoldStage, open);
  const others = open.filter(({ value }) => value !== onHold);
  return {
    onHold,
    active: chosen('activeStage', settings.activeStage, others),
    won: chosen(
      'closedWonStage',
      settings.closedWonStage,
      stages.filter(({ isWon }) => isWon),
    ),
    lost: chosen(
      'closedLostStage',
      settings.closedLostStage,
      stages.filter(({ isClosed, isWon }) => isClosed && !isWon),
    ),
    known: new Set(all.map(({ value }) => value.toLowerCase())),
  };
}

function chosen(setting: string, wanted: string | null, candidates: readonly Stage[]): string {
  const key = wanted?.trim().toLowerCase();
  const found =
    key === undefined
      ? candidates[0]
      : (candidates.find(({ value }) => value.toLowerCase() === key) ??
        candidates.find(({ label }) => label.toLowerCase() === key));
  if (found) return found.value;
  const names = candidates.map(({ value }) => value).join(', ') || 'none';
  throw new CosellError({
    code: 'salesforce-stage-unknown',
    recovery: 'misconfigured',
    message:
      wanted === null
        ? `The org has no stage that fits ${setting}.`
        : `There is no stage "${wanted}" that fits ${setting}.`,
    remedy: `Set ${setting} to one of: ${names}. On hold needs an open stage of its own, so that invitations stand apart.`,
    place: `salesforce.${setting}`,
  });
}

/** What a row's stage says about the deal; null where it says nothing, because the org has no such stage: accepting an invitation cannot be undone. */
export function statusOf(row: Row, stages: StageTable): DealStatus | null {
  if (valueAt(row, 'IsWon') === true) return 'won';
  if (valueAt(row, 'IsClosed') === true) return 'lost';
  const stage = textAt(row, 'StageName')?.toLowerCase() ?? '';
  if (stage === stages.onHold.toLowerCase()) return 'invited';
  return stages.known.has(stage) ? 'active' : null;
}

export function stageFor(status: DealStatus, stages: StageTable): string {
  const shown = shownStatus(status);
  if (shown === 'invited') return stages.onHold;
  if (shown === 'won') return stages.won;
  return shown === 'active' ? stages.active : stages.lost;
}
