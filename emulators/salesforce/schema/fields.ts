import type { FieldSpec, PicklistEntry } from './types.ts';

/** What a field constructor leaves open; everything else follows from the kind of field. */
export type FieldOptions = Partial<Omit<FieldSpec, 'name' | 'label' | 'type'>>;

function field(name: string, label: string, type: FieldSpec['type'], options: FieldOptions): FieldSpec {
  return { name, label, type, access: 'write', nillable: true, permissionable: true, ...options };
}

/** Options of a field that must be given at creation and can never be cleared. */
export const REQUIRED: FieldOptions = { nillable: false, permissionable: false };
/** Options of a field that the platform fills. */
export const READ_ONLY: FieldOptions = { access: 'read' };

export const text = (name: string, label: string, length: number, options: FieldOptions = {}) =>
  field(name, label, 'string', { length, ...options });
/** More than 255 characters makes it long text: not filterable, sortable or groupable. */
export const textArea = (name: string, label: string, length: number, options: FieldOptions = {}) =>
  field(name, label, 'textarea', { length, ...options });
export const email = (name: string, label: string, options: FieldOptions = {}) =>
  field(name, label, 'email', { length: 80, ...options });
export const phone = (name: string, label: string, options: FieldOptions = {}) =>
  field(name, label, 'phone', { length: 40, ...options });
export const url = (name: string, label: string, options: FieldOptions = {}) =>
  field(name, label, 'url', { length: 255, ...options });
export const checkbox = (name: string, label: string, options: FieldOptions = {}) =>
  field(name, label, 'boolean', { nillable: false, defaultedOnCreate: true, defaultValue: false, ...options });
export const currency = (name: string, label: string, precision = 18, scale = 2, options: FieldOptions = {}) =>
  field(name, label, 'currency', { precision, scale, ...options });
export const percent = (name: string, label: string, options: FieldOptions = {}) =>
  field(name, label, 'percent', { precision: 3, scale: 0, ...options });
export const decimal = (name: string, label: string, precision: number, scale: number, options: FieldOptions = {}) =>
  field(name, label, 'double', { precision, scale, ...options });
export const integer = (name: string, label: string, options: FieldOptions = {}) =>
  field(name, label, 'int', { precision: 9, scale: 0, ...options });
export const date = (name: string, label: string, options: FieldOptions = {}) => field(name, label, 'date', options);
export const datetime = (name: string, label: string, options: FieldOptions = {}) =>
  field(name, label, 'datetime', options);
export const blob = (name: string, label: string, options: FieldOptions = {}) => field(name, label, 'base64', options);

/** A picklist that takes any text unless `restrictedPicklist` is set, as standard ones do. */
export function picklist(
  name: string,
  label: string,
  values: readonly (string | PicklistEntry)[],
  options: FieldOptions = {},
): FieldSpec {
  const entries = values.map((value) => (typeof value === 'string' ? { value, label: value } : value));
  return field(name, label, 'picklist', { length: 255, picklist: entries, ...options });
}

/** A reference; `relationship` defaults to the name without `Id`, or with `__r` for custom fields. */
export function lookup(
  name: string,
  label: string,
  referenceTo: string | readonly string[],
  options: FieldOptions = {},
): FieldSpec {
  const relationship = name.endsWith('__c') ? `${name.slice(0, -1)}r` : name.replace(/Id$/, '');
  const targets = typeof referenceTo === 'string' ? [referenceTo] : referenceTo;
  return field(name, label, 'reference', { length: 18, referenceTo: targets, relationship, ...options });
}

/** The parts of one postal address with its compound field; codes exist only with state and country picklists. */
export function address(prefix: string, label: string): FieldSpec[] {
  const named = (part: string) => (label === '' ? part : `${label} ${part}`);
  const compound = `${prefix}Address`;
  const part = { compound };
  return [
    textArea(`${prefix}Street`, named('Street'), 255, part),
    text(`${prefix}City`, named('City'), 40, part),
    text(`${prefix}State`, named('State/Province'), 80, part),
    text(`${prefix}PostalCode`, named('Zip/Postal Code'), 20, part),
    text(`${prefix}Country`, named('Country'), 80, part),
    picklist(`${prefix}StateCode`, named('State/Province Code'), [], {
      ...part,
      length: 10,
      restrictedPicklist: true,
      controller: `${prefix}CountryCode`,
      feature: 'statePicklists',
    }),
    picklist(`${prefix}CountryCode`, named('Country Code'), [], {
      ...part,
      length: 10,
      restrictedPicklist: true,
      feature: 'statePicklists',
    }),
    decimal(`${prefix}Latitude`, named('Latitude'), 18, 15, part),
    decimal(`${prefix}Longitude`, named('Longitude'), 18, 15, part),
    field(compound, named('Address'), 'address', { access: 'read' }),
  ];
}

/** The currency of a record; there only while several currencies are on. */
export const recordCurrency = (): FieldSpec =>
  picklist('CurrencyIsoCode', 'Currency ISO Code', [], {
    length: 3,
    restrictedPicklist: true,
    defaultedOnCreate: true,
    feature: 'multiCurrency',
    permissionable: false,
  });

const SYSTEM: FieldOptions = { access: 'read', nillable: false, defaultedOnCreate: true, permissionable: false };

export const recordId = (label: string): FieldSpec =>
  field('Id', `${label} ID`, 'id', { ...SYSTEM, length: 18, idLookup: true });
export const owner = (referenceTo: string | readonly string[] = 'User'): FieldSpec =>
  lookup('OwnerId', 'Owner ID', referenceTo, { nillable: false, defaultedOnCreate: true, permissionable: false });
export const deletedFlag = (): FieldSpec => checkbox('IsDeleted', 'Deleted', { access: 'read', permissionable: false });

/** Who created and last changed a record, and when; filled by the platform and never writable. */
export const auditTrail = (): FieldSpec[] => [
  datetime('CreatedDate', 'Created Date', SYSTEM),
  lookup('CreatedById', 'Created By ID', 'User', SYSTEM),
  datetime('LastModifiedDate', 'Last Modified Date', SYSTEM),
  lookup('LastModifiedById', 'Last Modified By ID', 'User', SYSTEM),
  datetime('SystemModstamp', 'System Modstamp', SYSTEM),
];

export const lastSeen = (): FieldSpec[] => [
  date('LastActivityDate', 'Last Activity', { ...READ_ONLY, permissionable: false }),
  datetime('LastViewedDate', 'Last Viewed Date', { ...READ_ONLY, permissionable: false }),
  datetime('LastReferencedDate', 'Last Referenced Date', { ...READ_ONLY, permissionable: false }),
];
