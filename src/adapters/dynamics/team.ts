import type { TeamMember } from '../../core/model/deal.ts';
import { type Note, note } from '../../core/model/plan.ts';
import { distinctPeople, type HeldMember, type TeamPlan } from '../crm/children.ts';
import { flagAt, textAt, valueAt } from '../crm/rows.ts';
import type { BatchPart } from './batch.ts';
import { idColumn, isSameRow } from './odata.ts';
import type { Org } from './org.ts';
import { type DealRows, inOrder } from './parties.ts';
import { expanded, userIn } from './people.ts';
import type { Row } from './schema.ts';

/** The colleagues on a deal: its owner, and whoever is connected with it or in its access team, as the settings say. */

export interface TeamRow extends HeldMember {
  userId: string;
  /** Null for members of the access team. */
  connectionId: string | null;
}

/** Whoever owns the deal, and the colleagues on it. */
export interface TeamRows {
  ownerId: string | null;
  owner: TeamMember;
  rows: readonly TeamRow[];
}

const NOBODY: TeamMember = { firstName: null, lastName: null, email: null, phone: null };

export function teamRows({ row, connections, teams }: DealRows, org: Org): TeamRows {
  const owner = expanded(row, 'owninguser');
  const connected = org.roles.team?.kind === 'connections' ? inOrder(connections).flatMap(connectedMember) : [];
  const team = {
    ownerId: textAt(row, idColumn('ownerid')),
    owner: owner ? userIn(owner) : NOBODY,
    rows: [...connected, ...teams.flatMap(membersOf)],
  };
  rememberPeople(team, owner ? !flagAt(owner, 'isdisabled') : false, org);
  return team;
}

function connectedMember(connection: Row): TeamRow[] {
  const user = expanded(connection, 'record2id_systemuser');
  const userId = user ? textAt(user, 'systemuserid') : null;
  return user && userId !== null
    ? [{ userId, connectionId: textAt(connection, 'connectionid'), member: userIn(user) }]
    : [];
}

function membersOf(team: Row): TeamRow[] {
  const members = valueAt(team, 'teammembership_association');
  return (Array.isArray(members) ? (members as object[]) : []).flatMap((user) => {
    const userId = textAt(user, 'systemuserid');
    return userId === null ? [] : [{ userId, connectionId: null, member: userIn(user) }];
  });
}

/** Whoever is read on a deal need not be looked up later. An inactive owner is nobody whom a team could take. */
function rememberPeople({ ownerId, owner, rows }: TeamRows, isActive: boolean, { users }: Org): void {
  const people = [
    ...rows.map(({ userId, member }) => ({ id: userId, member })),
    ...(ownerId !== null && isActive ? [{ id: ownerId, member: owner }] : []),
  ];
  for (const { id, member } of people) if (member.email !== null) users.put(member.email, { id, member });
}

/** The owner, then the others, each person once. The connector's own user is nobody's contact. */
export function teamOf(rows: DealRows, org: Org): readonly TeamMember[] {
  const { ownerId, owner, rows: members } = teamRows(rows, org);
  const isOwn = isSameRow(ownerId, org.identity.userId);
  return distinctPeople([...(isOwn ? [] : [owner]), ...members.map(({ member }) => member)]);
}

/** The team as the environment will show it: users as their own rows say, without those who are known to be no users. */
export function teamShown(team: readonly TeamMember[], { users }: Org): readonly TeamMember[] {
  return team.flatMap((member) => {
    const email = member.email?.toLowerCase();
    if (email === undefined) return [];
    const user = users.get(email);
    return user === null ? [] : [user?.member ?? { ...member, email }];
  });
}

/** What puts colleagues on a deal who are active users and do not own it. */
export function newTeamParts(
  team: readonly TeamMember[],
  { dealId, ownerId }: { dealId: string; ownerId: string | null },
  org: Org,
  newId: () => string,
): BatchPart[] {
  const ids = team.flatMap(({ email }) => org.users.get(email?.toLowerCase() ?? '')?.id ?? []);
  return [...new Set(ids)].filter((id) => !isSameRow(id, ownerId)).flatMap((id) => joining(id, dealId, org, newId));
}

function joining(userId: string, dealId: string, { roles }: Org, newId: () => string): BatchPart[] {
  if (roles.team?.kind === 'access-team')
    return [membership('AddUserToRecordTeam', userId, dealId, roles.team.templateId)];
  if (roles.team === null) return [];
  const body = {
    connectionid: newId(),
    'record1id_opportunity@odata.bind': `/opportunities(${dealId})`,
    'record2id_systemuser@odata.bind': `/systemusers(${userId})`,
    'record2roleid@odata.bind': `/connectionroles(${roles.team.roleId})`,
  };
  return [{ method: 'POST', path: 'connections', body }];
}

function membership(
  action: 'AddUserToRecordTeam' | 'RemoveUserFromRecordTeam',
  userId: string,
  dealId: string,
  templateId: string,
): BatchPart {
  return {
    method: 'POST',
    path: `systemusers(${userId})/Microsoft.Dynamics.CRM.${action}`,
    body: {
      Record: { '@odata.type': 'Microsoft.Dynamics.CRM.opportunity', opportunityid: dealId },
      TeamTemplate: { '@odata.type': 'Microsoft.Dynamics.CRM.teamtemplate', teamtemplateid: templateId },
    },
  };
}

export function teamParts(
  { added, removed }: TeamPlan<TeamRow>,
  place: { dealId: string; ownerId: string | null },
  org: Org,
  newId: () => string,
): BatchPart[] {
  const { team } = org.roles;
  const gone = removed.flatMap(({ connectionId, userId }): BatchPart[] => {
    if (connectionId !== null) return [{ method: 'DELETE', path: `connections(${connectionId})` }];
    return team?.kind === 'access-team'
      ? [membership('RemoveUserFromRecordTeam', userId, place.dealId, team.templateId)]
      : [];
  });
  return [...newTeamParts(added, place, org, newId), ...gone];
}

/** People of the referral's team whom the environment cannot take, each in a sentence. Ask only once they have been looked up. */
export function strangersIn(team: readonly TeamMember[], { roles, users }: Org): readonly Note[] {
  if (roles.team === null) return [];
  return team
    .filter(({ email }) => email !== null && users.get(email.toLowerCase()) === null)
    .map((member) => {
      const name = [member.firstName, member.lastName].filter(Boolean).join(' ') || member.email;
      return note('team-member-no-user', 'team', { name, email: member.email });
    });
}
