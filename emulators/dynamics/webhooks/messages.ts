import type { Organisation } from '../organisation.ts';
import { plantRow } from '../records/plant.ts';
import type { Reference } from '../records/store.ts';
import { guidOf } from '../schema/columns.ts';

/** Messages that steps can be registered for here. */
const MESSAGES = ['Create', 'Update', 'Delete'] as const;

const NEVER_TOLD = ['sdkmessage', 'sdkmessagefilter', 'asyncoperation'];

/** Adds the messages of the platform to an emptied organisation. */
export function seedMessages(org: Organisation): void {
  for (const name of MESSAGES) plantRow(org, 'sdkmessage', guidOf(`message:${name}`), { name });
  for (const table of org.schema.tables.keys()) seedFilters(org, table);
}

/** Adds the pairs of a table with each message; call it for tables that come into being later. */
export function seedFilters(org: Organisation, table: string): void {
  if (NEVER_TOLD.includes(table)) return;
  for (const name of MESSAGES) {
    const sdkmessageid: Reference = { table: 'sdkmessage', id: guidOf(`message:${name}`) };
    plantRow(org, 'sdkmessagefilter', guidOf(`message-filter:${name}.${table}`), {
      sdkmessageid,
      primaryobjecttypecode: table,
      secondaryobjecttypecode: 'none',
    });
  }
}
