import type { TeamMember } from '../../core/model/deal.ts';

/** An active user of the CRM, as the team of a deal shows him. */
export interface CrmUser {
  id: string;
  member: TeamMember;
}

/**
 * Who of the people seen so far is an active user. Only a hint that spares look-ups: it is filled as people turn up, and forgotten whenever
 * the organisation is described again.
 */
export interface UserDirectory {
  /** By e-mail in lower case; null: nobody, undefined: not known. */
  get(email: string): CrmUser | null | undefined;
  put(email: string, user: CrmUser | null): void;
}

const MAX_PEOPLE = 20_000;

export function createUserDirectory(): UserDirectory {
  const people = new Map<string, CrmUser | null>();
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

/** Takes in whom a look-up of these e-mails has found, the oldest of a name first. */
export function learnUsers(directory: UserDirectory, emails: readonly string[], users: readonly CrmUser[]): void {
  const found = new Map<string, CrmUser>();
  for (const user of users) {
    const email = user.member.email ?? '';
    if (!found.has(email)) found.set(email, user);
  }
  for (const email of emails) directory.put(email, found.get(email) ?? null);
}

/** E-mails among these that nobody has looked up yet. */
export function unknownEmails(directory: UserDirectory, team: readonly TeamMember[]): readonly string[] {
  const emails = team.flatMap(({ email }) => email?.toLowerCase() ?? []);
  return [...new Set(emails)].filter((email) => directory.get(email) === undefined);
}
