import type { Lack } from '../../crm/lack.ts';
import { type ColumnShape, columnOf, type ObjectShape } from '../describe.ts';

import type { SalesforceSettings } from '../settings.ts';
import type { LeadSettings } from './settings.ts';
import type { LeadStatusTable } from './statuses.ts';

/** What reading and writing leads needs of the org. */
export interface LeadOrg {
  settings: LeadSettings;
  statuses: LeadStatusTable;
  /** Bookkeeping columns, in the org's spelling; null where leads have none. */
  own: { optIn: string; referralId: string; audit: string; referralLink: string | null };
  auditLength: number;
  /** Whether new leads can be addressed by the referral id, which makes creating them repeatable. */
  upsertsByReferral: boolean;
  country: ColumnShape;
  stateCode: ColumnShape | null;
  notes: ColumnShape | null;
  reason: ColumnShape | null;
  program: ColumnShape | null;
}

/** Joins settings and description; adds to the lacks what is missing, and answers null then. */
export function joinLeads(
  settings: SalesforceSettings,
  shape: ObjectShape | null,
  statuses: LeadStatusTable,
  lacks: Lack[],
): LeadOrg | null {
  const { leads, fields } = settings;
  if (!leads) return null;
  if (!shape) {
    lacks.push({ object: 'Lead', column: null, reason: 'absent' });
    return null;
  }
  const needed = (name: string) => {
    const column = columnOf(shape, name);
    if (!column) lacks.push({ object: 'Lead', column: name, reason: 'absent' });
    else if (!column.updateable) lacks.push({ object: 'Lead', column: column.name, reason: 'read-only' });
    return column;
  };
  const present = (name: string | null) => (name === null ? null : columnOf(shape, name));
  const [optIn, referralId, audit] = [fields.optIn, fields.referralId, fields.audit].map(needed);
  const country = columnOf(shape, 'CountryCode') ?? needed('Country');
  const reason = leads.reasonField === null ? null : needed(leads.reasonField);
  if (!optIn || !referralId || !audit || !country) return null;
  return {
    settings: leads,
    statuses,
    own: {
      optIn: optIn.name,
      referralId: referralId.name,
      audit: audit.name,
      referralLink: present(fields.referralLink)?.name ?? null,
    },
    auditLength: audit.length || 100_000,
    upsertsByReferral: referralId.externalId,
    country,
    stateCode: present('StateCode'),
    notes: present('Description'),
    reason,
    program: present(fields.referralProgram),
  };
}
