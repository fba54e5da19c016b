import type { DealField, DealView } from '../../core/model/deal.ts';
import type { Note } from '../../core/model/plan.ts';
import type { Columns } from '../crm/columns.ts';
import { foreignCurrency, lossNotes } from '../crm/written-fields.ts';
import type { BoundColumn, NamedReference, Org } from './org.ts';
import { stateFor } from './states.ts';
import { TRANSFORMS } from './transforms.ts';
import { placeOf } from './translate.ts';

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
  const foreign = foreignCurrency(fields, (code) => org.currencies.byCode.has(code));
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
  writes.notes.push(...lossNotes(field, shape, value, shown));
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
