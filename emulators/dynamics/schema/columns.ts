import { createHash } from 'node:crypto';
import type { Column, ColumnType, Option } from './types.ts';

/** A column before it belongs to a table. */
export type ColumnDraft = Omit<Column, 'metadataId'>;
/** What a constructor leaves open; everything else follows from the kind of column. */
export type ColumnOptions = Partial<Omit<ColumnDraft, 'logicalName' | 'label' | 'type'>>;

/** The same name always gets the same GUID, so that two organisations agree and tests can be repeated. */
export function guidOf(name: string): string {
  const hex = createHash('sha1').update(name).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function column(name: string, label: string, type: ColumnType, options: ColumnOptions): ColumnDraft {
  return {
    logicalName: name.toLowerCase(),
    // Standard columns are written in lower case here; those of packages come with the names that their publisher chose.
    schemaName: options.custom ? name : capital(name),
    label,
    type,
    required: 'none',
    create: true,
    update: true,
    read: true,
    ...options,
  };
}

/** Options of a column that the platform fills. */
export const READ_ONLY: ColumnOptions = { create: false, update: false };
/** Options of a column that can never be null. */
export const SYSTEM_REQUIRED: ColumnOptions = { required: 'system' };

export const guid = (name: string, label: string, options: ColumnOptions = {}) =>
  column(name, label, 'uniqueidentifier', options);
export const text = (name: string, label: string, maxLength: number, options: ColumnOptions = {}) =>
  column(name, label, 'string', { maxLength, format: 'Text', ...options });
export const memo = (name: string, label: string, maxLength: number, options: ColumnOptions = {}) =>
  column(name, label, 'memo', { maxLength, format: 'TextArea', ...options });
export const email = (name: string, label: string, options: ColumnOptions = {}) =>
  text(name, label, 100, { format: 'Email', ...options });
export const url = (name: string, label: string, maxLength = 200, options: ColumnOptions = {}) =>
  text(name, label, maxLength, { format: 'Url', ...options });
export const phone = (name: string, label: string, options: ColumnOptions = {}) =>
  text(name, label, 50, { format: 'Phone', ...options });
export const integer = (name: string, label: string, options: ColumnOptions = {}) =>
  column(name, label, 'integer', { min: -2_147_483_648, max: 2_147_483_647, ...options });
export const bigint = (name: string, label: string, options: ColumnOptions = {}) =>
  column(name, label, 'bigint', options);
export const decimal = (name: string, label: string, precision: number, options: ColumnOptions = {}) =>
  column(name, label, 'decimal', { min: -100_000_000_000, max: 100_000_000_000, precision, ...options });
export const double = (name: string, label: string, options: ColumnOptions = {}) =>
  column(name, label, 'double', { min: -100_000_000_000, max: 100_000_000_000, precision: 5, ...options });
export const yesNo = (name: string, label: string, options: ColumnOptions = {}) =>
  column(name, label, 'boolean', {
    options: [
      { value: 0, label: 'No' },
      { value: 1, label: 'Yes' },
    ],
    default: false,
    ...options,
  });
export const datetime = (name: string, label: string, options: ColumnOptions = {}) =>
  column(name, label, 'datetime', { format: 'DateAndTime', ...options });
export const date = (name: string, label: string, options: ColumnOptions = {}) =>
  column(name, label, 'date', { format: 'DateOnly', ...options });
export const choice = (name: string, label: string, options: readonly Option[], more: ColumnOptions = {}) =>
  column(name, label, 'picklist', { options, ...more });

/** Amounts up to a billion of billions; the base column holds the amount in the organisation's own currency. */
export function money(name: string, label: string, options: ColumnOptions = {}): ColumnDraft[] {
  const range = { min: -922_337_203_685_477, max: 922_337_203_685_477 };
  return [
    column(name, label, 'money', { ...range, precision: 2, precisionSource: 2, ...options }),
    column(`${name}_base`, `${label} (Base)`, 'money', { ...range, ...READ_ONLY, precision: 4, precisionSource: 2 }),
  ];
}

/** A lookup; the navigation property is called like the column where the target is the only one. */
export function lookup(
  name: string,
  label: string,
  targets: string | Readonly<Record<string, string>>,
  options: ColumnOptions = {},
): ColumnDraft {
  return column(name, label, 'lookup', {
    targets: typeof targets === 'string' ? { [targets]: name } : targets,
    ...options,
  });
}

/** A lookup to an account or a contact. */
export const customer = (name: string, label: string, options: ColumnOptions = {}): ColumnDraft =>
  column(name, label, 'customer', { targets: { account: `${name}_account`, contact: `${name}_contact` }, ...options });

/** The record's state and the reasons that belong to each state. */
export function states(active: readonly Option[], reasons: readonly Option[]): ColumnDraft[] {
  return [
    column('statecode', 'Status', 'state', { options: active, default: 0, required: 'system', create: true }),
    column('statuscode', 'Status Reason', 'status', { options: reasons, default: reasons[0]?.value ?? 1 }),
  ];
}

/** State of most tables. */
export const ACTIVE_INACTIVE: readonly [Option[], Option[]] = [
  [
    { value: 0, label: 'Active' },
    { value: 1, label: 'Inactive' },
  ],
  [
    { value: 1, label: 'Active', state: 0 },
    { value: 2, label: 'Inactive', state: 1 },
  ],
];
