import type { DealField } from '../../core/model/deal.ts';
import type { KindCapabilities, SideCapabilities } from '../../engine/ports.ts';
import { leadFields } from '../crm/leads/view.ts';
import type { LeadOrg } from './leads/org.ts';
import type { Org } from './org.ts';
import { showsSolutions } from './translate.ts';

/** Long text makes Salesforce answer half as many rows per page (contract §1.4). */
const PAGE_ROWS = 2000;
const PAGE_ROWS_WITH_LONG_TEXT = 1000;

/** If-Unmodified-Since compares whole seconds (contract §1.8). */
export const VERSION_GRANULARITY_MS = 1000;

/** What this org can show and take, as data. */
export function capabilitiesOf(org: Org): SideCapabilities {
  const columns = org.columns.map(({ field }) => field);
  const shown: DealField[] = [...columns, 'customer', 'contacts', 'team'];
  if (!columns.includes('currency') && org.settings.defaultCurrency !== null) shown.push('currency');
  if (showsSolutions(org)) shown.push('solutions');
  if (org.notes) shown.push('notes');
  const updatable: DealField[] = org.columns.filter(({ write }) => write === 'always').map(({ field }) => field);
  // Accounts may be shared by deals that Microsoft never sees, so only new ones are filled.
  updatable.push('contacts');
  if (org.teamPath !== null) updatable.push('team');
  if (org.solutions) updatable.push('solutions');
  if (org.notes) updatable.push('notes');
  return {
    fields: shown,
    updatable,
    conditionalWrite: true,
    versionGranularityMs: VERSION_GRANULARITY_MS,
    feedback: true,
    marks: org.settings.checkMarkInName,
    pageSize: org.columns.some(({ shape }) => shape.length > 255 && shape.type === 'textarea')
      ? PAGE_ROWS_WITH_LONG_TEXT
      : PAGE_ROWS,
    ...(org.leads ? { leads: leadCapabilities(org.leads) } : {}),
  };
}

/** Who the customer is, a lead tells once and for all, as a deal does. */
function leadCapabilities(leads: LeadOrg): KindCapabilities {
  const fields = leadFields(leads);
  return { fields, updatable: fields.filter((field) => field !== 'customer') };
}
