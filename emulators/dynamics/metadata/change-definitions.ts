import type { Organisation } from '../organisation.ts';
import type { Body } from '../records/draft.ts';
import { refuse } from '../refusal.ts';
import type { Column, Relationship, Table } from '../schema/types.ts';
import { flagIn, invalidDefinition, labelIn, numberIn, requiredLevelIn } from './definition-body.ts';

/** A definition is replaced as a whole; what the emulator keeps of it is taken over (TABLES: PUT, never PATCH). */
export function changeTable(org: Organisation, table: Table, body: Body): void {
  const tracking = flagIn(body, 'ChangeTrackingEnabled') ?? table.changeTracking;
  if (table.changeTracking && !tracking) {
    throw invalidDefinition(`Change tracking of '${table.logicalName}' cannot be switched off again.`);
  }
  if (tracking && !table.canEnableChangeTracking) {
    throw invalidDefinition(`Change tracking cannot be enabled for '${table.logicalName}'.`);
  }
  table.changeTracking = tracking;
  table.label = labelIn(body, 'DisplayName') ?? table.label;
  table.pluralLabel = labelIn(body, 'DisplayCollectionName') ?? table.pluralLabel;
  org.touchSchema(table.logicalName);
}

/** Text columns can become longer or shorter, numbers get other bounds; the kind of a column never changes. */
export function changeColumn(org: Organisation, table: Table, column: Column, body: Body): void {
  const maxLength = numberIn(body, 'MaxLength');
  const min = numberIn(body, 'MinValue');
  const max = numberIn(body, 'MaxValue');
  const secured = flagIn(body, 'IsSecured') ?? column.secured ?? false;
  const keyed = table.keys.some(({ columns }) => columns.includes(column.logicalName));
  if (secured && keyed) {
    throw refuse(400, '0x80060896', `The column '${column.logicalName}' is part of a key and cannot be secured.`);
  }
  table.columns.set(column.logicalName, {
    ...column,
    label: labelIn(body, 'DisplayName') ?? column.label,
    required: requiredLevelIn(body) ?? column.required,
    secured,
    ...(maxLength === undefined || column.maxLength === undefined ? {} : { maxLength }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(column.type === 'boolean' ? { default: flagIn(body, 'DefaultValue') ?? column.default } : {}),
  });
  org.touchSchema(table.logicalName);
}

const notCustom = (what: string, name: string) =>
  refuse(400, '0x80047007', `The ${what} '${name}' is not a custom one and cannot be deleted.`);

const needed = (what: string, name: string, by: string) =>
  refuse(400, '0x8004f01f', `The ${what} '${name}' cannot be deleted because it is referenced by ${by}.`);

/** Deletes a custom table with its rows, and the relationships on either side. */
export function deleteTable(org: Organisation, table: Table): void {
  const { logicalName } = table;
  if (!table.custom) throw notCustom('entity', logicalName);
  const used = org.schema.collectionsOf(logicalName).find(({ referencingTable }) => {
    return referencingTable !== logicalName && referencingTable !== 'annotation';
  });
  if (used) throw needed('entity', logicalName, `the relationship '${used.schemaName}'`);
  for (const row of [...org.store.rows(logicalName)]) org.store.delete(logicalName, row.id);
  for (const { schemaName } of [...org.schema.collectionsOf(logicalName), ...org.schema.lookupsOf(logicalName)]) {
    org.schema.relationships.delete(schemaName);
  }
  org.schema.tables.delete(logicalName);
  org.touchSchema(logicalName);
}

/** Deletes a custom column that no key and no relationship needs. */
export function deleteColumn(org: Organisation, table: Table, column: Column): void {
  const { logicalName } = column;
  if (!column.custom) throw notCustom('attribute', logicalName);
  if (logicalName === table.primaryName) throw needed('attribute', logicalName, 'its entity, whose primary name it is');
  const key = table.keys.find(({ columns }) => columns.includes(logicalName));
  if (key) throw needed('attribute', logicalName, `the key '${key.schemaName}'`);
  const relationship = org.schema.lookupsOf(table.logicalName).find((each) => each.referencingColumn === logicalName);
  if (relationship) throw needed('attribute', logicalName, `the relationship '${relationship.schemaName}'`);
  removeColumn(org, table, logicalName);
}

function removeColumn(org: Organisation, table: Table, name: string): void {
  for (const row of [...org.store.rows(table.logicalName)]) {
    const { [name]: _, ...values } = Object.fromEntries(row.values);
    org.store.put({ ...row, values: new Map(Object.entries(values)) });
  }
  table.columns.delete(name);
  table.columns.delete(`${name}_base`);
  org.touchSchema(table.logicalName);
}

/** Deletes a relationship together with its lookup column. */
export function deleteRelationship(org: Organisation, relationship: Relationship): void {
  const { schemaName, referencingTable, referencingColumn } = relationship;
  const table = org.schema.tables.get(referencingTable);
  const column = table?.columns.get(referencingColumn);
  if (!column?.custom) throw notCustom('relationship', schemaName);
  const key = table?.keys.find(({ columns }) => columns.includes(referencingColumn));
  if (key) throw needed('relationship', schemaName, `the key '${key.schemaName}'`);
  org.schema.relationships.delete(schemaName);
  if (table) removeColumn(org, table, referencingColumn);
}

/** Adds an option to a choice; throws where the value is taken. Returns the value. */
export function insertOption(org: Organisation, table: Table, column: Column, body: Body, firstOption: number): number {
  const options = column.options ?? [];
  const highest = Math.max(
    firstOption - 1,
    ...options.map(({ value }) => value).filter((value) => value >= firstOption),
  );
  const value = numberIn(body, 'Value') ?? highest + 1;
  if (options.some((option) => option.value === value)) {
    throw invalidDefinition(`The option value ${value} of '${column.logicalName}' exists already.`);
  }
  const option = { value, label: labelIn(body, 'Label') ?? String(value) };
  table.columns.set(column.logicalName, { ...column, options: [...options, option] });
  org.touchSchema(table.logicalName);
  return value;
}

/** Gives an option another label. */
export function renameOption(org: Organisation, table: Table, column: Column, body: Body): void {
  const value = numberIn(body, 'Value');
  const label = labelIn(body, 'Label');
  const known = column.options?.some((option) => option.value === value);
  if (!known || label === undefined) {
    throw invalidDefinition(`'${column.logicalName}' has no option ${String(value)}, or the new label is missing.`);
  }
  const options = column.options?.map((option) => (option.value === value ? { ...option, label } : option));
  table.columns.set(column.logicalName, { ...column, ...(options ? { options } : {}) });
  org.touchSchema(table.logicalName);
}
