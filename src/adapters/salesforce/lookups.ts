import { textAt } from '../crm/rows.ts';
import type { QueryPage } from './answers.ts';
import type { CallContext } from './call-context.ts';
import type { SalesforceClient } from './client.ts';
import type { Org } from './org.ts';
import { completed } from './pages.ts';
import { inList } from './soql.ts';

/** What new records may refer to instead of being doubled. Keys are in lower case. */
export interface Known {
  /** Contact ids by e-mail; those of the deal's own account come first. */
  contacts: ReadonlyMap<string, readonly FoundContact[]>;
  /** Ids of the solution catalogue by solution id. */
  details: ReadonlyMap<string, string>;
}

interface FoundContact {
  id: string;
  accountId: string | null;
}

export function contactQuery(emails: readonly string[]): string | null {
  if (emails.length === 0) return null;
  return `SELECT Id, Email, AccountId FROM Contact WHERE Email IN ${inList(emails)} ORDER BY CreatedDate, Id`;
}

export function detailQuery(ids: readonly string[], org: Org): string | null {
  if (ids.length === 0 || !org.solutions) return null;
  const { detailIdentifier } = org.settings.fields;
  const from = org.solutions.detail.name;
  return `SELECT Id, ${detailIdentifier} FROM ${from} WHERE ${detailIdentifier} IN ${inList(ids)} ORDER BY CreatedDate, Id`;
}

/** Runs the queries that are needed in one call; the pages are in the order of the queries, null where there was none. */
export async function lookUp(
  client: SalesforceClient,
  queries: readonly (string | null)[],
  context: CallContext,
): Promise<readonly (QueryPage | null)[]> {
  const needed = queries.filter((query) => query !== null);
  const [only] = needed;
  if (only === undefined) return queries.map(() => null);
  const pages =
    needed.length === 1 ? [await client.query(only, context)] : [...(await client.queries(needed, context))];
  return Promise.all(
    queries.map(async (query) => {
      const page = query === null ? undefined : pages.shift();
      return page ? { ...page, rows: await completed(client, page, context), next: null } : null;
    }),
  );
}

export function knownContacts(page: QueryPage | null): Known['contacts'] {
  const found = new Map<string, FoundContact[]>();
  for (const row of page?.rows ?? []) {
    const email = textAt(row, 'Email')?.toLowerCase();
    if (email) found.set(email, [...(found.get(email) ?? []), { id: row.Id, accountId: textAt(row, 'AccountId') }]);
  }
  return found;
}

export function knownDetails(page: QueryPage | null, org: Org): Known['details'] {
  const found = new Map<string, string>();
  for (const row of page?.rows ?? []) {
    const id = textAt(row, org.settings.fields.detailIdentifier)?.toLowerCase();
    if (id && !found.has(id)) found.set(id, row.Id);
  }
  return found;
}

/** The contact with this e-mail, of the same account when there is a choice. */
export function contactFor(known: Known, email: string | null, accountId: string | null): string | null {
  const found = email === null ? [] : (known.contacts.get(email) ?? []);
  return (found.find((contact) => contact.accountId === accountId) ?? found[0])?.id ?? null;
}
