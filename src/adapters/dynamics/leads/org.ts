import type { Lack } from '../../crm/lack.ts';
import { type ColumnFor, needed, roleColumns } from '../column-roles.ts';
import { type ColumnShape, columnOf, type TableShape } from '../describe.ts';
import type { DynamicsSettings } from '../settings.ts';
import type { LeadSettings } from './settings.ts';
import { type LeadStatusTable, leadStatusTable } from './statuses.ts';

/** What reading and writing leads needs of the environment. */
export interface LeadOrg {
  settings: LeadSettings;
  statuses: LeadStatusTable;
  table: TableShape;
  /** Bookkeeping columns; null where leads have none. */
  own: { optIn: string; referralId: string; audit: string; referralLink: string | null };
  auditLength: number;
  notes: ColumnShape | null;
  reason: ColumnShape | null;
  program: ColumnShape | null;
}

/** Joins settings and description; adds to the lacks what is missing, and answers null then. */
export function joinLeads(settings: DynamicsSettings, table: TableShape | null, lacks: Lack[]): LeadOrg | null {
  const { leads } = settings;
  if (!leads) return null;
  if (!table) {
    lacks.push({ object: 'lead', column: null, reason: 'absent' });
    return null;
  }
  const columnFor = roleColumns(settings, table);
  const own = ownColumns(table, columnFor, lacks);
  const reason = leads.reasonField === null ? null : needed(table, leads.reasonField, lacks);
  const [statecode, statuscode] = [columnOf(table, 'statecode'), columnOf(table, 'statuscode')];
  if (!own || !statecode || !statuscode) return null;
  return {
    settings: leads,
    statuses: leadStatusTable(leads, statecode, statuscode),
    table,
    own,
    auditLength: columnOf(table, own.audit)?.length || DEFAULT_AUDIT_LENGTH,
    notes: columnOf(table, 'description'),
    reason,
    program: columnOf(table, columnFor('referralProgram') ?? ''),
  };
}

const DEFAULT_AUDIT_LENGTH = 2000;

function ownColumns(table: TableShape, columnFor: ColumnFor, lacks: Lack[]): LeadOrg['own'] | null {
  const must = (role: 'optIn' | 'referralId' | 'audit') => needed(table, columnFor(role) ?? role, lacks)?.name;
  const [optIn, referralId, audit] = [must('optIn'), must('referralId'), must('audit')];
  if (!optIn || !referralId || !audit) return null;
  const link = columnOf(table, columnFor('referralLink') ?? '');
  return { optIn, referralId, audit, referralLink: link?.name ?? null };
}
