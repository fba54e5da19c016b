import { textAt } from '../crm/rows.ts';
import type { CallContext, DynamicsClient } from './client.ts';
import { idColumn, query } from './odata.ts';
import type { Org } from './org.ts';
import type { DealRows } from './parties.ts';

/**
 * Which deal each solution line is on. The feed of changes names a deleted line by its id alone; this remembers whose it was.
 * Once it has seen all lines, one that it does not know was on no deal that takes part.
 */
export interface LineOwners {
  learn(deals: readonly DealRows[], org: Org): void;
  /** All lines have been learnt. */
  areKnown(): void;
  /** Looks at all lines, unless they are known. Lines deleted before that stay unknown. */
  prepare(context: CallContext): Promise<void>;
  /** The deals of deleted lines; null when one of them may have been on any deal. */
  ownersOf(lines: readonly string[]): readonly string[] | null;
}

export function createLineOwners(client: DynamicsClient, org: () => Org): LineOwners {
  const owners = new Map<string, string>();
  let state: 'unknown' | 'fresh' | 'known' = 'unknown';

  function put(row: object, { solutions }: Org): void {
    if (!solutions) return;
    const line = textAt(row, solutions.line.id)?.toLowerCase();
    const deal = textAt(row, idColumn(solutions.tables.lineOpportunity))?.toLowerCase();
    if (line && deal) owners.set(line, deal);
  }

  return {
    learn(deals, present) {
      for (const { lines } of deals) for (const line of lines) put(line, present);
    },
    areKnown() {
      state = 'known';
    },
    async prepare(context) {
      const { solutions } = org();
      if (state !== 'unknown' || !solutions) return;
      const { line, tables } = solutions;
      const select = [line.id, idColumn(tables.lineOpportunity)];
      const [rows = []] = await client.rows([query(line.set, { select })], context);
      for (const row of rows) put(row, org());
      state = 'fresh';
    },
    ownersOf(lines) {
      const found = lines.map((line) => owners.get(line) ?? null);
      // What was deleted while nobody ran is named by the first feed after a start, and only by it.
      const isFirst = state === 'fresh';
      state = 'known';
      if (isFirst && found.some((deal) => deal === null)) return null;
      for (const line of lines) owners.delete(line);
      return [...new Set(found.filter((deal) => deal !== null))];
    },
  };
}
