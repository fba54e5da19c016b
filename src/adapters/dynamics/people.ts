import type { Contact } from '../../core/model/deal.ts';
import { textAt } from '../crm/rows.ts';
import { CONTACT_COLUMNS, USER_COLUMNS } from './bindings.ts';

/** A person as the row of a contact, a lead or, with other columns, of a user shows him. */
export function personIn(row: object, columns: Readonly<Record<keyof Contact, string>> = CONTACT_COLUMNS): Contact {
  return {
    firstName: textAt(row, columns.firstName),
    lastName: textAt(row, columns.lastName),
    email: textAt(row, columns.email)?.toLowerCase() ?? null,
    phone: textAt(row, columns.phone),
  };
}

export function userIn(row: object): Contact {
  return personIn(row, USER_COLUMNS);
}

/** The row behind an expanded reference; null where there is none. */
export function expanded(row: object, navigation: string): object | null {
  const value = (row as Record<string, unknown>)[navigation];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}
