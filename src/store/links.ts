import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Link, LinkState } from '../core/model/link.ts';
import type { Side } from '../core/model/side.ts';
import type { Hint, LinkKey, LinkPageRequest, LinkReader, LinkWriter, StoredLink } from '../engine/ports.ts';
import type { Dialect } from './dialect.ts';
import { combineHints } from './hints.ts';
import { linkGone } from './link-errors.ts';
import type { LinkTable, Schema } from './schema.ts';

type KeyColumn = 'referral_id' | 'microsoft_referral_id' | 'engagement_id' | 'record_id';

const HINT_COLUMNS = {
  'partner-center': { hint: 'hint_partner_center', number: 'hint_partner_center_number' },
  crm: { hint: 'hint_crm', number: 'hint_crm_number' },
} as const satisfies Record<Side, { hint: keyof LinkTable; number: keyof LinkTable }>;

/** With `lock`, found links stay as they are until the transaction ends: what was read can be changed and saved. */
export function linkReader(db: Kysely<Schema>, dialect: Dialect, lock = false): LinkReader {
  const end = lock ? dialect.forUpdate : sql``;
  return {
    async get(id) {
      const row = await db.selectFrom('link').selectAll().where('id', '=', id).modifyEnd(end).executeTakeFirst();
      return row ? toStored(row) : null;
    },
    async find(by) {
      const { column, value } = columnOf(by);
      const row = await db.selectFrom('link').selectAll().where(column, '=', value).modifyEnd(end).executeTakeFirst();
      return row ? toStored(row) : null;
    },
    findMany: (by) => findMany(db, dialect, by, end),
    page: (request) => page(db, request),
    async count() {
      const rows = await db
        .selectFrom('link')
        .select(['state', (eb) => eb.fn.countAll<number>().as('links')])
        .groupBy('state')
        .execute();
      return { ...NO_LINKS, ...Object.fromEntries(rows.map(({ state, links }) => [state, links])) };
    },
  };
}

const NO_LINKS: Record<LinkState, number> = { proposed: 0, active: 0, closed: 0, halted: 0, broken: 0 };

async function findMany(
  db: Kysely<Schema>,
  dialect: Dialect,
  by: readonly LinkKey[],
  end: RawBuilder<unknown>,
): Promise<readonly StoredLink[]> {
  const wanted = Map.groupBy(by.map(columnOf), ({ column }) => column);
  const found = new Map<string, StoredLink>();
  for (const [column, keys] of wanted) {
    const values = [...new Set(keys.map(({ value }) => value))].map((value) => ({ value }));
    const { rows } = await sql<LinkTable>`
      select l.* from ${dialect.jsonRows(values)}
      join link as l on l.${sql.ref(column)} = e.value ->> 'value' order by l.id ${end}`.execute(db);
    for (const row of rows) found.set(row.id, toStored(row));
  }
  return [...found.values()];
}

async function page(db: Kysely<Schema>, request: LinkPageRequest): Promise<readonly StoredLink[]> {
  let query = db.selectFrom('link').selectAll().orderBy('id').limit(request.limit);
  if (request.after !== null) query = query.where('id', '>', request.after);
  if (request.state !== undefined) query = query.where('state', '=', request.state);
  return (await query.execute()).map(toStored);
}

export function linkWriter(db: Kysely<Schema>, dialect: Dialect): LinkWriter {
  return {
    async add(link, hints) {
      const hintNumber = Object.values(hints).some((hint) => hint !== null) ? 1 : 0;
      const { rows } = await sql`
        insert into link (id, state, referral_id, engagement_id, microsoft_referral_id, record_id, body,
          hint_partner_center, hint_partner_center_number, hint_crm, hint_crm_number, hint_number, updated_at_ms)
        values (${link.id}, ${link.state}, ${link.referralId}, ${link.engagementId}, ${link.microsoftReferralId},
          ${link.recordId}, ${JSON.stringify(link)}, ${hintText(hints['partner-center'])}, ${hintNumber},
          ${hintText(hints.crm)}, ${hintNumber}, ${hintNumber}, ${dialect.now()})
        on conflict do nothing returning id`.execute(db);
      return rows.length > 0 ? 'added' : 'taken';
    },
    save: (link, hintNumber) => save(db, dialect, link, hintNumber),
    hint: (id, side, hint) => leaveHint(db, dialect, id, side, hint),
    async remove(id) {
      await db.deleteFrom('link').where('id', '=', id).execute();
    },
  };
}

async function save(db: Kysely<Schema>, dialect: Dialect, link: Link, hintNumber: number): Promise<'saved' | 'taken'> {
  const sameIds = sql`referral_id is not distinct from ${link.referralId}
    and engagement_id is not distinct from ${link.engagementId}
    and microsoft_referral_id is not distinct from ${link.microsoftReferralId}
    and record_id is not distinct from ${link.recordId}`;
  const kept = await replaceStatement(dialect, link, hintNumber, sameIds).execute(db);
  if (kept.rows.length > 0) return 'saved';
  // New ids may belong to another link; on PostgreSQL a refused statement would spoil the whole transaction.
  await sql`savepoint new_ids`.execute(db);
  try {
    const { rows } = await replaceStatement(dialect, link, hintNumber, sql`true`).execute(db);
    await sql`release savepoint new_ids`.execute(db);
    if (rows.length === 0) throw linkGone(link.id);
    return 'saved';
  } catch (error) {
    if (!dialect.isUniqueViolation(error)) throw error;
    await sql`rollback to savepoint new_ids`.execute(db);
    return 'taken';
  }
}

function replaceStatement(dialect: Dialect, link: Link, hintNumber: number, condition: ReturnType<typeof sql>) {
  return sql`
    update link set state = ${link.state}, referral_id = ${link.referralId}, engagement_id = ${link.engagementId},
      microsoft_referral_id = ${link.microsoftReferralId}, record_id = ${link.recordId}, body = ${JSON.stringify(link)},
      hint_partner_center = case when hint_partner_center_number <= ${hintNumber} then null else hint_partner_center end,
      hint_crm = case when hint_crm_number <= ${hintNumber} then null else hint_crm end,
      updated_at_ms = ${dialect.now()}
    where id = ${link.id} and ${condition}
    returning id`;
}

async function leaveHint(db: Kysely<Schema>, dialect: Dialect, id: string, side: Side, hint: Hint): Promise<boolean> {
  const columns = HINT_COLUMNS[side];
  const { rows } = await sql<{ hint: string | null }>`
    select ${sql.ref(columns.hint)} as hint from link where id = ${id} ${dialect.forUpdate}`.execute(db);
  const row = rows[0];
  if (row === undefined) return false;
  const combined = combineHints(parseHint(row.hint), hint);
  await sql`
    update link set ${sql.ref(columns.hint)} = ${hintText(combined)}, ${sql.ref(columns.number)} = hint_number + 1,
      hint_number = hint_number + 1
    where id = ${id}`.execute(db);
  return true;
}

function columnOf(by: LinkKey): { column: KeyColumn; value: string } {
  if ('referralId' in by) return { column: 'referral_id', value: by.referralId };
  if ('microsoftReferralId' in by) return { column: 'microsoft_referral_id', value: by.microsoftReferralId };
  if ('engagementId' in by) return { column: 'engagement_id', value: by.engagementId };
  return { column: 'record_id', value: by.recordId };
}

function toStored(row: LinkTable): StoredLink {
  return {
    link: JSON.parse(row.body) as Link,
    hints: { 'partner-center': parseHint(row.hint_partner_center), crm: parseHint(row.hint_crm) },
    hintNumber: row.hint_number,
    updatedAtMs: row.updated_at_ms,
  };
}

function parseHint(text: string | null): Hint | null {
  return text === null ? null : (JSON.parse(text) as Hint);
}

function hintText(hint: Hint | null): string | null {
  return hint === null ? null : JSON.stringify(hint);
}
