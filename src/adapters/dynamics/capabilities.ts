import type { DealField } from '../../core/model/deal.ts';
import type { SideCapabilities } from '../../engine/ports.ts';
import { leadFields } from '../crm/leads/view.ts';
import type { Org } from './org.ts';
import { showsSolutions } from './translate.ts';

/** What this environment can show and take, as data. */
export function capabilitiesOf(org: Org): SideCapabilities {
  const shown: DealField[] = [...org.columns.map(({ field }) => field), 'customer', 'contacts', 'team'];
  const updatable: DealField[] = org.columns.filter(({ write }) => write === 'always').map(({ field }) => field);
  // Accounts may be shared by deals that Microsoft never sees, so only new ones are filled.
  updatable.push('contacts');
  if (org.settings.notes === 'note') {
    shown.push('notes');
    updatable.push('notes');
  }
  if (org.roles.team !== null) updatable.push('team');
  if (showsSolutions(org)) shown.push('solutions');
  if (org.solutions) updatable.push('solutions');
  const leads = org.leads ? leadFields(org.leads) : null;
  return {
    fields: shown,
    updatable,
    conditionalWrite: org.opportunity.hasVersions,
    // Every write moves the version, however soon it follows (contract §3).
    versionGranularityMs: 0,
    feedback: true,
    marks: org.settings.checkMarkInName,
    pageSize: org.settings.pageSize,
    ...(leads ? { leads: { fields: leads, updatable: leads.filter((field) => field !== 'customer') } } : {}),
  };
}
