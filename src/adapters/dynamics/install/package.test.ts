import { expect, test } from 'vitest';
import { readOurs } from './environment-fixture.ts';
import { isLookup, tablesOf } from './package.ts';

const pack = await readOurs();
const columnsOf = (table: string) => tablesOf(pack).find(({ name }) => name === table)?.columns ?? [];

test('R24 the sections show every column that the package adds to these tables', () => {
  for (const [table, { left, right }] of pack.sections) {
    expect([...left, ...right].toSorted()).toEqual(
      columnsOf(table)
        .map(({ name }) => name)
        .toSorted(),
    );
  }
});

test('what the files name is in the list of columns', () => {
  const grid = pack.sections.get('opportunity')?.grid;
  const lookups = columnsOf(grid?.table ?? '').filter(isLookup);
  expect(lookups.map(({ relationship }) => relationship)).toContain(grid?.relationship);
  const known = new Set(tablesOf(pack).map(({ name }) => name));
  const named = [
    ...pack.webhook.steps.map(({ table }) => table),
    ...pack.roles.flatMap(({ privileges }) => privileges.flatMap(({ tables }) => tables)),
  ];
  expect(named.filter((table) => table.startsWith('csl_') && !known.has(table))).toEqual([]);
});

test('the connector’s role reaches every table of the package', () => {
  const [role] = pack.roles.filter((each) => each.for === 'connector');
  const reached = new Set(role?.privileges.flatMap(({ tables }) => tables));
  expect(
    tablesOf(pack)
      .map(({ name }) => name)
      .filter((name) => !reached.has(name)),
  ).toEqual([]);
});

test('R25 sellers cannot edit what the connector fills in', () => {
  const locked = columnsOf('opportunity')
    .filter((column) => column.locked === true)
    .map(({ name }) => name);
  expect(locked).toEqual(
    expect.arrayContaining([
      'csl_referralid',
      'csl_referrallink',
      'csl_referralprogram',
      'csl_microsoftcrmid',
      'csl_audit',
    ]),
  );
});
