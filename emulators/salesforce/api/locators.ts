import type { Clock } from '../../kit/clock.ts';
import { makeId } from '../ids.ts';
import { refuse } from '../refusal.ts';
import type { Selection } from '../soql/select.ts';

/** A query whose remaining rows are still to be fetched. */
export interface Cursor {
  selection: Selection;
  batchSize: number;
  userId: string;
  /** `query` or `queryAll`. */
  resource: string;
}

export interface Locators {
  keep(cursor: Cursor): string;
  /** Throws INVALID_QUERY_LOCATOR when it is unknown, foreign or older than two days. */
  find(locator: string, userId: string): { cursor: Cursor; offset: number };
}

const LIFETIME_MS = 2 * 86_400_000;
const KEY_PREFIX = '0r8';

export function createLocators(clock: Clock): Locators {
  const kept = new Map<string, { cursor: Cursor; untilMs: number }>();
  let made = 0;

  function forgetOld(): void {
    for (const [id, { untilMs }] of kept) {
      if (untilMs > clock.now()) break;
      kept.delete(id);
    }
  }

  return {
    keep(cursor) {
      forgetOld();
      made += 1;
      const id = makeId(KEY_PREFIX, made);
      kept.set(id, { cursor, untilMs: clock.now() + LIFETIME_MS });
      return id;
    },
    find(locator, userId) {
      forgetOld();
      const dash = locator.lastIndexOf('-');
      const found = kept.get(locator.slice(0, dash));
      const offset = Number(locator.slice(dash + 1));
      const isValid =
        found && found.cursor.userId === userId && found.untilMs > clock.now() && Number.isInteger(offset);
      if (!isValid) throw refuse('INVALID_QUERY_LOCATOR', 'invalid query locator');
      return { cursor: found.cursor, offset };
    },
  };
}
