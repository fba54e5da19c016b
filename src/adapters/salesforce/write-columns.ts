import type { DealField, DealView } from '../../core/model/deal.ts';
import type { AuditLine } from '../../core/model/link.ts';
import { type Feedback, type Note, note } from '../../core/model/plan.ts';
import { addAuditLines } from '../crm/audit.ts';
import type { NameColumn } from '../crm/named.ts';
import { type BoundColumn, boundColumn, type Org } from './org.ts';
import type { ColumnValue } from './settings.ts';
import { TRANSFORMS } from './transforms.ts';

export type Columns = Record<string, ColumnValue>;

/** Columns of an opportunity to be written, what could not be said as asked, and references that must be looked up by name. */
export interface ColumnWrites {
  columns: Columns;
  notes: Note[];
  references: Reference[];
}

interface Reference {
  field: DealField;
  column: string;
  object: string;
  name: string;
}

/** The single-column fields of a new opportunity or of a change. Name and stage may not be cleared, so empty ones are left out. */
export function opportunityColumns(fields: DealView, org: Org, purpose: 'create' | 'update'): ColumnWrites {
  const writes: ColumnWrites = { columns: {}, notes: [], references: [] };
  const foreign = foreignCurrency(fields, org);
  if (foreign) writes.notes.push(foreign);
  for (const column of org.columns) {
    if (!(column.field in fields)) continue;
    if (column.field === 'name') {
      // Written together with its mark; only its loss is noted here.
      noteLoss(writes.notes, column, fields.name, TRANSFORMS[column.transform].shown(fields.name, column.place));
      continue;
    }
    if (column.write === 'create' && purpose === 'update') continue;
    if (foreign && (column.field === 'value' || column.field === 'currency')) continue;
    addColumn(writes, column, fields[column.field]);
  }
  return writes;
}

function addColumn(writes: ColumnWrites, column: BoundColumn, value: unknown): void {
  const { field, place, shape } = column;
  const transform = TRANSFORMS[column.transform];
  const shown = transform.shown(value, place);
  noteLoss(writes.notes, column, value, shown);
  if (column.path !== shape.name) {
    const object = shape.refersTo[0];
    if (typeof shown === 'string' && object) writes.references.push({ field, column: shape.name, object, name: shown });
    return;
  }
  const written = transform.write(shown, place);
  if (written === null && shape.demanded) return;
  writes.columns[shape.name] = written;
}

function noteLoss(notes: Note[], { field, shape }: BoundColumn, wanted: unknown, shown: unknown): void {
  if (typeof wanted !== 'string' || wanted.trim() === '') return;
  if (shown === null) {
    notes.push(note('choice-unknown', field, { value: wanted, column: shape.label || shape.name }));
  } else if (typeof shown === 'string' && shown.endsWith('…') && shown.length < wanted.length) {
    notes.push(note('text-shortened', field, { column: shape.label || shape.name, length: shape.length }));
  }
}

/** An amount in a currency that the org cannot hold would be read as another amount, so it is not written. */
function foreignCurrency(fields: DealView, org: Org): Note | null {
  const wanted = fields.currency?.toUpperCase();
  if (!wanted || fields.value == null) return null;
  const column = boundColumn(org, 'currency');
  const held = column ? heldBy(column, wanted) : (org.settings.defaultCurrency ?? wanted) === wanted;
  if (held) return null;
  return note('currency-not-held', 'value', { amount: `${fields.value} ${wanted}`, currency: wanted });
}

function heldBy({ shape }: BoundColumn, code: string): boolean {
  const active = shape.choices.filter((choice) => choice.active);
  return active.length === 0 || active.some(({ value }) => value.toUpperCase() === code);
}

/** The column of the name, as far as marks are concerned. */
export function nameColumnOf({ nameLength, settings }: Org): NameColumn {
  return { length: nameLength, marks: settings.checkMarkInName };
}

/** Identifier and link of the referral. */
export function counterpartColumns(referralId: string, org: Org): Columns {
  const link = org.settings.referralLinkTemplate.replace('{id}', encodeURIComponent(referralId));
  return {
    [org.own.referralId]: referralId,
    ...(org.own.referralLink === null ? {} : { [org.own.referralLink]: link }),
  };
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
