import type { Value } from '../../core/messages/catalogue.ts';
import { word } from '../../core/messages.ts';
import type { DealView, TeamMember } from '../../core/model/deal.ts';
import { type Note, note } from '../../core/model/plan.ts';

/** What every member of a team must have (contract/partner-center.md §2.1). */
const NEEDED: readonly [keyof TeamMember, Value][] = [
  ['firstName', word('word.first-name')],
  ['lastName', word('word.last-name')],
  ['email', word('word.email')],
  ['phone', word('word.phone')],
];

/**
 * The fields with only those people in the team whom Partner Center takes: one who lacks a phone would have the whole deal refused. Without
 * anybody left the team stays as it is. The others are named in notes.
 */
export function withKnownColleagues<Fields extends DealView>(
  fields: Fields,
): { fields: Fields; notes: readonly Note[] } {
  const { team, ...others } = fields;
  if (!team || team.length === 0) return { fields, notes: [] };
  const complete = team.filter((member) => gaps(member).length === 0);
  const notes = team.filter((member) => gaps(member).length > 0).map(incomplete);
  return { fields: (complete.length > 0 ? { ...others, team: complete } : others) as Fields, notes };
}

function gaps(member: TeamMember): readonly Value[] {
  return NEEDED.flatMap(([part, word]) => (member[part] ? [] : [word]));
}

function incomplete(member: TeamMember): Note {
  const name = [member.firstName, member.lastName].filter(Boolean).join(' ') || member.email;
  return note('team-member-incomplete', 'team', { name, missing: gaps(member) });
}
