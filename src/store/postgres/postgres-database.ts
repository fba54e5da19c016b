import { createHash, randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Database, WriteScope } from '../database.ts';
import { type Dialect, postgresDialect, type StoreClock } from '../dialect.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Schema } from '../schema.ts';
import { createScope, outermost } from '../write-scope.ts';
import { isContention, oldServer, postgresError } from './errors.ts';
import { createListener } from './listener.ts';

export interface PostgresDatabaseOptions {
  url: string;
  /** The URL without its password, for messages. */
  shown: string;
  /** Null: the server's clock. */
  clock: StoreClock | null;
  poolSize: number;
  /** Create or upgrade the tables. */
  migrate: boolean;
}

const CONNECT_MS_MAX = 10_000;
/** A process that hangs inside a transaction must not hold its locks for ever. */
const IDLE_IN_TRANSACTION_MS_MAX = 60_000;
const REPEATS_MAX = 5;
const VERSION_MIN = 140_000;

/** How this program shows in `pg_stat_activity`. */
export const APPLICATION_NAME = 'cosell';

/** Opens and migrates the store on a PostgreSQL server. Connections are made when needed, at most `poolSize`. */
export async function openPostgresDatabase(options: PostgresDatabaseOptions): Promise<Database> {
  const sender = randomUUID();
  const dialect = postgresDialect({ clock: options.clock, sender });
  const pool = createPool(options);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: explaining(pool, options.shown) }) });
  const listener = createListener({ connection: connectionOptions(options.url), sender });
  const database: Database = {
    dialect,
    read: db,
    write: (body) => outermost(database, () => writeRepeatedly(db, body)),
    onForeignChange: listener.subscribe,
    // Nobody can know which processes on other hosts live: only expired leases may be taken.
    ifAlone: async () => false,
    async vacuum() {
      await pool.query('vacuum analyze').catch(explain(options.shown));
    },
    async close() {
      await listener.close();
      await db.destroy();
    },
  };
  try {
    await prepare(pool, db, dialect, options);
  } catch (error) {
    await db.destroy();
    throw postgresError(error, options.shown);
  }
  return database;
}

async function prepare(pool: pg.Pool, db: Kysely<Schema>, dialect: Dialect, options: PostgresDatabaseOptions) {
  const { rows } = await pool.query<{ server_version: string; number: number }>(
    `select current_setting('server_version') as server_version, current_setting('server_version_num')::int as number`,
  );
  const [server] = rows;
  if (server && server.number < VERSION_MIN) throw oldServer(server.server_version, options.shown);
  if (options.migrate) await db.transaction().execute((trx) => migrate(trx, dialect));
}

async function writeRepeatedly<T>(db: Kysely<Schema>, body: (scope: WriteScope) => Promise<T>): Promise<T> {
  for (let repeat = 1; ; repeat += 1) {
    try {
      const { answer, committed } = await db.transaction().execute(async (trx) => {
        const { scope, committed } = createScope(trx);
        return { answer: await body(scope), committed };
      });
      committed();
      return answer;
    } catch (error) {
      if (!isContention(error) || repeat >= REPEATS_MAX) throw error;
    }
  }
}

function connectionOptions(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: APPLICATION_NAME,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
    keepAlive: true,
    types: { getTypeParser },
  };
}

const INT8 = 20;

/** 64-bit integers as numbers: all of ours (times, counters) stay below 2^53. */
const getTypeParser: typeof pg.types.getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === INT8 && format !== 'binary'
    ? Number
    : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser;

function createPool({ url, poolSize }: PostgresDatabaseOptions): pg.Pool {
  const pool = new pg.Pool({ ...connectionOptions(url), max: poolSize });
  // An idle connection that breaks is replaced at the next use; without a listener the event would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/** The pool as Kysely needs it, with failures translated at the border. */
function explaining(pool: pg.Pool, place: string): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect().catch(explain(place));
      const known = clients.get(client);
      if (known) return known;
      // A connection that breaks between two queries tells so by an event; without a listener it would end the process. The next query fails.
      client.on('error', () => undefined);
      const wrapped = {
        query: (text: string, values: readonly unknown[]) =>
          client.query({ name: statementName(text), text, values: [...values] }).catch(explain(place)),
        release: () => client.release(),
      } as unknown as PostgresPoolClient;
      clients.set(client, wrapped);
      return wrapped;
    },
    end: () => pool.end(),
  } as PostgresPool;
}

function explain(place: string): (error: unknown) => never {
  return (error) => {
    throw postgresError(error, place);
  };
}

const statementNames = new Map<string, string>();

/** Named statements are planned once per connection; planning a claim costs more than running it. Distinct texts are few. */
function statementName(text: string): string {
  const known = statementNames.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 24);
  statementNames.set(text, name);
  return name;
}
