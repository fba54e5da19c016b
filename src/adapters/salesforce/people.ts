import type { Contact } from '../../core/model/deal.ts';
import { textAt } from '../crm/rows.ts';
import { CONTACT_COLUMNS } from './bindings.ts';
import type { Row } from './schema.ts';

/** A person as a row shows him, under a parent such as `Contact` or, without a path, as the row itself. */
export function personOf(row: Row, path: string): Contact {
  const read = (column: string) => textAt(row, path === '' ? column : `${path}.${column}`);
  return {
    firstName: read(CONTACT_COLUMNS.firstName),
    lastName: read(CONTACT_COLUMNS.lastName),
    email: read(CONTACT_COLUMNS.email)?.toLowerCase() ?? null,
    phone: read(CONTACT_COLUMNS.phone),
  };
}
