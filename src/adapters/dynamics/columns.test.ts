import { expect, test } from 'vitest';
import { OPPORTUNITY_ROLES } from './column-names.ts';
import { EXTENDED_TABLES, OWN_TABLES } from './columns.ts';
import { solutionTablesOf } from './settings.ts';

const opportunity = EXTENDED_TABLES.find(({ name }) => name === 'opportunity');

test('what the adapter looks for is what the package brings', () => {
  const looked = Object.values(OPPORTUNITY_ROLES)
    .flat()
    .filter((name) => name.startsWith('csl_'));
  const brought = opportunity?.columns.map(({ name }) => name) ?? [];
  expect(looked.filter((name) => !brought.includes(name))).toEqual([]);
});

test('the solution tables of the settings are those of the package', () => {
  const { line, detail, detailName, ...columns } = solutionTablesOf('csl');
  const tables = OWN_TABLES.filter(({ name }) => name === line || name === detail);
  expect(tables.map(({ primaryName }) => primaryName.name)).toEqual([detailName, detailName]);
  const brought = tables.flatMap((table) => table.columns.map(({ name }) => name));
  expect(Object.values(columns).filter((name) => !brought.includes(name))).toEqual([]);
});

test('logical names are schema names in lower case, and a choice has a number of the publisher', () => {
  const columns = [...EXTENDED_TABLES, ...OWN_TABLES].flatMap((table) => table.columns);
  for (const column of columns) {
    expect(column.name).toBe(column.schemaName.toLowerCase());
    if (column.type !== 'choice') continue;
    for (const { value } of column.choices) expect(String(value)).toMatch(/^48217\d{4}$/);
  }
});

test('lookups refer to tables that are there before them', () => {
  const seen = new Set(['opportunity', ...OWN_TABLES.map(({ name }) => name)]);
  const lookups = [...EXTENDED_TABLES, ...OWN_TABLES].flatMap((table) =>
    table.columns.flatMap((column) => (column.type === 'lookup' ? [column.target] : [])),
  );
  expect(lookups.filter((target) => !seen.has(target))).toEqual([]);
});
