import type { QueryPage } from './answers.ts';
import type { CallContext } from './call-context.ts';
import { childRows } from './child-rows.ts';
import type { SalesforceClient } from './client.ts';
import { QueryAnswer, type Row } from './schema.ts';

/** All rows of a query, page by page, with child lists that did not fit into their row completed. */
export async function completed(
  client: SalesforceClient,
  first: QueryPage,
  context: CallContext,
): Promise<readonly Row[]> {
  const rows = [...(await withWholeLists(client, first.rows, context))];
  for (let { next } = first; next !== null; ) {
    const page = await client.more(next, context);
    rows.push(...(await withWholeLists(client, page.rows, context)));
    next = page.next;
  }
  return rows;
}

/** Child lists are paged like queries (contract §1.4); the rest of a long one is fetched, and so are the texts of notes. */
export async function withWholeLists(
  client: SalesforceClient,
  rows: readonly Row[],
  context: CallContext,
): Promise<readonly Row[]> {
  const whole = rows.map((row) => (cutLists(row).length === 0 ? row : wholeRow(client, row, context)));
  return client.notes.completed(await Promise.all(whole), context);
}

async function wholeRow(client: SalesforceClient, row: Row, context: CallContext): Promise<Row> {
  const whole: Row = { ...row };
  for (const [name, first] of cutLists(row)) {
    const records = [...childRows(row, name)];
    let next = first.nextRecordsUrl?.split('/').at(-1) ?? null;
    while (next !== null) {
      const page: QueryPage = await client.more(next, context);
      records.push(...page.rows);
      next = page.next;
    }
    whole[name] = { totalSize: first.totalSize, done: true, records };
  }
  return whole;
}

function cutLists(row: Row): [string, QueryAnswer][] {
  return Object.entries(row).flatMap(([name, value]): [string, QueryAnswer][] => {
    if (typeof value !== 'object' || value === null || !('done' in value) || value.done !== false) return [];
    const list = QueryAnswer.safeParse(value);
    return list.success ? [[name, list.data]] : [];
  });
}
