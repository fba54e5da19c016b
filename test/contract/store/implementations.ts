import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Store } from '../../../src/engine/ports.ts';
import { createMemoryStore } from '../../../src/store/memory-store.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { WorkOptions } from '../../../src/store/work/options.ts';
import { createTestDatabase } from '../../postgres/database.ts';

/** One implementation of the Store port, as the suites need it. */
export interface Implementation {
  name: 'memory' | 'sqlite' | 'postgres';
  /** An empty store under a clock that stands still until it is advanced. */
  open(work?: Partial<WorkOptions>): Promise<Opened>;
  close(): Promise<void>;
}

export interface Opened {
  store: Store;
  /** Moves the store's clock. */
  advance(ms: number): void;
  nowMs(): number;
  /** Opens the same store once more, as another process would. */
  again(): Promise<Store>;
  close(): Promise<void>;
}

/** Back-off without chance, so that times can be named. */
const STEADY: Partial<WorkOptions> = { random: () => 1 };

/** Some present time: SQLite and PostgreSQL must hold it in 64 bits. */
const START_MS = 1_790_000_000_000;

function createClock() {
  let nowMs = START_MS;
  return {
    clock: { nowMs: () => nowMs },
    nowMs: () => nowMs,
    advance(ms: number) {
      nowMs += ms;
    },
  };
}

export function memoryImplementation(): Implementation {
  return {
    name: 'memory',
    async open(work) {
      const { clock, ...time } = createClock();
      const create = async () => createMemoryStore({ clock, work: { ...STEADY, ...work } });
      const store = await create();
      return { store, ...time, again: create, close: () => store.close() };
    },
    close: async () => {},
  };
}

export function sqliteImplementation(): Implementation {
  const root = mkdtempSync(join(tmpdir(), 'cosell-store-'));
  return {
    name: 'sqlite',
    async open(work) {
      return opened(mkdtempSync(join(root, 'case-')), work);
    },
    async close() {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export async function postgresImplementation(serverUrl: string): Promise<Implementation> {
  const database = await createTestDatabase(serverUrl);
  await (await openStore({ url: database.url })).close();
  return {
    name: 'postgres',
    async open(work) {
      await emptyTables(database.url);
      return opened(database.url, work);
    },
    close: database.drop,
  };
}

async function opened(url: string, work: Partial<WorkOptions> | undefined): Promise<Opened> {
  const { clock, ...time } = createClock();
  const stores: Store[] = [];
  const open = async () => {
    const store = await openStore({ url, clock, poolSize: 8, work: { ...STEADY, ...work } });
    stores.push(store);
    return store;
  };
  return {
    store: await open(),
    ...time,
    again: open,
    async close() {
      for (const store of stores) await store.close();
    },
  };
}

async function emptyTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('truncate link, delivery, watermark, audit_entry, lane, work');
  await client.end();
}
