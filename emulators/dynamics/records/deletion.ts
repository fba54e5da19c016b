import { refuse } from '../refusal.ts';
import { ROW_RULES } from '../rules/table.ts';
import type { WriteScope } from '../rules/types.ts';
import type { Row } from './store.ts';

/**
 * Deletes a row: rows of cascading relationships go along, those of restricting ones forbid it (0x80040227), others
 * lose their lookup. `gone` hears of every row.
 */
export function deleteWithChildren(row: Row, scope: WriteScope, gone: (row: Row) => void): void {
  const { store, schema } = scope.org;
  if (!store.get(row.table, row.id)) return;
  for (const relationship of schema.collectionsOf(row.table)) {
    const { referencingTable, referencingColumn, cascadeDelete } = relationship;
    const children = store.having(referencingTable, referencingColumn, row.id);
    if (children.length === 0) continue;
    if (cascadeDelete === 'Restrict') {
      throw refuse(
        405,
        '0x80040227',
        `The object you tried to delete is associated with another object and cannot be deleted. Relationship: ${relationship.schemaName}.`,
      );
    }
    for (const child of children) {
      if (cascadeDelete === 'Cascade') deleteWithChildren(child, scope, gone);
      else if (cascadeDelete === 'RemoveLink') scope.update(child, { [referencingColumn]: null });
    }
  }
  store.delete(row.table, row.id);
  gone(row);
  ROW_RULES[row.table]?.afterDelete?.(row, scope);
}
