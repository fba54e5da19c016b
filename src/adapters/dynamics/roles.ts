import { textAt, valueAt } from '../crm/rows.ts';
import { misconfigured } from './errors.ts';
import { query } from './odata.ts';
import type { Row } from './schema.ts';
import type { DynamicsSettings } from './settings.ts';

/** Roles of connections and templates of access teams, which put people on a deal (contract §1.6). */

export const ROLE_QUERY = query('connectionroles', { select: ['connectionroleid', 'name', 'category', 'statecode'] });

export const TEMPLATE_QUERY = query('teamtemplates', {
  select: ['teamtemplateid', 'teamtemplatename', 'objecttypecode'],
});

/** Category numbers of connection roles, the platform's own. */
const STAKEHOLDER = 1000;
const SALES_TEAM = 1001;

/** The platform's number for opportunities. */
const OPPORTUNITY_TYPE = 3;

/** How people are put on a deal; ids in lower case. */
export interface PeopleRoles {
  /** Role of further contacts; null: a deal shows its first contact only. */
  stakeholder: string | null;
  team: { kind: 'connections'; roleId: string } | { kind: 'access-team'; templateId: string } | null;
}

type RoleSettings = Pick<DynamicsSettings, 'stakeholderRole' | 'team' | 'teamRole' | 'teamTemplate'>;

/** Throws `misconfigured` naming the setting and what would do. */
export function peopleRoles(
  settings: RoleSettings,
  { roles, templates }: { roles: readonly Row[]; templates: readonly Row[] },
): PeopleRoles {
  const active = roles.filter((row) => (valueAt(row, 'statecode') ?? 0) === 0);
  return {
    stakeholder: settings.stakeholderRole === null ? null : stakeholderOf(settings.stakeholderRole, active),
    team: teamOf(settings, active, templates),
  };
}

/** An environment without the usual role has just one contact on a deal. */
function stakeholderOf(name: string, roles: readonly Row[]): string | null {
  const found = named(roles, name, 'name') ?? roles.find((row) => valueAt(row, 'category') === STAKEHOLDER);
  return found ? idOf(found, 'connectionroleid') : null;
}

function teamOf(settings: RoleSettings, roles: readonly Row[], templates: readonly Row[]): PeopleRoles['team'] {
  if (settings.team === 'off') return null;
  if (settings.team === 'connections') {
    const ofTeam = roles.filter((row) => valueAt(row, 'category') === SALES_TEAM);
    const { teamRole } = settings;
    const found = teamRole === null ? ofTeam[0] : named(roles, teamRole, 'name');
    if (found) return { kind: 'connections', roleId: idOf(found, 'connectionroleid') };
    if (teamRole === null) return null;
    throw absent('teamRole', teamRole, ofTeam.length > 0 ? ofTeam : roles, 'name');
  }
  const ofDeals = templates.filter((row) => valueAt(row, 'objecttypecode') === OPPORTUNITY_TYPE);
  const { teamTemplate } = settings;
  const found = teamTemplate === null ? ofDeals[0] : named(ofDeals, teamTemplate, 'teamtemplatename');
  if (found) return { kind: 'access-team', templateId: idOf(found, 'teamtemplateid') };
  throw absent('teamTemplate', teamTemplate ?? 'for opportunities', ofDeals, 'teamtemplatename');
}

function named(rows: readonly Row[], name: string, column: string): Row | undefined {
  const wanted = name.trim().toLowerCase();
  return rows.find((row) => textAt(row, column)?.toLowerCase() === wanted);
}

function idOf(row: Row, column: string): string {
  return (textAt(row, column) ?? '').toLowerCase();
}

function absent(setting: string, wanted: string, candidates: readonly Row[], column: string) {
  const names = candidates.map((row) => textAt(row, column)).join(', ') || 'none';
  return misconfigured(
    'dynamics-role-unknown',
    `There is no ${wanted} that fits ${setting}.`,
    `Set ${setting} to one of: ${names}.`,
    `dynamics.${setting}`,
  );
}
