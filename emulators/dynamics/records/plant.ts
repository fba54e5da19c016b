import type { Organisation } from '../organisation.ts';
import type { Row } from './store.ts';

/**
 * Puts a row into the store as the platform itself does: past rights and rules, with every other column at its default.
 * For what an organisation has from the start, and for rows that stand for parts of its schema.
 */
export function plantRow(org: Organisation, table: string, id: string, values: Readonly<Record<string, unknown>>): Row {
  const spec = org.schema.tables.get(table);
  if (!spec) throw new RangeError(`There is no table ${table}.`);
  const all = new Map(org.blank(spec));
  for (const moment of ['createdon', 'modifiedon']) if (all.has(moment)) all.set(moment, org.stamp());
  for (const [name, value] of Object.entries(values)) all.set(name, value);
  return org.store.put({ id, table, values: all.set(spec.primaryId, id) });
}
