import { refuse } from '../refusal.ts';
import type { FieldSpec, LookupCondition, Row } from '../schema/types.ts';
import type { WriteScope } from './types.ts';

function isMet({ of, field, equals }: LookupCondition, target: Row, draft: Row): boolean {
  const found = (of === 'target' ? target : draft)[field] ?? null;
  const wanted = typeof equals === 'object' && equals !== null ? (draft[equals.sourceField] ?? null) : equals;
  return found === wanted;
}

/** Refuses a reference, if it is being written, to a record that its field's required filter leaves out. */
export function checkLookupFilters(
  fields: readonly FieldSpec[],
  draft: Row,
  given: ReadonlySet<string>,
  scope: WriteScope,
): void {
  for (const { name, lookupFilter, referenceTo } of fields) {
    const id = draft[name];
    if (!lookupFilter || !given.has(name) || typeof id !== 'string') continue;
    const target = scope.org.store.table(referenceTo?.[0] ?? '').get(id);
    if (!target || lookupFilter.every((condition) => isMet(condition, target, draft))) continue;
    const message = 'Value does not exist or does not match filter criteria.';
    throw refuse('FIELD_FILTER_VALIDATION_EXCEPTION', message, [name]);
  }
}
