import { randomUUID } from 'node:crypto';
import { type Caller, requireRight } from '../access.ts';
import type { Organisation } from '../organisation.ts';
import { refuse } from '../refusal.ts';
import type { Row } from './store.ts';
import { scopeOf } from './writer.ts';

const ACCESS_TEAM = 1;

function teamOf(org: Organisation, about: Row, template: Row): Row | undefined {
  return org.store
    .having('team', 'regardingobjectid', about.id)
    .find((team) => (team.values.get('teamtemplateid') as { id?: string } | null)?.id === template.id);
}

const membershipOf = (org: Organisation, team: Row, user: Row) =>
  org.store.having('teammembership', 'teamid', team.id).find((each) => each.values.get('systemuserid') === user.id);

function checkTemplate(org: Organisation, about: Row, template: Row): void {
  if (template.values.get('objecttypecode') === org.schema.tables.get(about.table)?.typeCode) return;
  throw refuse(400, '0x80040203', 'The team template belongs to another table.');
}

/** Adds a user to the access team of a row, which comes into being with its first member. Answers the team. */
export function joinRecordTeam(org: Organisation, caller: Caller, user: Row, about: Row, template: Row): Row {
  const table = org.schema.tables.get(about.table);
  if (table) requireRight(caller, 'share', table, about);
  checkTemplate(org, about, template);
  const scope = scopeOf(org, caller);
  const team =
    teamOf(org, about, template) ??
    scope.insert('team', {
      name: `${about.id}+${template.id}`,
      teamtype: ACCESS_TEAM,
      teamtemplateid: { table: 'teamtemplate', id: template.id },
      regardingobjectid: { table: about.table, id: about.id },
      businessunitid: { table: 'businessunit', id: org.businessUnitId },
    });
  if (!membershipOf(org, team, user)) {
    const id = randomUUID();
    const values = new Map<string, unknown>([
      ['teammembershipid', id],
      ['systemuserid', user.id],
      ['teamid', team.id],
      ['versionnumber', null],
    ]);
    org.store.put({ id, table: 'teammembership', values });
  }
  return team;
}

/** Takes a user out of the access team again; answers the team, if there is one. */
export function leaveRecordTeam(
  org: Organisation,
  caller: Caller,
  user: Row,
  about: Row,
  template: Row,
): Row | undefined {
  const table = org.schema.tables.get(about.table);
  if (table) requireRight(caller, 'share', table, about);
  const team = teamOf(org, about, template);
  const membership = team && membershipOf(org, team, user);
  if (membership) org.store.delete('teammembership', membership.id);
  return team;
}
