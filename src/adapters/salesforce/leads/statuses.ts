import { CosellError } from '../../../core/errors.ts';
import type { DealStatus } from '../../../core/model/status.ts';
import { flagAt, textAt } from '../../crm/rows.ts';
import { shownStatus } from '../../crm/status.ts';
import type { Row } from '../schema.ts';
import type { LeadSettings } from './settings.ts';

/** One row of LeadStatus; unlike a stage it does not tell whether it is closed. */
export interface LeadStatus {
  value: string;
  label: string;
  isDefault: boolean;
  isConverted: boolean;
}

/** What each status of the org means, and which ones the connector writes; null where the org has none that fits. */
export interface LeadStatusTable {
  open: string;
  working: string | null;
  unqualified: string | null;
  converted: string | null;
  closed: string | null;
  /** By status in lower case. A status that means nothing here waits: accepting and declining cannot be undone. */
  meanings: ReadonlyMap<string, 'invited' | 'active' | 'lost'>;
}

export const LEAD_STATUS_QUERY =
  'SELECT Id, MasterLabel, ApiName, IsDefault, IsConverted, SortOrder FROM LeadStatus ORDER BY SortOrder';

export function leadStatusFromRow(row: Row): LeadStatus {
  const label = textAt(row, 'MasterLabel') ?? '';
  return {
    value: textAt(row, 'ApiName') ?? label,
    label,
    isDefault: flagAt(row, 'IsDefault'),
    isConverted: flagAt(row, 'IsConverted'),
  };
}

/** Names that orgs give to leads that came to nothing, and to those that somebody works on; the first are looked for first. */
const UNQUALIFIED = /not converted|unqualified|disqualified|not qualified|rejected|declined|junk|lost/i;
const WORKING = /(?<!not )\b(working|contacted|nurtur\w*|engaged|qualified|in progress)\b/i;

/** Joins settings and statuses. Throws `misconfigured` naming the setting and the statuses that would do. */
export function leadStatusTable(settings: LeadSettings, statuses: readonly LeadStatus[]): LeadStatusTable {
  const converted = statuses.filter(({ isConverted }) => isConverted);
  const usual = statuses.filter(({ isConverted }) => !isConverted);
  const first = usual.find(({ isDefault }) => isDefault) ?? usual[0];
  const open = settings.newStatus === null ? first?.value : chosen('newStatus', settings.newStatus, usual);
  if (open === undefined) throw unknownStatus('newStatus', settings.newStatus, usual);
  const others = usual.filter(({ value }) => value !== open);
  const unqualified = those('unqualified', settings.unqualified, others, UNQUALIFIED);
  const rest = others.filter(({ value }) => !unqualified.includes(value));
  const working = those('working', settings.working, rest, WORKING);
  const table: LeadStatusTable = {
    open,
    working: working[0] ?? null,
    unqualified: unqualified[0] ?? null,
    converted:
      settings.convertedStatus === null
        ? (converted[0]?.value ?? null)
        : chosen('convertedStatus', settings.convertedStatus, converted),
    closed:
      settings.closedStatus === null ? (unqualified[0] ?? null) : chosen('closedStatus', settings.closedStatus, others),
    meanings: new Map([
      ...statuses.map(({ value }) => [value.toLowerCase(), 'invited'] as const),
      ...[...working, ...converted.map(({ value }) => value)].map((value) => [value.toLowerCase(), 'active'] as const),
      ...unqualified.map((value) => [value.toLowerCase(), 'lost'] as const),
    ]),
  };
  const needed = settings.onAcceptance === 'convert' ? 'converted' : 'closed';
  if (table[needed] === null) throw unknownStatus(`${needed}Status`, null, needed === 'closed' ? others : converted);
  return table;
}

function those(
  setting: string,
  wanted: readonly string[] | null,
  candidates: readonly LeadStatus[],
  names: RegExp,
): string[] {
  if (wanted !== null) return wanted.map((name) => chosen(setting, name, candidates));
  return candidates.filter(({ value, label }) => names.test(value) || names.test(label)).map(({ value }) => value);
}

function chosen(setting: string, wanted: string, candidates: readonly LeadStatus[]): string {
  const key = wanted.trim().toLowerCase();
  const found =
    candidates.find(({ value }) => value.toLowerCase() === key) ??
    candidates.find(({ label }) => label.toLowerCase() === key);
  if (!found) throw unknownStatus(setting, wanted, candidates);
  return found.value;
}

function unknownStatus(setting: string, wanted: string | null, candidates: readonly LeadStatus[]): CosellError {
  const names = candidates.map(({ value }) => value).join(', ') || 'none';
  return new CosellError({
    code: 'salesforce-lead-status-unknown',
    recovery: 'misconfigured',
    message:
      wanted === null
        ? `The org has no lead status that fits ${setting}.`
        : `There is no lead status "${wanted}" that fits ${setting}.`,
    remedy: `Set it to one of: ${names}. New, worked-on and unqualified leads must be told apart by their status.`,
    place: `salesforce.leads.${setting}`,
  });
}

/** What a lead's status says. A converted lead is accepted, whatever its status. */
export function leadStatusOf(row: Row, table: LeadStatusTable): DealStatus {
  if (flagAt(row, 'IsConverted')) return 'active';
  return table.meanings.get(textAt(row, 'Status')?.toLowerCase() ?? '') ?? 'invited';
}

/** The status to write; null where the org has none for it. */
export function leadStatusFor(status: DealStatus, table: LeadStatusTable): string | null {
  const shown = shownStatus(status);
  if (shown === 'invited') return table.open;
  return shown === 'lost' ? table.unqualified : table.working;
}
