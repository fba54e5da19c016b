import type { TeamMember } from '../../core/model/deal.ts';
import type { QueryPage } from './answers.ts';
import { CONTACT_COLUMNS } from './bindings.ts';
import { personOf } from './people.ts';
import type { Row } from './schema.ts';
import { inList, select } from './soql.ts';

/** An active user of the org, as the team of a deal shows him. */
export interface OrgUser {
  id: string;
  member: TeamMember;
}

/**
 * Who of the people seen so far is an active user of the org. Only a hint that spares look-ups: it is filled as people turn up, and forgotten
 * whenever the org is described again.
 */
export interface UserDirectory {
  /** By e-mail in lower case; null: nobody, undefined: not known. */
  get(email: string): OrgUser | null | undefined;
  put(email: string, user: OrgUser | null): void;
}

const MAX_PEOPLE = 20_000;

export function createUserDirectory(): UserDirectory {
  const people = new Map<string, OrgUser | null>();
  return {
    get: (email) => people.get(email),
    put(email, user) {
      people.delete(email);
      people.set(email, user);
      const [oldest] = people.keys();
      if (people.size > MAX_PEOPLE && oldest !== undefined) people.delete(oldest);
    },
  };
}

/** Active users with these e-mails; the oldest first, because an e-mail may stand on several. */
export function userQuery(emails: readonly string[]): string | null {
  if (emails.length === 0) return null;
  const columns = ['Id', ...Object.values(CONTACT_COLUMNS)];
  return select(columns, 'User', `IsActive = true AND Email IN ${inList(emails)}`, 'ORDER BY CreatedDate, Id');
}

/** Takes in the answer to `userQuery` of these e-mails. */
export function learnUsers(directory: UserDirectory, emails: readonly string[], page: QueryPage | null): void {
  const found = new Map<string, OrgUser>();
  for (const row of page?.rows ?? []) {
    const user = orgUser(row);
    const email = user.member.email ?? '';
    if (!found.has(email)) found.set(email, user);
  }
  for (const email of emails) directory.put(email, found.get(email) ?? null);
}

function orgUser(row: Row): OrgUser {
  return { id: row.Id, member: personOf(row, '') };
}

/** E-mails among these that nobody has looked up yet. */
export function unknownEmails(directory: UserDirectory, team: readonly TeamMember[]): readonly string[] {
  const emails = team.flatMap(({ email }) => email?.toLowerCase() ?? []);
  return [...new Set(emails)].filter((email) => directory.get(email) === undefined);
}
