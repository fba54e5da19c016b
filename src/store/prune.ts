import { sql } from 'kysely';
import type { Database } from './database.ts';

const DAY_MS = 86_400_000;

/** Raw deliveries are kept for forensic reading, not for ever. */
export const DELIVERIES_KEPT_MS = 30 * DAY_MS;

/** A key without work that nobody asked for since then is forgotten; its next request makes it anew. */
const CLEAN_KEYS_KEPT_MS = DAY_MS;

/** Removes what nobody needs any more, in one transaction. */
export async function pruneRows(database: Database): Promise<void> {
  const before = (keptMs: number) => sql<number>`${database.dialect.now()} - ${keptMs}`;
  await database.write(async ({ db }) => {
    await db.deleteFrom('delivery').where('received_at_ms', '<', before(DELIVERIES_KEPT_MS)).execute();
    await db
      .deleteFrom('work')
      .where('lease_owner', 'is', null)
      .where('due_at_ms', 'is', null)
      .where('parked_at_ms', 'is', null)
      .where('touched_at_ms', '<', before(CLEAN_KEYS_KEPT_MS))
      .execute();
  });
}
