import type { TeamMember } from '../../core/model/deal.ts';
import { type Note, note } from '../../core/model/plan.ts';
import { distinctPeople, type HeldMember, type TeamPlan } from '../crm/children.ts';
import { filled } from '../crm/columns.ts';
import { flagAt, textAt } from '../crm/rows.ts';
import { childRows } from './child-rows.ts';
import type { Part } from './client.ts';
import type { Org } from './org.ts';
import { personOf } from './people.ts';
import { isSameId } from './record-id.ts';
import type { Row } from './schema.ts';

/** The people of the org on a deal: its owner, and the opportunity team where the org has teams. */

export interface TeamRow extends HeldMember {
  rowId: string;
  userId: string;
}

/** Rows of the opportunity team, and whoever owns the record. */
export interface TeamRows {
  ownerId: string | null;
  owner: TeamMember;
  rows: readonly TeamRow[];
}

export function teamRows(row: Row, org: Org): TeamRows {
  const rows = org.teamPath === null ? [] : childRows(row, org.teamPath);
  const team: TeamRows = {
    ownerId: textAt(row, 'OwnerId'),
    owner: personOf(row, 'Owner'),
    rows: rows.flatMap((member): TeamRow[] => {
      const userId = textAt(member, 'UserId');
      return userId === null ? [] : [{ rowId: member.Id, userId, member: personOf(member, 'User') }];
    }),
  };
  rememberPeople(row, team, org);
  return team;
}

/** Whoever is read on a deal need not be looked up later. An inactive owner is nobody whom a team could take. */
function rememberPeople(row: Row, { ownerId, owner, rows }: TeamRows, org: Org): void {
  const isActive = flagAt(row, 'Owner.IsActive');
  const people = [
    ...rows.map(({ userId, member }) => ({ id: userId, member })),
    ...(ownerId !== null && isActive ? [{ id: ownerId, member: owner }] : []),
  ];
  for (const { id, member } of people) {
    if (member.email !== null) org.users.put(member.email, { id, member });
  }
}

/** The owner, then the opportunity team, each person once. The connector's own user is nobody's contact. */
export function teamOf(row: Row, org: Org): readonly TeamMember[] {
  const { ownerId, owner, rows } = teamRows(row, org);
  const isOwn = org.ownUserId !== null && isSameId(ownerId ?? '', org.ownUserId);
  return distinctPeople([...(isOwn ? [] : [owner]), ...rows.map(({ member }) => member)]);
}

/** The team as the org will show it: users as their own records say, without those who are known to be no users. */
export function teamShown(team: readonly TeamMember[], org: Org): readonly TeamMember[] {
  return team.flatMap((member) => {
    const email = member.email?.toLowerCase();
    if (email === undefined) return [];
    const user = org.users.get(email);
    return user === null ? [] : [user?.member ?? { ...member, email }];
  });
}

/** New members who are active users, whoever else owns the record left out. */
export function newTeamParts(
  team: readonly TeamMember[],
  { opportunityId, ownerId }: { opportunityId: string; ownerId: string | null },
  org: Org,
): Part[] {
  if (org.teamPath === null) return [];
  const ids = team.flatMap(({ email }) => org.users.get(email?.toLowerCase() ?? '')?.id ?? []);
  const { teamRole } = org.settings;
  return [...new Set(ids)]
    .filter((id) => ownerId === null || !isSameId(id, ownerId))
    .map((id, at) => ({
      method: 'POST',
      path: 'sobjects/OpportunityTeamMember',
      referenceId: `member${at}`,
      body: { OpportunityId: opportunityId, UserId: id, ...filled({ TeamMemberRole: teamRole }) },
    }));
}

export function teamParts(
  { added, removed }: TeamPlan<TeamRow>,
  place: { opportunityId: string; ownerId: string | null },
  org: Org,
): Part[] {
  const gone = removed.map(
    ({ rowId }, at): Part => ({
      method: 'DELETE',
      path: `sobjects/OpportunityTeamMember/${rowId}`,
      referenceId: `memberGone${at}`,
    }),
  );
  return [...newTeamParts(added, place, org), ...gone];
}

/** People of the referral's team whom the org cannot take, each in a sentence. Ask only once they have been looked up. */
export function strangersIn(team: readonly TeamMember[], org: Org): readonly Note[] {
  if (org.teamPath === null) return [];
  return team
    .filter(({ email }) => email !== null && org.users.get(email.toLowerCase()) === null)
    .map((member) => {
      const name = [member.firstName, member.lastName].filter(Boolean).join(' ') || member.email;
      return note('team-member-no-user', 'team', { name, email: member.email });
    });
}
