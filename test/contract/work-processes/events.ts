import type { Priority, Store } from '../../../src/engine/ports.ts';
import { NO_HINTS, READ, sampleLink } from '../store/samples.ts';

export interface Event {
  event: string;
  key: string;
  lane?: string;
  priority?: Priority;
  debounceMs?: number;
}

/** What arrives from outside, as the connector takes it in: a hint on the link, a trace, and the key made dirty, together. */
export function addEvent(store: Store, { event, key, lane = 'crm', priority = 1, debounceMs }: Event): Promise<void> {
  return store.transaction(async (tx) => {
    if (!(await tx.links.hint(key, 'crm', READ)))
      await tx.links.add(sampleLink({ id: key }), { ...NO_HINTS, crm: READ });
    await tx.audit.add({ id: event, linkId: key, atMs: 1, kind: 'event', body: null });
    await tx.work.enqueue([{ key, lane, priority, ...(debounceMs !== undefined && { debounceMs }) }]);
  });
}

/** Links that still hold a hint: with nothing due, each is a wake-up that was lost. */
export async function unseenHints(store: Store): Promise<string[]> {
  const unseen: string[] = [];
  let after: string | null = null;
  for (;;) {
    const page = await store.links.page({ after, limit: 500 });
    if (page.length === 0) return unseen;
    unseen.push(...page.filter(({ hints }) => hints.crm !== null).map(({ link }) => link.id));
    after = page.at(-1)?.link.id ?? null;
  }
}

/** Resolves when nothing is due, waiting or under way any more, but for keys that nobody may claim. */
export async function quiet(store: Store, { stillDue } = { stillDue: 0 }): Promise<void> {
  for (;;) {
    const { due, waiting, leased } = await store.work.counts();
    if (due + waiting + leased <= stillDue && leased === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, 100);
      const unsubscribe = store.work.onWake(done);
      function done(): void {
        clearTimeout(timer);
        unsubscribe();
        resolve();
      }
    });
  }
}
