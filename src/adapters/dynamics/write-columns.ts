import type { DealField, DealView } from '../../core/model/deal.ts';
import type { AuditLine } from '../../core/model/link.ts';
import { type Feedback, type Note, note } from '../../core/model/plan.ts';
import { addAuditLines } from '../crm/audit.ts';
import type { BoundColumn, NamedReference, Org } from './org.ts';
import type { ColumnValue } from './settings.ts';
import { stateFor } from './states.ts';
import { TRANSFORMS } from './transforms.ts';
import { placeOf } from './translate.ts';

/** Values of a row to be written; references as `name@odata.bind`. */
export type Columns = Record<string, ColumnValue>;

/** Columns of an opportunity to be written, what could not be said as asked, and references that must be looked up by name. */
export interface ColumnWrites {
  columns: Columns;
  notes: Note[];
  references: Reference[];
}

export interface Reference {
  field: DealField;
  to: NamedReference;
  name: string;
}

/** The single-column fields of a new opportunity or of a change, without name (which has its mark) and status (which has actions). */
export function opportunityColumns(
  fields: DealView,
  currency: string | null,
  org: Org,
  purpose: 'create' | 'update',
): ColumnWrites {
  const writes: ColumnWrites = { columns: {}, notes: [], references: [] };
  const foreign = foreignCurrency(fields, org);
  if (foreign) writes.notes.push(foreign);
  for (const column of org.columns) {
    if (!(column.field in fields) || column.transform === 'status') continue;
    if (column.write === 'create' && purpose === 'update') continue;
    if (foreign && (column.field === 'value' || column.field === 'currency')) continue;
    if (column.transform === 'currency') Object.assign(writes.columns, currencyColumn(fields.currency, org));
    else addColumn(writes, column, fields[column.field], currency, org);
  }
  return writes;
}

function addColumn(writes: ColumnWrites, column: BoundColumn, value: unknown, currency: string | null, org: Org): void {
  const { field, shape, named } = column;
  const place = placeOf(column, currency, org);
  const transform = TRANSFORMS[column.transform];
  const shown = transform.shown(value, place);
  noteLoss(writes.notes, column, value, shown);
  // The name is written together with its mark.
  if (field === 'name') return;
  if (named) {
    if (typeof shown === 'string') writes.references.push({ field, to: named, name: shown });
    return;
  }
  const written = transform.write(shown, place);
  if (written === null && shape.demanded) return;
  writes.columns[shape.name] = written;
}

function noteLoss(notes: Note[], { field, shape }: BoundColumn, wanted: unknown, shown: unknown): void {
  if (typeof wanted !== 'string' || wanted.trim() === '') return;
  if (shown === null) {
    notes.push(note('choice-unknown', field, { value: wanted, column: shape.label }));
  } else if (typeof shown === 'string' && shown.endsWith('…') && shown.length < wanted.length) {
    notes.push(note('text-shortened', field, { column: shape.label, length: shape.length }));
  }
}

/** An amount in a currency that the environment does not keep would be read as another amount, so it is not written. */
function foreignCurrency(fields: DealView, { currencies }: Org): Note | null {
  const wanted = fields.currency?.toUpperCase();
  if (!wanted || fields.value == null || currencies.byCode.has(wanted)) return null;
  return note('currency-not-held', 'value', { amount: `${fields.value} ${wanted}`, currency: wanted });
}

/** Nothing where the currency is not known: rows always have one. */
export function currencyColumn(code: string | null | undefined, { currencies }: Org): Columns {
  const currency = currencies.byCode.get(code?.toUpperCase() ?? '');
  return currency ? { 'transactioncurrencyid@odata.bind': `/transactioncurrencies(${currency.id})` } : {};
}

/** State and reason of a row that stays open; nothing for statuses that close it. */
export function openColumns(status: DealView['status'], { states }: Org): Columns {
  const target = status == null ? null : stateFor(status, states);
  return target?.kind === 'open' ? { statecode: 0, statuscode: target.reason } : {};
}

/** Identifier and link of the referral. */
export function counterpartColumns(
  referralId: string,
  { settings }: Pick<Org, 'settings'>,
  own: { referralId: string; referralLink: string | null },
): Columns {
  const link = settings.referralLinkTemplate.replace('{id}', encodeURIComponent(referralId));
  return { [own.referralId]: referralId, ...(own.referralLink === null ? {} : { [own.referralLink]: link }) };
}

export interface AuditNews {
  feedback: Feedback | undefined;
  /** Remarks on this very write: nobody else could tell the seller in the same call. */
  notes: readonly Note[];
  nowMs: number;
}

/** The audit column with what there is to tell added; nothing when there is nothing. */
export function auditColumn(
  { feedback, notes, nowMs }: AuditNews,
  present: string | null,
  { settings }: Pick<Org, 'settings'>,
  { own, auditLength }: { own: { audit: string }; auditLength: number },
): Columns {
  const remarks = notes.map(({ told }): AuditLine => ({ atMs: nowMs, told }));
  const lines = [...(feedback?.lines ?? []), ...remarks];
  if (lines.length === 0) return {};
  const options = { order: settings.audit, maxLength: auditLength, language: settings.language };
  return { [own.audit]: addAuditLines(present, lines, options) };
}

/** Without what is empty: new rows take the environment's own defaults there. */
export function filled(columns: Columns): Columns {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null));
}
