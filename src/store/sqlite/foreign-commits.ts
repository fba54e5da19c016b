import type { SqliteFile } from './node-sqlite.ts';

/** SQLite cannot tell other processes of a commit; asking costs microseconds. */
const POLL_MS = 25;

/**
 * Notices commits of other processes. Must look through the writing connection: `data_version` changes with every commit but its own.
 * Polls only while somebody listens, and never keeps the process alive.
 */
export function watchForeignCommits(file: SqliteFile): { subscribe(changed: () => void): () => void; close(): void } {
  const statement = file.prepare('pragma data_version');
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | null = null;
  let seen: unknown = null;

  function look(): void {
    const version = statement.get()?.['data_version'];
    if (version === seen) return;
    seen = version;
    for (const listener of listeners) listener();
  }
  function stop(): void {
    if (timer) clearInterval(timer);
    timer = null;
  }
  return {
    subscribe(changed) {
      const listener = () => changed();
      listeners.add(listener);
      if (timer === null) {
        seen = statement.get()?.['data_version'];
        timer = setInterval(look, POLL_MS).unref();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    close: stop,
  };
}
