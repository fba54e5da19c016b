import type { CrmUser } from '../crm/users.ts';
import type { QueryPage } from './answers.ts';
import { CONTACT_COLUMNS } from './bindings.ts';
import { personOf } from './people.ts';
import { inList, select } from './soql.ts';

/** Active users with these e-mails; the oldest first, because an e-mail may stand on several. */
export function userQuery(emails: readonly string[]): string | null {
  if (emails.length === 0) return null;
  const columns = ['Id', ...Object.values(CONTACT_COLUMNS)];
  return select(columns, 'User', `IsActive = true AND Email IN ${inList(emails)}`, 'ORDER BY CreatedDate, Id');
}

/** The users in the answer to `userQuery`. */
export function usersIn(page: QueryPage | null): readonly CrmUser[] {
  return (page?.rows ?? []).map((row) => ({ id: row.Id, member: personOf(row, '') }));
}
