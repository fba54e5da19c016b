import { expect, test } from 'vitest';
import { parsePath, pathBelowVersion } from './address.ts';
import { annotationFilter } from './annotations.ts';
import { readQueryOptions } from './query-options.ts';

const ID = '78914942-34cb-ed11-b596-0022481d68cd';

test('reads ids, alternate keys, functions and what follows them', () => {
  expect(parsePath(`/accounts(${ID.toUpperCase()})/Account_Tasks/$count`)).toEqual([
    { name: 'accounts', key: { kind: 'id', id: ID } },
    { name: 'Account_Tasks' },
    { name: '$count' },
  ]);
  const [byKey] = parsePath(
    "opportunities(csl_referralid='O''Neil%20%26%20Co',_customerid_value=@c)",
    new Map([['@c', ID]]),
  );
  expect(byKey?.key).toMatchObject({ kind: 'named' });
  const values = byKey?.key?.kind === 'named' ? byKey.key.values : new Map();
  expect(values.get('csl_referralid')).toMatchObject({ type: 'string', value: "O'Neil & Co" });
  expect(values.get('_customerid_value')).toMatchObject({ type: 'guid', value: ID });
  expect(parsePath('WhoAmI()')).toEqual([{ name: 'WhoAmI', key: { kind: 'named', values: new Map() } }]);
});

test.each([`accounts('${ID}')`, `accounts({${ID}})`, 'accounts(5)', 'accounts(name=)', 'accounts(a', 'accounts(%zz)'])(
  'refuses the key in %s',
  (path) => {
    expect(() => parsePath(path)).toThrow('Bad Request - Error in query syntax.');
  },
);

test.each([
  'accounts(1)',
  '/accounts(1)',
  '/api/data/v9.2/accounts(1)',
  'https://o.crm.dynamics.com/api/data/v9.2/accounts(1)',
])('finds the path below the version of %s', (address) => {
  expect(pathBelowVersion(address)).toBe('accounts(1)');
});

test('reads options with encoded names and plus signs, and keeps them for the next page', () => {
  const options = readQueryOptions(
    "%24select=name,%20city&$filter=name+eq+'a%2Bb'&$top=3&$count=true&@p=5&tag=x&own=1",
  );
  expect(options).toMatchObject({ select: ['name', 'city'], filter: "name eq 'a+b'", top: 3, count: true, tag: 'x' });
  expect(options.aliases.get('@p')).toBe('5');
  expect(options.written).toContain("$filter=name+eq+'a%2Bb'");
});

test.each([
  ['$skip=5', 'Skip Clause is not supported in CRM'],
  ['$top=0', "Invalid value '0' for $top"],
  ['$count=yes', "Invalid value 'yes' for $count"],
  ['$levels=2', "The query parameter '$levels' is not supported."],
])('refuses %s', (search, message) => {
  expect(() => readQueryOptions(search)).toThrow(message);
});

test('says that aggregation and FetchXML are not emulated', () => {
  expect(() => readQueryOptions('$apply=aggregate(x)')).toThrow('not emulated');
  expect(() => readQueryOptions('fetchXml=%3Cfetch%3E')).toThrow('not emulated');
});

test('reads which annotations are wanted', () => {
  expect(annotationFilter(undefined)('a.b')).toBe(false);
  expect(annotationFilter('*')('a.b')).toBe(true);
  expect(annotationFilter('Microsoft.Dynamics.CRM.*')('Microsoft.Dynamics.CRM.x')).toBe(true);
  expect(annotationFilter('Microsoft.Dynamics.CRM.*')('OData.x')).toBe(false);
  expect(annotationFilter('*,-a.b')('a.b')).toBe(false);
});
