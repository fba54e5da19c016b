import { CosellError } from '../../core/errors.ts';
import type { Log } from '../../engine/ports.ts';

/** One at a time; callers meanwhile share it. */
export function once(task: () => Promise<void>): () => Promise<void> {
  let underway: Promise<void> | null = null;
  return () => {
    underway ??= task().finally(() => {
      underway = null;
    });
    return underway;
  };
}

export type Guard = <T>(call: () => Promise<T>) => Promise<T>;

export interface WatchOptions {
  /** Codes that say that the CRM no longer looks as described: an administrator changed a column or its visibility. */
  outdated: ReadonlySet<string>;
  /** Describes it afresh. */
  refresh: () => Promise<void>;
  /** Names the CRM in the log. */
  connection: string;
  log: Log;
}

/**
 * After such an error the CRM is described afresh (a change of permissions need not move the date of a description), so that the next attempt
 * fits it or fails with the name of what is missing. The present call still fails: what it was planned from is outdated.
 */
export function watchful({ outdated, refresh, connection, log }: WatchOptions): Guard {
  return async (call) => {
    try {
      return await call();
    } catch (thrown) {
      if (thrown instanceof CosellError && outdated.has(thrown.code)) {
        log.warn({ connection, code: thrown.code }, 'the CRM looks different; describing it again');
        await refresh();
      }
      throw thrown;
    }
  };
}

/** The same for a listing, whose calls happen while it is walked through. */
export async function* watchfully<T>(listing: AsyncGenerator<T>, guarded: Guard): AsyncGenerator<T> {
  try {
    while (true) {
      const step = await guarded(() => listing.next());
      if (step.done) return;
      yield step.value;
    }
  } finally {
    await listing.return(undefined);
  }
}
