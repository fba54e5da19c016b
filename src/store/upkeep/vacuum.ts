import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { storeLocation } from '../location.ts';
import { withDatabase } from './tables.ts';

const DAY_MS = 86_400_000;

/** Raw deliveries are kept for forensic reading, not for ever. */
const DELIVERIES_KEPT_DAYS = 30;

/** A key without work that nobody asked for since then is forgotten; its next request makes it anew. */
const CLEAN_KEYS_KEPT_DAYS = 1;

export interface VacuumResult {
  bytesBefore: number;
  bytesAfter: number;
}

/**
 * Removes deliveries older than 30 days and work keys long clean, and gives the space back. The connector may go on working.
 * On PostgreSQL the server reuses the space; the size may stay.
 */
export function vacuumStore(url: string | undefined): Promise<VacuumResult> {
  return withDatabase(storeLocation(url), async (database) => {
    const bytesBefore = await sizeOf(database);
    await removeOldRows(database);
    await database.vacuum();
    return { bytesBefore, bytesAfter: await sizeOf(database) };
  });
}

async function removeOldRows(database: Database): Promise<void> {
  const before = (days: number) => sql<number>`${database.dialect.now()} - ${days * DAY_MS}`;
  await database.write(async ({ db }) => {
    await db.deleteFrom('delivery').where('received_at_ms', '<', before(DELIVERIES_KEPT_DAYS)).execute();
    await db
      .deleteFrom('work')
      .where('lease_owner', 'is', null)
      .where('due_at_ms', 'is', null)
      .where('parked_at_ms', 'is', null)
      .where('touched_at_ms', '<', before(CLEAN_KEYS_KEPT_DAYS))
      .execute();
  });
}

async function sizeOf({ read, dialect }: Database): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`select ${dialect.sizeBytes} as bytes`.execute(read);
  return rows[0]?.bytes ?? 0;
}
