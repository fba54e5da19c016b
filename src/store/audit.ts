import type { Kysely } from 'kysely';
import type { AuditEntry, AuditReader } from '../engine/ports.ts';
import type { AuditTable, Schema } from './schema.ts';

export function auditReader(db: Kysely<Schema>): AuditReader {
  const newest = (limit: number) =>
    db.selectFrom('audit_entry').selectAll().orderBy('at_ms', 'desc').orderBy('place', 'desc').limit(limit);
  return {
    async forLink(linkId, limit) {
      return (await newest(limit).where('link_id', '=', linkId).execute()).map(toEntry);
    },
    async recent(limit) {
      return (await newest(limit).execute()).map(toEntry);
    },
  };
}

/** Adds an entry; the same id twice counts once. */
export async function addAuditEntry(db: Kysely<Schema>, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit_entry')
    .values({
      id: entry.id,
      link_id: entry.linkId,
      at_ms: entry.atMs,
      kind: entry.kind,
      body: JSON.stringify(entry.body ?? null),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function toEntry(row: { [Column in keyof AuditTable]: unknown }): AuditEntry {
  return {
    id: row.id as string,
    linkId: row.link_id as string | null,
    atMs: row.at_ms as number,
    kind: row.kind as string,
    body: JSON.parse(row.body as string) as unknown,
  };
}
