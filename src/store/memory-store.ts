import type { AuditEntry, Delivery, LaneState, Store, StoreTransaction } from '../engine/ports.ts';
import type { StoreClock } from './dialect.ts';
import { LayeredMap } from './memory/layered-map.ts';
import { type LinkView, type MemoryLink, memoryLinkReader, memoryLinkWriter } from './memory/memory-links.ts';
import { createMemoryWork } from './memory/memory-work.ts';
import { DELIVERIES_KEPT_MS } from './prune.ts';
import { WORK_DEFAULTS, type WorkOptions } from './work/options.ts';
import type { WorkRow } from './work/rules.ts';
import { guardTransaction, outermost } from './write-scope.ts';

export interface MemoryStoreOptions {
  /** Default: the host's clock. */
  clock?: StoreClock;
  work?: Partial<WorkOptions>;
}

/** The store without a database, with the same promises: transactions one after the other, undone when their body throws. */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const clock = options.clock ?? { nowMs: Date.now };
  const tables = {
    links: new LayeredMap<MemoryLink>(),
    owners: new LayeredMap<string>(),
    deliveries: new LayeredMap<Delivery>(),
    watermarks: new LayeredMap<string>(),
    audit: new LayeredMap<{ entry: AuditEntry; body: string; place: number }>(),
    rows: new LayeredMap<WorkRow>(),
    lanes: new LayeredMap<Omit<LaneState, 'inFlight'>>(),
  };
  let places = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** One transaction at a time, first come first served. */
  function write<T>(body: (afterCommit: (effect: () => void) => void) => Promise<T> | T): Promise<T> {
    const runBody = async () => {
      const effects: (() => void)[] = [];
      try {
        const answer = await body((effect) => effects.push(effect));
        for (const table of Object.values(tables)) table.commit();
        for (const effect of effects) effect();
        return answer;
      } catch (error) {
        for (const table of Object.values(tables)) table.rollback();
        throw error;
      }
    };
    return outermost(tables, () => {
      const turn = last.then(runBody);
      last = turn.catch(() => undefined);
      return turn;
    });
  }

  const work = createMemoryWork({
    rows: tables.rows,
    lanes: tables.lanes,
    clock,
    options: { ...WORK_DEFAULTS, ...options.work },
    write,
  });

  function transactionParts(afterCommit: (effect: () => void) => void): StoreTransaction {
    return {
      links: {
        ...memoryLinkReader(pendingView(tables.links, tables.owners)),
        ...memoryLinkWriter(tables.links, tables.owners, clock),
      },
      deliveries: {
        async add(delivery) {
          if (!tables.deliveries.get(delivery.id)) tables.deliveries.set(delivery.id, delivery);
        },
      },
      watermarks: {
        async set(name, value) {
          if (value === null) tables.watermarks.delete(name);
          else tables.watermarks.set(name, value);
        },
        async swap(name, expected, value) {
          if ((tables.watermarks.get(name) ?? null) !== expected) return false;
          if (value === null) tables.watermarks.delete(name);
          else tables.watermarks.set(name, value);
          return true;
        },
      },
      audit: {
        async add(entry) {
          places += 1;
          const body = JSON.stringify(entry.body ?? null);
          if (!tables.audit.get(entry.id)) tables.audit.set(entry.id, { entry, body, place: places });
        },
      },
      work: work.writer(afterCommit),
    };
  }

  function newest(limit: number, matches: (entry: AuditEntry) => boolean): readonly AuditEntry[] {
    return [...tables.audit.committed.values()]
      .filter(({ entry }) => matches(entry))
      .sort((a, b) => b.entry.atMs - a.entry.atMs || b.place - a.place)
      .slice(0, limit)
      .map(({ entry, body }) => ({ ...entry, body: JSON.parse(body) as unknown }));
  }

  return {
    transaction: (body) =>
      write(async (afterCommit) => {
        const { tx, end } = guardTransaction(transactionParts(afterCommit));
        return body(tx).finally(end);
      }),
    links: memoryLinkReader(committedView(tables.links, tables.owners)),
    watermarks: { get: async (name) => tables.watermarks.committed.get(name) ?? null },
    audit: {
      forLink: async (linkId, limit) => newest(limit, (entry) => entry.linkId === linkId),
      recent: async (limit) => newest(limit, () => true),
    },
    work: work.list,
    prune: () =>
      write(() => {
        for (const { id, receivedAtMs } of [...tables.deliveries.committed.values()]) {
          if (receivedAtMs < clock.nowMs() - DELIVERIES_KEPT_MS) tables.deliveries.delete(id);
        }
      }),
    close: async () => {
      await last;
    },
  };
}

function committedView(links: LayeredMap<MemoryLink>, owners: LayeredMap<string>): LinkView {
  return {
    get: (id) => links.committed.get(id),
    values: () => links.committed.values(),
    owner: (uniqueId) => owners.committed.get(uniqueId),
  };
}

function pendingView(links: LayeredMap<MemoryLink>, owners: LayeredMap<string>): LinkView {
  return { get: (id) => links.get(id), values: () => links.values(), owner: (uniqueId) => owners.get(uniqueId) };
}
