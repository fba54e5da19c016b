import { type Batcher, createBatcher } from '../crm/batcher.ts';
import { createMemory, type RecordMemory } from '../crm/memory.ts';
import { referralIdIn } from '../crm/referral-id.ts';
import { textAt } from '../crm/rows.ts';
import type { SalesforceClient } from './client.ts';
import { type CurrentRecord, currentRecord } from './memory.ts';
import type { Org } from './org.ts';
import { completed } from './pages.ts';
import { recordId } from './record-id.ts';
import type { Row } from './schema.ts';
import { learnStages } from './stage-news.ts';
import { findStatement, readStatement } from './statements.ts';

/** Reads opportunities by id; many callers share one query, and what was read is remembered for the next write. */
export interface Reader {
  /** Null when the record is gone or invisible. */
  read: Batcher<string, Row | null>;
  /** By referral id, also many at a time; the oldest where several carry it. Null when there is none. */
  find: Batcher<string, Row | null>;
  memory: RecordMemory<CurrentRecord>;
}

/** Ids per query: the address of a query may have 16,384 bytes (contract §1.4). */
const IDS_PER_QUERY = 200;
/** Each in three spellings, one of them an address. */
const REFERRALS_PER_QUERY = 40;

export function createReader(client: SalesforceClient, org: () => Org): Reader {
  const memory = createMemory<CurrentRecord>();
  const read = createBatcher<string, Row | null>({
    place: 'Salesforce read',
    maxSize: IDS_PER_QUERY,
    lanes: 2,
    run: async (ids, signal) => {
      const wanted = [...new Set(ids.flatMap((id) => recordId(id) ?? []))];
      if (wanted.length === 0) return ids.map(() => ({ value: null }));
      const soql = readStatement(org(), wanted, { audit: true });
      const context = { kind: 'read', signal };
      const rows = await completed(client, await client.query(soql, context), context);
      await learnStages(client, rows, org(), context);
      const byId = new Map(rows.map((row) => [row.Id, row]));
      for (const row of rows) memory.put(currentRecord(row, org()));
      return ids.map((id) => ({ value: byId.get(recordId(id) ?? '') ?? null }));
    },
  });
  const find = createBatcher<string, Row | null>({
    place: 'Salesforce find',
    maxSize: REFERRALS_PER_QUERY,
    lanes: 2,
    run: async (referralIds, signal) => {
      const soql = findStatement(org(), [...new Set(referralIds)]);
      const context = { kind: 'find', signal };
      const rows = await completed(client, await client.query(soql, context), context);
      await learnStages(client, rows, org(), context);
      // SOQL compares text without regard to case.
      const keyOf = (text: string | null) => referralIdIn(text)?.toLowerCase() ?? '';
      const byReferral = Map.groupBy(rows, (row) => keyOf(textAt(row, org().own.referralId)));
      return referralIds.map((id) => ({ value: byReferral.get(keyOf(id))?.[0] ?? null }));
    },
  });
  return { read, find, memory };
}
