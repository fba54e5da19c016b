import { createHash } from 'node:crypto';

/** Sums rows up so that two tables can be compared without holding either. Column order does not matter. */
export function digestOf(): { add(row: Readonly<Record<string, unknown>>): void; end(): string } {
  const hash = createHash('sha256');
  return {
    add(row) {
      const columns = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
      hash.update(`${JSON.stringify(columns)}\n`);
    },
    end: () => hash.digest('hex'),
  };
}
