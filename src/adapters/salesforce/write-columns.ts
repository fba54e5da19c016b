import type { DealField, DealView } from '../../core/model/deal.ts';
import type { Note } from '../../core/model/plan.ts';
import type { Columns } from '../crm/columns.ts';
import type { NameColumn } from '../crm/named.ts';
import type { LossyColumn } from '../crm/written-fields.ts';
import { foreignCurrency, lossNotes } from '../crm/written-fields.ts';
import { type BoundColumn, boundColumn, type Org } from './org.ts';
import { TRANSFORMS } from './transforms.ts';

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
  const foreign = foreignCurrency(fields, (code) => holds(org, code));
  if (foreign) writes.notes.push(foreign);
  for (const column of org.columns) {
    if (!(column.field in fields)) continue;
    if (column.field === 'name') {
      // Written together with its mark; only its loss is noted here.
      writes.notes.push(
        ...lossNotes('name', lossy(column), fields.name, TRANSFORMS[column.transform].shown(fields.name, column.place)),
      );
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
  writes.notes.push(...lossNotes(field, lossy(column), value, shown));
  if (column.path !== shape.name) {
    const object = shape.refersTo[0];
    if (typeof shown === 'string' && object) writes.references.push({ field, column: shape.name, object, name: shown });
    return;
  }
  const written = transform.write(shown, place);
  if (written === null && shape.demanded) return;
  writes.columns[shape.name] = written;
}

function lossy({ shape }: BoundColumn): LossyColumn {
  return { label: shape.label || shape.name, length: shape.length };
}

function holds(org: Org, code: string): boolean {
  const column = boundColumn(org, 'currency');
  return column ? heldBy(column, code) : (org.settings.defaultCurrency ?? code) === code;
}

function heldBy({ shape }: BoundColumn, code: string): boolean {
  const active = shape.choices.filter((choice) => choice.active);
  return active.length === 0 || active.some(({ value }) => value.toUpperCase() === code);
}

/** The column of the name, as far as marks are concerned. */
export function nameColumnOf({ nameLength, settings }: Org): NameColumn {
  return { length: nameLength, marks: settings.checkMarkInName };
}
