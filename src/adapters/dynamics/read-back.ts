import type { BatchPart, EntryAnswer } from './batch.ts';
import { isOneOfIds } from './odata.ts';
import type { Org } from './org.ts';
import type { DealRows } from './parties.ts';
import { joinedRows } from './reader.ts';
import { RowSet } from './schema.ts';
import { belongingQueries, dealQuery } from './statements.ts';

/** Reads that follow writes in one batch and show what those left behind. */
export function readBackParts(org: Org, ids: readonly string[]): BatchPart[] {
  const own = dealQuery(org, { filter: isOneOfIds('opportunityid', ids) });
  const paths = [own, ...belongingQueries(org, ids).map(({ path }) => path)];
  return paths.map((path) => ({ method: 'GET', path }));
}

/** The deals in the answers to `readBackParts`; those that could not be read back whole are missing. */
export function readBack(org: Org, ids: readonly string[], answers: readonly EntryAnswer[]): readonly DealRows[] {
  const sets = answers.map(([answer]) => RowSet.safeParse(answer && answer.status < 300 ? answer.body : null));
  // With a further page or an error in one of them, the deals are not whole.
  const rows = sets.map(({ data }) => (data && data['@odata.nextLink'] === undefined ? data.value : null));
  if (rows.some((one) => one === null)) return [];
  const [own = [], ...belonging] = rows.map((one) => one ?? []);
  return joinedRows(
    org,
    own,
    belongingQueries(org, ids).map(({ part }) => part),
    belonging,
  );
}
