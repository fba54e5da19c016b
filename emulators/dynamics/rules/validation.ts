import { compileFilter } from '../odata/filter.ts';
import { parseFilter } from '../odata/parse-filter.ts';
import type { RowSource } from '../odata/source.ts';
import { tableShape } from '../odata/table-shape.ts';
import type { Organisation } from '../organisation.ts';
import type { Row } from '../records/store.ts';
import { Refusal, refuse } from '../refusal.ts';
import type { Table } from '../schema/types.ts';
import type { ValidationRuleInput } from '../world-schema.ts';
import type { Values, WriteScope } from './types.ts';
import type { ValidationRule } from './validation-rule.ts';

/** All rows, as plug-ins see them. */
const everything = ({ schema, store }: Organisation): RowSource<Row> => ({
  table: (name) => schema.tables.get(name),
  collections: (name) => schema.collectionsOf(name),
  rows: (table) => store.rows(table),
  row: (table, id) => store.get(table, id),
  referencing: (table, column, id) => store.having(table, column, id),
});

/** Makes a rule of its description. Throws a RangeError where the condition cannot be understood. */
export function compileValidationRule(org: Organisation, input: ValidationRuleInput): ValidationRule {
  const { name, table: tableName, when, message, changed } = input;
  const table = org.schema.tables.get(tableName);
  if (!table) throw new RangeError(`${name}: there is no table ${tableName}`);
  const caller = { nowMs: org.kit.clock.now(), userId: '', businessUnitId: org.businessUnitId };
  let test: (row: unknown) => boolean;
  try {
    const shape = tableShape(everything(org), table);
    test = compileFilter(parseFilter(when), shape, { ...caller, acceptsQuotedGuids: false, nullDiffers: true });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new RangeError(`${name}: ${error.message}`);
  }
  return {
    name,
    table: tableName,
    message,
    refuses(values, written, isNew) {
      const concerns = isNew || !changed || changed.some((column) => written.has(column));
      return concerns && test({ id: String(values.get(table.primaryId)), table: tableName, values });
    },
  };
}

/** Asks the plug-ins of a table; the first that objects refuses the write with 0x80040265. */
export function askPlugins(
  table: Table,
  values: Values,
  changed: ReadonlySet<string>,
  isNew: boolean,
  { org }: WriteScope,
): void {
  for (const rule of org.validationRules.values()) {
    if (rule.table === table.logicalName && rule.refuses(values, changed, isNew)) {
      throw refuse(400, '0x80040265', rule.message);
    }
  }
}
