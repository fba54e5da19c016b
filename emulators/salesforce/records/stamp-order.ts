import type { Row } from '../schema/types.ts';

interface Entry {
  stamp: string;
  id: string;
}

/**
 * Rows of a table in the order of their SystemModstamp, so that asking for the latest changes does not read the table.
 * Entries are only appended; one that no longer holds is skipped when read and dropped when many have gathered.
 */
export interface StampOrder {
  /** Call after every write, also after one that was rolled back. */
  note(row: Row): void;
  /** Current rows with `from <= stamp < until`, oldest first. */
  between(from: string, until: string, current: (id: string) => Row | undefined): Row[];
}

export function createStampOrder(): StampOrder {
  let entries: Entry[] = [];
  let sorted = true;
  let live = 0;
  const latest = new Map<string, string>();

  function tidy(): void {
    if (!sorted || entries.length > 64 + 2 * live) {
      entries = entries.filter((entry) => latest.get(entry.id) === entry.stamp);
      entries.sort((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : a.id < b.id ? -1 : 1));
      sorted = true;
    }
  }

  function firstAtOrAfter(stamp: string): number {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((entries[middle]?.stamp ?? '') < stamp) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    note(row) {
      const id = row['Id'] as string;
      const stamp = row['SystemModstamp'] as string;
      const before = latest.get(id);
      if (before === stamp) return;
      if (before === undefined) live += 1;
      latest.set(id, stamp);
      if (stamp < (entries.at(-1)?.stamp ?? '')) sorted = false;
      entries.push({ stamp, id });
    },
    between(from, until, current) {
      tidy();
      const found = new Map<string, Row>();
      for (let at = firstAtOrAfter(from); at < entries.length; at += 1) {
        const entry = entries[at] as Entry;
        if (entry.stamp >= until) break;
        const row = current(entry.id);
        if (row && row['SystemModstamp'] === entry.stamp) found.set(entry.id, row);
      }
      return [...found.values()];
    },
  };
}
