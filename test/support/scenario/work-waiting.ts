import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Deals that the connector still has to look at, read from its store behind its back: regular looks and tasks do not count. */
export function dealsWaiting(storeFolder: string): number {
  const database = new DatabaseSync(join(storeFolder, 'cosell.db'), { readOnly: true });
  try {
    const statement = database.prepare(
      "select count(*) as waiting from work where lane = 'links' and due_at_ms is not null",
    );
    return Number(statement.get()?.['waiting']);
  } finally {
    database.close();
  }
}
