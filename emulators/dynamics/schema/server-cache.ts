import type { Clock } from '../../kit/clock.ts';
import { type Schema, schemaOf } from './schema.ts';
import type { Relationship, Table } from './types.ts';

/** Servers keep metadata for a while: what is new is not seen at once, unless a request asks for strong consistency. */
export interface ServerCache {
  /** Notes that the metadata of a table has changed. */
  note(table: string): void;
  /** The schema as a server has it that has not looked again. */
  seen(): Schema;
}

const columnsOf = (table: Table): ReadonlySet<string> => new Set(table.columns.keys());

/** `delayMs` is asked at every change: how long a server goes on without what is new. */
export function createServerCache(schema: Schema, clock: Clock, delayMs: () => number): ServerCache {
  const known = new Map([...schema.tables].map(([name, table]) => [name, columnsOf(table)]));
  /** Names of tables and `table.column`, with the moment at which they are seen. */
  const unseen = new Map<string, number>();

  function isUnseen(name: string): boolean {
    return unseen.has(name);
  }

  const reduced = (table: Table): Table => {
    const columns = [...table.columns].filter(([name]) => !isUnseen(`${table.logicalName}.${name}`));
    const keys = table.keys.filter((key) => key.columns.every((name) => !isUnseen(`${table.logicalName}.${name}`)));
    return columns.length === table.columns.size ? table : { ...table, columns: new Map(columns), keys };
  };

  const isSeen = ({ referencedTable, referencingTable, referencingColumn }: Relationship): boolean =>
    ![referencedTable, referencingTable, `${referencingTable}.${referencingColumn}`].some(isUnseen);

  return {
    note(name) {
      const table = schema.tables.get(name);
      const before = known.get(name);
      if (table) known.set(name, columnsOf(table));
      else known.delete(name);
      const delay = delayMs();
      if (!table || delay === 0) return;
      const until = clock.now() + delay;
      if (!before) unseen.set(name, until);
      else for (const column of table.columns.keys()) if (!before.has(column)) unseen.set(`${name}.${column}`, until);
    },
    seen() {
      for (const [name, until] of unseen) if (until <= clock.now()) unseen.delete(name);
      if (unseen.size === 0) return schema;
      const tables = [...schema.tables.values()].filter((table) => !isUnseen(table.logicalName)).map(reduced);
      return schemaOf(tables, [...schema.relationships.values()].filter(isSeen));
    },
  };
}
