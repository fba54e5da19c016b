/** A row, or what else changes with a version of its own. */
interface Versioned {
  id: string;
  rowVersion: number;
}

/** The order in which the rows of a table changed, so that the changes since a version are found without a search. */
export interface ChangeOrder<Row extends Versioned> {
  note(row: Row): void;
  /** Rows changed after the version, oldest first; `current` tells the row of an id as it stands. */
  after(version: number, current: (id: string) => Row | undefined): Row[];
  /** Forgets what later changes have overtaken. Not while a change may still be undone. */
  compact(current: (id: string) => Row | undefined, rows: number): void;
}

/** Overtaken entries that may pile up beside twice the number of rows. */
const SLACK = 1000;

export function createChangeOrder<Row extends Versioned>(): ChangeOrder<Row> {
  let entries: Versioned[] = [];

  function firstAfter(version: number): number {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((entries[middle] as Versioned).rowVersion <= version) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    note: ({ id, rowVersion }) => void entries.push({ id, rowVersion }),
    after(version, current) {
      const rows: Row[] = [];
      for (let at = firstAfter(version); at < entries.length; at += 1) {
        const { id, rowVersion } = entries[at] as Versioned;
        const row = current(id);
        // An entry with another version was overtaken, or undone.
        if (row?.rowVersion === rowVersion) rows.push(row);
      }
      return rows;
    },
    compact(current, rows) {
      if (entries.length <= 2 * rows + SLACK) return;
      entries = entries.filter(({ id, rowVersion }) => current(id)?.rowVersion === rowVersion);
    },
  };
}
