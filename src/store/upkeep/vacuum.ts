import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { storeLocation } from '../location.ts';
import { pruneRows } from '../prune.ts';
import { withDatabase } from './tables.ts';

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
    await pruneRows(database);
    await database.vacuum();
    return { bytesBefore, bytesAfter: await sizeOf(database) };
  });
}

async function sizeOf({ read, dialect }: Database): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`select ${dialect.sizeBytes} as bytes`.execute(read);
  return rows[0]?.bytes ?? 0;
}
