import { type Caller, requireRight } from '../access.ts';
import type { Organisation } from '../organisation.ts';
import { refuse } from '../refusal.ts';
import type { Row } from './store.ts';
import { scopeOf, type WriteOptions } from './writer.ts';

const MERGED = new Set(['account', 'contact', 'lead']);

/** Columns whose own meaning a merge changes; rows that name the subordinate there are left alone. */
const LEFT_ALONE = new Set(['masterid']);

/**
 * Merges the subordinate into the target: what led to the one leads to the other, and the subordinate stays behind,
 * inactive, naming its master.
 */
export function mergeRows(
  org: Organisation,
  caller: Caller,
  target: Row,
  subordinate: Row,
  content: Readonly<Record<string, unknown>>,
  options: WriteOptions = {},
): Row {
  const table = org.schema.tables.get(target.table);
  if (!table || target.table !== subordinate.table || !MERGED.has(target.table) || target.id === subordinate.id) {
    throw refuse(400, '0x80040203', 'Only two different accounts, contacts or leads can be merged.');
  }
  requireRight(caller, 'write', table, target);
  requireRight(caller, 'write', table, subordinate);
  return org.atomically(() => {
    const scope = scopeOf(org, caller, options);
    const to = { table: target.table, id: target.id };
    for (const { referencingTable, referencingColumn } of org.schema.collectionsOf(target.table)) {
      if (LEFT_ALONE.has(referencingColumn)) continue;
      for (const row of org.store.having(referencingTable, referencingColumn, subordinate.id)) {
        scope.update(row, { [referencingColumn]: to });
      }
    }
    const left = org.store.get(subordinate.table, subordinate.id) ?? subordinate;
    scope.update(left, { statecode: table.logicalName === 'lead' ? 2 : 1, masterid: to, merged: true });
    return scope.update(org.store.get(target.table, target.id) ?? target, content);
  });
}
