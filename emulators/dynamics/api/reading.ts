import { canRead, isSecret } from '../access.ts';
import type { ReadContext } from '../odata/read.ts';
import type { RowSource } from '../odata/source.ts';
import { presentRow } from '../records/present.ts';
import type { Row } from '../records/store.ts';
import { INTERSECTIONS } from '../schema/intersections.ts';
import type { Call } from './call.ts';

/** The rows that the caller may see; what column security hides reads as null, also in a filter. */
function sourceOf({ org, caller }: Pick<Call, 'org' | 'caller'>): RowSource<Row> {
  const hides = (caller.access.restrictions?.hiddenColumns.length ?? 0) > 0;
  function seen(row: Row): Row {
    const table = org.schema.tables.get(row.table);
    if (!hides || !table) return row;
    const values = new Map(row.values);
    for (const column of table.columns.values()) {
      if (isSecret(caller, table.logicalName, column)) values.set(column.logicalName, null);
    }
    return { ...row, values };
  }
  function* visible(rows: Iterable<Row>): Iterable<Row> {
    for (const row of rows) if (canRead(caller, row)) yield seen(row);
  }
  /** The rows of an N:N collection; nothing for the collections of lookups. */
  function joined(column: string, id: string): Row[] | undefined {
    const intersection = INTERSECTIONS.find(({ collection }) => collection.referencingColumn === column);
    return (
      intersection &&
      [...org.store.having(intersection.table, intersection.own, id)].flatMap(
        ({ values }) =>
          org.store.get(intersection.collection.referencingTable, String(values.get(intersection.other))) ?? [],
      )
    );
  }
  return {
    table: (name) => org.schema.tables.get(name),
    *collections(name) {
      yield* org.schema.collectionsOf(name);
      for (const { collection } of INTERSECTIONS) if (collection.referencedTable === name) yield collection;
    },
    rows: (table) => visible(org.store.rows(table)),
    row(table, id) {
      const row = org.store.get(table, id);
      return row && canRead(caller, row) ? seen(row) : undefined;
    },
    referencing: (table, column, id) => visible(joined(column, id) ?? org.store.having(table, column, id)),
  };
}

/** What the query language needs to read for this call. */
export function readingOf(call: Call): ReadContext<Row> {
  const { org, caller, prefer, root } = call;
  return {
    source: sourceOf(call),
    filter: {
      nowMs: org.kit.clock.now(),
      userId: caller.userId,
      businessUnitId: org.businessUnitId,
      acceptsQuotedGuids: org.kit.switches.flag('DV3'),
      nullDiffers: org.kit.switches.flag('DV8b'),
    },
    root,
    present: (row, table, columns) => presentRow(row, table, columns, { org, caller, wants: prefer.wants }),
    wants: prefer.wants,
    ...(prefer.maxPageSize === undefined ? {} : { maxPageSize: prefer.maxPageSize }),
  };
}
