import { type Batcher, createBatcher, type Outcome, outcomeOf } from '../crm/batcher.ts';
import { createMemory, type RecordMemory } from '../crm/memory.ts';
import { referralIdIn } from '../crm/referral-id.ts';
import { textAt } from '../crm/rows.ts';
import type { CallContext, DynamicsClient } from './client.ts';
import { type CurrentRecord, currentRecord } from './memory.ts';
import { idColumn, isOneOfIds, rowId } from './odata.ts';
import type { Org } from './org.ts';
import type { DealRows } from './parties.ts';
import type { Row } from './schema.ts';
import { type BelongingPart, belongingQueries, carrying, dealQuery } from './statements.ts';

/** Reads opportunities; many callers share one call, and what was read is remembered for the next write. */
export interface Reader {
  /** Null when the record is gone or invisible. */
  read: Batcher<string, CurrentRecord | null>;
  /** By referral id, also many at a time; the oldest where several carry it. Null when there is none. */
  find: Batcher<string, CurrentRecord | null>;
  /** Opportunities with what belongs to them, in the order of the rows. */
  complete(rows: readonly Row[], context: CallContext): Promise<readonly DealRows[]>;
  memory: RecordMemory<CurrentRecord>;
}

/** A query takes 500 conditions; with so many the address stays short enough for every proxy (contract §2.4). */
export const IDS_PER_QUERY = 50;
const REFERRALS_PER_QUERY = 30;

export function createReader(client: DynamicsClient, org: () => Org): Reader {
  const memory = createMemory<CurrentRecord>();

  async function complete(rows: readonly Row[], context: CallContext): Promise<readonly DealRows[]> {
    const ids = rows.map(idOf);
    const asked = chunks(ids).flatMap((chunk) => belongingQueries(org(), chunk));
    const found =
      asked.length === 0
        ? []
        : await client.rows(
            asked.map(({ path }) => path),
            context,
          );
    return joinedRows(
      org(),
      rows,
      asked.map(({ part }) => part),
      found,
    );
  }

  function remembered(rows: DealRows): Outcome<CurrentRecord> {
    const outcome = outcomeOf(() => currentRecord(rows, org()));
    if ('value' in outcome) memory.put(outcome.value);
    return outcome;
  }

  const read = createBatcher<string, CurrentRecord | null>({
    place: 'Dynamics 365 read',
    maxSize: IDS_PER_QUERY,
    lanes: 2,
    run: async (ids, signal) => {
      const wanted = [...new Set(ids.flatMap((id) => rowId(id) ?? []))];
      const deals = await readDeals(client, org(), wanted, { kind: 'read', signal });
      const byId = new Map(deals.map((rows) => [idOf(rows.row), remembered(rows)]));
      return ids.map((id) => byId.get(rowId(id) ?? '') ?? { value: null });
    },
  });
  const find = createBatcher<string, CurrentRecord | null>({
    place: 'Dynamics 365 find',
    maxSize: REFERRALS_PER_QUERY,
    lanes: 2,
    run: async (referralIds, signal) => {
      const context = { kind: 'find', signal };
      const filter = carrying(org(), [...new Set(referralIds)]);
      const [rows = []] = await client.rows(
        [dealQuery(org(), { filter, orderBy: 'createdon,opportunityid' })],
        context,
      );
      // Dataverse compares text without regard to case.
      const keyOf = (text: string | null) => referralIdIn(text)?.toLowerCase() ?? '';
      const oldest = new Map<string, Row>();
      for (const row of rows) {
        const key = keyOf(textAt(row, org().own.referralId));
        if (!oldest.has(key)) oldest.set(key, row);
      }
      const deals = await complete([...oldest.values()], context);
      const byReferral = new Map([...oldest.keys()].map((key, at) => [key, deals[at]]));
      return referralIds.map((id) => {
        const deal = byReferral.get(keyOf(id));
        return deal ? remembered(deal) : { value: null };
      });
    },
  });
  return { read, find, complete, memory };
}

/** Opportunities with what belongs to them, in one call; those that are gone or invisible are missing. */
export async function readDeals(
  client: DynamicsClient,
  org: Org,
  ids: readonly string[],
  context: CallContext,
): Promise<readonly DealRows[]> {
  if (ids.length === 0) return [];
  const belonging = belongingQueries(org, ids);
  const own = dealQuery(org, { filter: isOneOfIds('opportunityid', ids) });
  const [rows = [], ...found] = await client.rows([own, ...belonging.map(({ path }) => path)], context);
  return joinedRows(
    org,
    rows,
    belonging.map(({ part }) => part),
    found,
  );
}

/** Which column of a belonging row names its opportunity. */
export function ownerColumn(part: BelongingPart, { solutions }: Org): string {
  switch (part) {
    case 'lines':
      return idColumn(solutions?.tables.lineOpportunity ?? '');
    case 'connections':
      return idColumn('record1id');
    case 'teams':
      return idColumn('regardingobjectid');
    case 'notes':
      return idColumn('objectid');
  }
}

type Mutable<Rows> = { [Part in keyof Rows]: Rows[Part] extends readonly Row[] ? Row[] : Rows[Part] };

/** Opportunities with the rows that belong to each. */
export function joinedRows(
  org: Org,
  rows: readonly Row[],
  parts: readonly BelongingPart[],
  found: readonly (readonly Row[])[],
): readonly DealRows[] {
  const deals = new Map(
    rows.map((row): [string, Mutable<DealRows>] => [
      idOf(row),
      { row, lines: [], connections: [], teams: [], notes: [] },
    ]),
  );
  for (const [at, part] of parts.entries()) {
    for (const row of found[at] ?? []) deals.get(lower(row[ownerColumn(part, org)]))?.[part].push(row);
  }
  return [...deals.values()];
}

function idOf(row: Row): string {
  return lower(row['opportunityid']);
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function chunks(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / IDS_PER_QUERY);
  return Array.from({ length: count }, (_, at) => ids.slice(at * IDS_PER_QUERY, (at + 1) * IDS_PER_QUERY));
}
