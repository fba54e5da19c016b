import type { SObjectView } from '../schema/catalogue.ts';
import type { FieldSpec, Row, Value } from '../schema/types.ts';
import { shownValue } from './computed.ts';
import type { Store } from './store.ts';

export type Presented = Record<string, unknown>;

const ADDRESS_PARTS = ['city', 'country', 'geocodeAccuracy', 'latitude', 'longitude', 'postalCode', 'state', 'street'];

function addressOf(row: Row, compound: string, withCodes: boolean): Record<string, Value> {
  const prefix = compound.slice(0, -'Address'.length);
  const parts: Record<string, Value> = {};
  const read = (part: string) => row[`${prefix}${part.charAt(0).toUpperCase()}${part.slice(1)}`] ?? null;
  for (const part of ADDRESS_PARTS) {
    parts[part] = read(part);
    if (withCodes && (part === 'country' || part === 'state')) parts[`${part}Code`] = read(`${part}Code`);
  }
  return parts;
}

/** A field's value as an answer shows it: addresses composed, content as the URL of its own resource. */
export function presentField(
  row: Row,
  field: FieldSpec,
  sobject: SObjectView,
  version: string,
  store?: Store,
): unknown {
  if (field.type === 'address') {
    return addressOf(row, field.name, sobject.field(field.name.replace(/Address$/, 'CountryCode')) !== undefined);
  }
  const value = store ? shownValue(row, field, sobject.spec.name, store) : (row[field.name] ?? null);
  if (field.type === 'base64' && value !== null) {
    return `/services/data/v${version}/sobjects/${sobject.spec.name}/${row['Id']}/${field.name}`;
  }
  return value;
}

/** The `attributes` that every record in an answer carries. */
export function attributesOf(sobject: string, id: Value | undefined, version: string): Presented {
  return { type: sobject, url: `/services/data/v${version}/sobjects/${sobject}/${id}` };
}

/** A whole record: the given fields, or all the user sees, nulls included. */
export function presentRow(
  row: Row,
  sobject: SObjectView,
  { version, store }: { version: string; store: Store },
  fields?: readonly FieldSpec[],
): Presented {
  const shown: Presented = { attributes: attributesOf(sobject.spec.name, row['Id'], version) };
  for (const field of fields ?? sobject.fields.map((view) => view.spec)) {
    shown[field.name] = presentField(row, field, sobject, version, store);
  }
  if (fields && !('Id' in shown)) shown['Id'] = row['Id'];
  return shown;
}
