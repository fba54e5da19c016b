import { valueAt } from '../crm/rows.ts';
import type { Row } from './schema.ts';

/** The rows of a sub-select; none when Salesforce answers null. */
export function childRows(row: Row, relationship: string): readonly Row[] {
  const child = valueAt(row, relationship);
  if (typeof child !== 'object' || child === null || !('records' in child)) return [];
  return child.records as Row[];
}
