import { expect, test } from 'vitest';
import { createSchema } from '../../../emulators/dynamics/schema/schema.ts';
import type { Column, Table } from '../../../emulators/dynamics/schema/types.ts';
import { EXTENDED_TABLES, OWN_TABLES, type PackageColumn } from '../../../src/adapters/dynamics/columns.ts';

// A world may start with the connector's columns in place: they must be those that its installer makes.

const schema = createSchema('cosell');

function tableNamed(name: string): Table {
  const table = schema.tables.get(name);
  if (!table) throw new Error(`The emulator has no ${name}.`);
  return table;
}

const TYPES: Readonly<Record<PackageColumn['type'], Column['type']>> = {
  text: 'string',
  memo: 'memo',
  boolean: 'boolean',
  choice: 'picklist',
  integer: 'integer',
  money: 'money',
  lookup: 'lookup',
};

const wanted = (column: PackageColumn) => ({
  logicalName: column.name,
  schemaName: column.schemaName,
  label: column.label,
  type: TYPES[column.type],
  custom: true,
  ...('maxLength' in column ? { maxLength: column.maxLength } : {}),
  ...('choices' in column ? { options: column.choices.map(({ value, label }) => ({ value, label })) } : {}),
  ...('target' in column ? { targets: { [column.target]: column.schemaName } } : {}),
});

const TABLES = [...EXTENDED_TABLES, ...OWN_TABLES];

test.each(TABLES)('the columns of $name are those that the installer makes', ({ name, columns, keys }) => {
  const table = tableNamed(name);
  for (const column of columns) expect(table.columns.get(column.name)).toMatchObject(wanted(column));
  const custom = [...table.columns.keys()].filter((column) => column.startsWith('csl_') && !column.endsWith('_base'));
  const expected = columns.map((column) => column.name);
  const own = [`${name}id`, 'csl_name'];
  expect(custom.filter((column) => !own.includes(column)).sort()).toEqual([...expected].sort());
  expect(table.keys.map((key) => [key.schemaName, key.columns])).toEqual(
    keys.map((key) => [key.schemaName, key.columns]),
  );
});

test.each(OWN_TABLES)(
  '$name is called and deleted as the installer has it',
  ({ name, schemaName, label, pluralLabel, columns }) => {
    expect(tableNamed(name)).toMatchObject({ schemaName, label, pluralLabel, custom: true });
    for (const column of columns) {
      if (column.type !== 'lookup') continue;
      expect(schema.relationships.get(column.relationship)).toMatchObject({
        referencedTable: column.target,
        referencingTable: name,
        referencingColumn: column.name,
        cascadeDelete: column.onDelete,
      });
    }
  },
);

test('an organisation may have the columns of Microsoft instead, or none', () => {
  const microsoft = createSchema('microsoft');
  const columns = microsoft.tables.get('opportunity')?.columns;
  expect(columns?.get('msft_microsoftpartnercenterreferralsync')).toMatchObject({ type: 'boolean', custom: true });
  expect(columns?.get('msft_microsoftpartnercenterhelp')?.options?.map(({ label }) => label)).toContain(
    'General Or Other',
  );
  expect([...microsoft.tables.keys()].filter((name) => name.startsWith('csl_'))).toEqual([]);
  const empty = createSchema('none');
  expect([...empty.tables.values()].filter(({ custom }) => custom)).toEqual([]);
  expect([...(empty.tables.get('opportunity')?.columns.values() ?? [])].filter(({ custom }) => custom)).toEqual([]);
});
