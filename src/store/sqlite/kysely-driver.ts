import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type Dialect as KyselyDialect,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Schema } from '../schema.ts';
import { sqliteError } from './errors.ts';
import type { SqliteFile, SqliteStatement } from './node-sqlite.ts';
import { patiently } from './patience.ts';

/** SQLite can create tables inside a transaction; Kysely's own adapter denies it because other features lack. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** A Kysely over one open file. Not safe for concurrent transactions: `write-queue.ts` orders them. */
export function kyselyOverSqlite(file: SqliteFile): Kysely<Schema> {
  const dialect: KyselyDialect = {
    createDriver: () => driverOver(file),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new TransactionalDdlAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
  return new Kysely<Schema>({ dialect });
}

function driverOver(file: SqliteFile): Driver {
  const connection = connectionOver(file);
  const run = (text: string) => () => patiently(file, text);
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: run('begin immediate'),
    commitTransaction: run('commit'),
    rollbackTransaction: run('rollback'),
    releaseConnection: async () => {},
    destroy: async () => {},
  };
}

/** Distinct SQL texts are few; past this the oldest statement is prepared anew. */
const STATEMENTS_MAX = 200;

interface Prepared {
  statement: SqliteStatement;
  reader: boolean;
}

function connectionOver(file: SqliteFile): DatabaseConnection {
  const prepared = new Map<string, Prepared>();
  const prepare = (text: string): Prepared => {
    const known = prepared.get(text);
    if (known) return known;
    const statement = file.prepare(text);
    const fresh = { statement, reader: statement.columns().length > 0 };
    const oldest = prepared.size >= STATEMENTS_MAX ? prepared.keys().next().value : undefined;
    if (oldest !== undefined) prepared.delete(oldest);
    prepared.set(text, fresh);
    return fresh;
  };
  return {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      try {
        const { statement, reader } = prepare(sql);
        const values = parameters as (string | number | null)[];
        if (reader) return { rows: statement.all(...values) as Row[] };
        const { changes } = statement.run(...values);
        return { rows: [], numAffectedRows: BigInt(changes) };
      } catch (error) {
        throw sqliteError(error, file);
      }
    },
    streamQuery() {
      throw new Error('The SQLite driver does not stream; read pages instead.');
    },
  };
}
