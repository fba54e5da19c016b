import { type ColumnDataType, type Expression, type RawBuilder, sql } from 'kysely';

/**
 * Everything in which the two databases differ, as tokens for one SQL text. Nothing outside this file may ask which database it is
 * talking to in order to choose SQL.
 */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  readonly columns: {
    /** Text that compares by bytes, so that id order is the same everywhere. */
    text: ColumnType;
    /** 64-bit integer. */
    integer: ColumnType;
    /** A growing number that the database fills in. */
    place: ColumnType;
  };
  /** Appended to `create table work`: room for frequent updates. */
  readonly workTableOptions: RawBuilder<unknown>;
  /** Present time in ms, the same throughout one statement. */
  now(): RawBuilder<number>;
  /** A FROM entry named `e` with one row per element of a JSON array; read a member with `e.value ->> 'name'`. */
  jsonRows(rows: readonly object[]): RawBuilder<unknown>;
  /** A FROM entry named `d` with column `value`: the rows of a one-column query (column `key`) that may refer to tables named before it. */
  eachOf(query: RawBuilder<unknown>): RawBuilder<unknown>;
  /** Ends a select whose rows must stay locked until the transaction ends. SQLite has one writer anyway. */
  readonly forUpdate: RawBuilder<unknown>;
  /** Wraps a statement with RETURNING so that other processes hear of it when the transaction commits. */
  announced(statement: RawBuilder<unknown>): RawBuilder<unknown>;
  /** Bytes that the database occupies. */
  readonly sizeBytes: RawBuilder<number>;
  /** Takes the lock that lets one process migrate at a time, until the transaction ends. */
  readonly migrationLock: RawBuilder<unknown>;
  isUniqueViolation(error: unknown): boolean;
}

type ColumnType = ColumnDataType | Expression<unknown>;

/** Where due times and leases read the time: the database's own clock unless a test passes one. */
export interface StoreClock {
  nowMs(): number;
}

/** Channel on which PostgreSQL tells every process that work became due; the payload names the sender. */
export const WAKE_CHANNEL = 'cosell_work';

export function sqliteDialect(clock: StoreClock): Dialect {
  return {
    name: 'sqlite',
    columns: { text: 'text', integer: 'integer', place: sql`integer primary key` },
    workTableOptions: sql``,
    // Bound as a parameter: SQLite has no server, so its clock is this host's.
    now: () => sql<number>`${Math.floor(clock.nowMs())}`,
    jsonRows: (rows) => sql`json_each(${JSON.stringify(rows)}) as e`,
    // A table-valued function may refer to its left neighbours, a sub-select in FROM may not.
    eachOf: (query) => sql`json_each((select json_group_array(k.key) from (${query}) as k)) as d`,
    forUpdate: sql``,
    announced: (statement) => statement,
    sizeBytes: sql<number>`(select page_count * page_size from pragma_page_count(), pragma_page_size())`,
    migrationLock: sql`select 1`,
    isUniqueViolation: (error) => codeOf(error, 'errcode') === 2067 || codeOf(error, 'errcode') === 1555,
  };
}

export function postgresDialect(options: { clock: StoreClock | null; sender: string }): Dialect {
  const { clock, sender } = options;
  return {
    name: 'postgres',
    columns: {
      text: sql`text collate "C"`,
      integer: 'bigint',
      place: sql`bigint generated always as identity primary key`,
    },
    workTableOptions: sql`with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500)`,
    // statement_timestamp, not clock_timestamp: a stable function can serve as an index bound.
    now: () =>
      clock === null
        ? sql<number>`(floor(extract(epoch from statement_timestamp()) * 1000)::bigint)`
        : sql<number>`${Math.floor(clock.nowMs())}::bigint`,
    jsonRows: (rows) => sql`jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as e(value)`,
    eachOf: (query) => sql`lateral (${query}) as d(value)`,
    forUpdate: sql`for update`,
    announced: (statement) =>
      sql`with announced as (${statement}) select pg_notify(${sql.lit(WAKE_CHANNEL)}, ${sender}) from (select 1 from announced limit 1) as any_row`,
    sizeBytes: sql<number>`pg_database_size(current_database())`,
    migrationLock: sql`select pg_advisory_xact_lock(7253019164402137)`,
    isUniqueViolation: (error) => codeOf(error, 'code') === '23505',
  };
}

function codeOf(error: unknown, property: 'code' | 'errcode'): unknown {
  return error instanceof Error ? (error as Error & Record<string, unknown>)[property] : undefined;
}
