import { isBusy, sqliteError } from './errors.ts';
import type { SqliteFile } from './node-sqlite.ts';

/** Others hold a lock for milliseconds; past this something hangs. */
const WAIT_MS_MAX = 20_000;

/**
 * Repeats an attempt while the file is locked, without blocking the event loop: SQLite's own busy time-out would, and the holder may
 * be this very process. Throws what SQLite threw, with its remedy.
 */
export async function patiently(file: SqliteFile, attempt: string | (() => void)): Promise<void> {
  const giveUpAt = performance.now() + WAIT_MS_MAX;
  for (;;) {
    try {
      if (typeof attempt === 'string') file.exec(attempt);
      else attempt();
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAt) throw sqliteError(error, file);
    }
    await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 4));
  }
}
