import type { EngineDeps } from './deps.ts';
import { askToRead, linkOf } from './discovery.ts';

/** A record of the CRM that may have changed. */
export interface RecordHint {
  id: string;
  /** Whether it is to be read although no link knows it: it may have been shared just now. */
  isNew: boolean;
}

/** Has the records read soon. One that no link knows is left alone unless it is said to be shared: the CRM holds many that never are. */
export async function takeHints({ store }: Pick<EngineDeps, 'store'>, hints: readonly RecordHint[]): Promise<void> {
  if (hints.length === 0) return;
  await store.transaction(async (tx) => {
    for (const { id, isNew } of hints) {
      const stored = await linkOf(tx.links, 'crm', id);
      const isOver = stored?.link.state === 'closed' || stored?.link.state === 'halted';
      if (isOver || (!stored && !isNew)) continue;
      await askToRead(tx, stored, { side: 'crm', id });
    }
  });
}
