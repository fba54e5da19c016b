import { expect, test } from 'vitest';
import type { Column, Relationship, Table } from '../schema/types.ts';
import { annotationFilter } from './annotations.ts';
import { readQueryOptions } from './query-options.ts';
import { countRows, type Json, type ReadContext, readMany, readOne } from './read.ts';
import type { QueryRow, Reference } from './source.ts';
import { wireName } from './table-shape.ts';

const column = (logicalName: string, type: Column['type'], more: Partial<Column> = {}): [string, Column] => [
  logicalName,
  {
    logicalName,
    schemaName: logicalName,
    type,
    label: logicalName,
    required: 'none',
    create: true,
    update: true,
    read: true,
    metadataId: logicalName,
    ...more,
  },
];

function table(logicalName: string, entitySet: string, columns: [string, Column][]): Table {
  const primaryId = `${logicalName}id`;
  return {
    logicalName,
    schemaName: logicalName,
    entitySet,
    primaryId,
    primaryName: 'name',
    label: logicalName,
    pluralLabel: entitySet,
    typeCode: 1,
    ownership: 'user',
    custom: false,
    changeTracking: true,
    canEnableChangeTracking: true,
    optimisticConcurrency: true,
    hasNotes: true,
    columns: new Map([column(primaryId, 'uniqueidentifier'), column('name', 'string'), ...columns]),
    keys: [],
    metadataId: logicalName,
  };
}

const TABLES = new Map(
  [
    table('account', 'accounts', [
      column('revenue', 'money'),
      column('transactioncurrencyid', 'lookup', { targets: { transactioncurrency: 'transactioncurrencyid' } }),
      column('primarycontactid', 'lookup', { targets: { contact: 'primarycontactid' } }),
    ]),
    table('contact', 'contacts', [
      column('parentcustomerid', 'customer', { targets: { account: 'parentcustomerid_account' } }),
    ]),
    table('transactioncurrency', 'transactioncurrencies', [column('isocurrencycode', 'string')]),
  ].map((each) => [each.logicalName, each]),
);

const CONTACTS_OF_ACCOUNT: Relationship = {
  schemaName: 'contact_customer_accounts',
  referencedTable: 'account',
  referencingTable: 'contact',
  referencingColumn: 'parentcustomerid',
  collectionNavigation: 'contact_customer_accounts',
  cascadeDelete: 'Cascade',
  metadataId: 'r',
};

const guid = (number: number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
const ref = (name: string, number: number): Reference => ({ table: name, id: guid(number) });
const row = (name: string, number: number, values: Record<string, unknown>): QueryRow => ({
  id: guid(number),
  table: name,
  values: new Map(Object.entries(values)),
});

const ROWS = [
  row('account', 1, {
    name: 'Litware',
    revenue: 10,
    transactioncurrencyid: ref('transactioncurrency', 9),
    primarycontactid: ref('contact', 5),
  }),
  row('account', 2, { name: 'Contoso', revenue: null, primarycontactid: ref('contact', 6) }),
  row('account', 3, { name: 'Adatum', revenue: 30 }),
  row('contact', 5, { name: 'Zoe', parentcustomerid: ref('account', 1) }),
  row('contact', 6, { name: 'Ann', parentcustomerid: ref('account', 1) }),
  row('transactioncurrency', 9, { name: 'Euro', isocurrencycode: 'EUR' }),
];

const ROOT = 'http://org/api/data/v9.2';
const byTable = (name: string) => ROWS.filter((each) => each.table === name);

function context(more: Partial<ReadContext> = {}): ReadContext {
  return {
    source: {
      table: (name) => TABLES.get(name),
      collections: (name) => (name === 'account' ? [CONTACTS_OF_ACCOUNT] : []),
      rows: byTable,
      row: (name, id) => byTable(name).find((each) => each.id === id),
    },
    filter: { nowMs: 0, userId: '', businessUnitId: '', acceptsQuotedGuids: false, nullDiffers: true },
    root: ROOT,
    present(each, from, columns) {
      const json: Json = { '@odata.etag': `W/"${each.id.at(-1)}"` };
      for (const shown of columns ?? from.columns.values()) {
        const value = each.values.get(shown.logicalName) ?? null;
        json[wireName(shown)] = (value as Reference | null)?.id ?? value;
      }
      return { ...json, [from.primaryId]: each.id };
    },
    wants: annotationFilter(undefined),
    ...more,
  };
}

const account = () => TABLES.get('account') as Table;
const many = (search: string, more: Partial<ReadContext> = {}) =>
  readMany(context(more), account(), byTable('account'), 'accounts', readQueryOptions(search));
const names = (answer: Json) => (answer['value'] as Json[]).map((each) => each['name']);

test('names the selected columns in the context and brings key and currency along', () => {
  const answer = many('$select=revenue,_primarycontactid_value&$orderby=name desc&$top=1');
  expect(answer).toEqual({
    '@odata.context': `${ROOT}/$metadata#accounts(revenue,_primarycontactid_value)`,
    value: [
      {
        '@odata.etag': 'W/"1"',
        revenue: 10,
        _primarycontactid_value: guid(5),
        _transactioncurrencyid_value: guid(9),
        accountid: guid(1),
      },
    ],
  });
});

test.each(['primarycontactid', 'transactioncurrencyid', 'nickname'])('refuses to select %s', (name) => {
  expect(() => many(`$select=${name}`)).toThrow(`Could not find a property named '${name}'`);
});

test('orders by columns, by paths and by the names behind lookups, nulls first', () => {
  expect(names(many('$orderby=revenue'))).toEqual(['Contoso', 'Litware', 'Adatum']);
  expect(names(many('$orderby=primarycontactid/name desc'))).toEqual(['Litware', 'Contoso', 'Adatum']);
  expect(names(many('$orderby=_primarycontactid_value'))).toEqual(['Adatum', 'Contoso', 'Litware']);
});

test('filters through lookups and collections', () => {
  expect(names(many("$filter=primarycontactid/name eq 'zoe'"))).toEqual(['Litware']);
  expect(names(many("$filter=contact_customer_accounts/any(c:startswith(c/name,'A') and c/name ne 'x')"))).toEqual([
    'Litware',
  ]);
  expect(names(many('$filter=contact_customer_accounts/any()'))).toEqual(['Litware']);
  expect(names(many("$filter=contact_customer_accounts/all(c:c/name eq 'Zoe')"))).toEqual(['Contoso', 'Adatum']);
});

test('expands a lookup without its etag, and says null where there is none', () => {
  const [first, second, third] = many('$select=name&$expand=primarycontactid($select=name)')['value'] as Json[];
  expect(first?.['primarycontactid']).toEqual({ name: 'Zoe', contactid: guid(5) });
  expect(second?.['primarycontactid']).toEqual({ name: 'Ann', contactid: guid(6) });
  expect(third?.['primarycontactid']).toBeNull();
  const [reference] = many('$select=name&$expand=primarycontactid/$ref')['value'] as Json[];
  expect(reference?.['primarycontactid']).toEqual({ '@odata.id': `${ROOT}/contacts(${guid(5)})` });
});

test('expands a collection whole, with the column that leads back and a link of its own', () => {
  const [litware] = many('$select=name&$expand=contact_customer_accounts($select=name;$orderby=name)')[
    'value'
  ] as Json[];
  expect(litware).toMatchObject({
    contact_customer_accounts: [
      { '@odata.etag': 'W/"6"', name: 'Ann', _parentcustomerid_value: guid(1), contactid: guid(6) },
      { name: 'Zoe' },
    ],
    'contact_customer_accounts@odata.nextLink': `${ROOT}/accounts(${guid(1)})/contact_customer_accounts?$select=name&$orderby=name`,
  });
});

test('pages expanded collections only where expands are nested', () => {
  const nested =
    '$select=name&$expand=contact_customer_accounts($select=name;$expand=parentcustomerid_account($select=name))';
  const [litware] = many(nested, { maxPageSize: 1 })['value'] as Json[];
  expect(litware?.['contact_customer_accounts']).toEqual([
    { name: 'Zoe', contactid: guid(5), parentcustomerid_account: { name: 'Litware', accountid: guid(1) } },
  ]);
  expect(litware?.['contact_customer_accounts@odata.nextLink']).toContain('$skiptoken=');
  expect(() => many('$expand=contact_customer_accounts($top=1;$expand=parentcustomerid_account)')).toThrow(
    'Only $select',
  );
});

test.each([
  ['$expand=nothing', "Could not find a property named 'nothing'"],
  ['$expand=contact_customer_accounts/$ref', 'Expand with $ref is only supported on lookup type'],
  ['$expand=primarycontactid($top=1)', 'Only $select and $filter clause'],
  ['$expand=primarycontactid($levels=2)', "'$levels' is not supported within $expand"],
  [`$expand=${Array(16).fill('primarycontactid').join(',')}`, 'exceeds the limit of 15'],
])('refuses %s', (search, message) => {
  expect(() => many(search)).toThrow(message);
});

test('pages by a cookie that survives changes, and ignores $top then', () => {
  const first = many('$select=name&$orderby=revenue desc&$top=1', { maxPageSize: 2 });
  expect(names(first)).toEqual(['Adatum', 'Litware']);
  const link = String(first['@odata.nextLink']);
  expect(link).toMatch(
    /^http:\/\/org\/api\/data\/v9\.2\/accounts\?\$select=name&.*&\$skiptoken=%3Ccookie%20pagenumber=%222%22/,
  );
  const second = many(link.slice(link.indexOf('?') + 1), { maxPageSize: 2 });
  expect(names(second)).toEqual(['Contoso']);
  expect(second['@odata.nextLink']).toBeUndefined();
});

test('refuses the cookie of another query', () => {
  const link = String(many('$select=name', { maxPageSize: 1 })['@odata.nextLink']);
  expect(() => many(`$orderby=name&${link.slice(link.indexOf('$skiptoken'))}`)).toThrow('paging cookie');
  expect(() => many('$skiptoken=2')).toThrow('paging cookie');
});

test('counts what matches, whatever the page', () => {
  const wants = annotationFilter('Microsoft.Dynamics.CRM.*');
  expect(many('$count=true&$filter=revenue ne null', { maxPageSize: 1, wants })).toMatchObject({
    '@odata.count': 2,
    '@Microsoft.Dynamics.CRM.totalrecordcount': 2,
    '@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded': false,
  });
  expect(many('', { wants })['@Microsoft.Dynamics.CRM.totalrecordcount']).toBe(-1);
  expect(countRows(context(), account(), byTable('account'), readQueryOptions('$filter=revenue gt 10'))).toBe(1);
});

test('answers one row with its context', () => {
  const [litware] = byTable('account');
  const answer = readOne(context(), account(), litware as QueryRow, readQueryOptions('$select=name'));
  expect(answer).toEqual({
    '@odata.context': `${ROOT}/$metadata#accounts(name)/$entity`,
    '@odata.etag': 'W/"1"',
    name: 'Litware',
    accountid: guid(1),
  });
});
