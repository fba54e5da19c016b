import { pathBelowVersion } from '../odata/address.ts';
import { isGuid } from '../odata/lexer.ts';
import type { Body } from '../records/draft.ts';
import { bound } from '../records/lookup.ts';
import type { Row } from '../records/store.ts';
import { refuse } from '../refusal.ts';
import { noSuchRow } from '../refusals.ts';
import type { Call } from './call.ts';

const missing = (name: string) => refuse(400, '0x80048d19', `The parameter '${name}' is required.`);

/** A yes/no parameter that must be given. */
export function flag(body: Body, name: string): boolean {
  const value = body[name];
  if (typeof value !== 'boolean') throw missing(name);
  return value;
}

/** A whole number that must be given. */
export function whole(body: Body, name: string): number {
  const value = body[name];
  if (typeof value !== 'number' || !Number.isInteger(value)) throw missing(name);
  return value;
}

/**
 * A row given as a parameter: `{"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "…"}` or with
 * `@odata.id`. Absent or null is null; `table` is what the parameter's own type says.
 */
export function rowParameter(call: Call, body: Body, name: string, table?: string): Row | null {
  const given = body[name];
  if (given === undefined || given === null) return null;
  const entity = given as Body;
  const address = entity['@odata.id'];
  if (typeof address === 'string') return bound(call.org, pathBelowVersion(address));
  const type = String(entity['@odata.type'] ?? '').replace(/^#?Microsoft\.Dynamics\.CRM\./, '');
  const found = call.org.schema.tables.get(type === '' ? (table ?? '') : type);
  if (!found) throw refuse(400, '0x80048d19', `The parameter '${name}' needs an @odata.type.`);
  // Users and teams are owners, and that is how their key is called in the service's own model.
  const id = String(entity[found.primaryId] ?? entity['ownerid'] ?? '');
  const row = isGuid(id) ? call.org.store.get(found.logicalName, id.toLowerCase()) : undefined;
  if (!row) throw noSuchRow(found.logicalName, id);
  return row;
}

/** A row that must be given. */
export function requireRow(call: Call, body: Body, name: string, table?: string): Row {
  const row = rowParameter(call, body, name, table);
  if (!row) throw missing(name);
  return row;
}
