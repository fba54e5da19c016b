import { beforeAll, expect, test } from 'vitest';
import { useCaller } from './caller.ts';

const caller = useCaller();
const get = (path: string, prefer?: string) =>
  caller().call('GET', path, undefined, prefer === undefined ? {} : { Prefer: prefer });

let contoso: string;
let deal: string;

beforeAll(async () => {
  const [euro] = (await get("transactioncurrencies?$filter=isocurrencycode eq 'EUR'")).body.value;
  const account = await caller().create('accounts', { name: 'Contoso', numberofemployees: 10 });
  contoso = String(account['accountid']);
  await caller().create('accounts', { name: 'Adatum 50%', numberofemployees: 2000 });
  await caller().create('accounts', { name: 'Fabrikam' });
  const contact = await caller().create('contacts', {
    lastname: 'Lind',
    'parentcustomerid_account@odata.bind': `/accounts(${contoso})`,
  });
  await caller().call('PATCH', `accounts(${contoso})`, {
    'primarycontactid@odata.bind': `contacts(${contact['contactid']})`,
  });
  const opportunity = await caller().create('opportunities', {
    name: 'Deal',
    estimatedvalue: 20_000,
    csl_referralid: 'r-1',
    'customerid_account@odata.bind': `${caller().emulator.credentials.apiUrl}accounts(${contoso})`,
    'transactioncurrencyid@odata.bind': `/transactioncurrencies(${euro.transactioncurrencyid})`,
  });
  deal = String(opportunity['opportunityid']);
});

test.each(['opportunities', 'transactioncurrencies', 'opportunitycloses', 'annotations'])(
  'DV1: knows the set %s',
  async (set) => {
    expect((await get(set)).status).toBe(200);
  },
);

test.each(['opportunity', 'Opportunities', 'opportunitys'])('DV1: knows no set %s', async (set) => {
  expect((await get(set)).status).toBeGreaterThanOrEqual(400);
});

test.each([
  '$select=Name',
  '$select=customerid',
  '$select=customerid_account',
  '$expand=Customerid_Account',
  '$expand=customerid',
])('DV2 DV6: refuses %s', async (query) => {
  expect((await get(`opportunities?${query}`)).body.error).toMatchObject({
    code: '0x80060888',
    message: expect.stringContaining('Could not find a property named'),
  });
});

test('DV3: takes GUIDs in upper case, and quoted ones only when told so', async () => {
  expect((await get(`accounts(${contoso.toUpperCase()})`)).body.accountid).toBe(contoso);
  const quoted = `opportunities?$filter=_customerid_value eq '${contoso}'&$select=name`;
  expect((await get(quoted)).status).toBe(400);
  caller().emulator.admin.setSwitches({ DV3: true });
  expect((await get(quoted)).body.value).toHaveLength(1);
  caller().emulator.admin.setSwitches({ DV3: false });
});

test('DV3b: answers the primary id whatever is selected', async () => {
  expect((await get(`opportunities(${deal})?$select=name`)).body).toEqual({
    '@odata.context': expect.stringMatching(/\/api\/data\/v9\.2\/\$metadata#opportunities\(name\)\/\$entity$/),
    '@odata.etag': expect.stringMatching(/^W\/"\d+"$/),
    name: 'Deal',
    opportunityid: deal,
  });
});

test('DV5: reads encoded options, and spaces as plus signs', async () => {
  const answer = await get("accounts?%24select=name&%24filter=name+eq+'Contoso'");
  expect(answer.body.value).toMatchObject([{ name: 'Contoso' }]);
});

test('DV7: annotates only on request, and says what was preferred', async () => {
  const path = `opportunities(${deal})?$select=_customerid_value,statecode,estimatedvalue`;
  const plain = await get(path);
  expect(Object.keys(plain.body).filter((name) => name.includes('@') && !name.startsWith('@'))).toEqual([]);
  expect(plain.headers.get('preference-applied')).toBeNull();
  const preference = 'odata.include-annotations="*"';
  const annotated = await get(path, preference);
  expect(annotated.headers.get('preference-applied')).toBe(preference);
  expect(annotated.body).toMatchObject({
    '_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'account',
    '_customerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty': 'customerid_account',
    '_customerid_value@OData.Community.Display.V1.FormattedValue': 'Contoso',
    'statecode@OData.Community.Display.V1.FormattedValue': 'Open',
  });
  const some = await get(path, 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"');
  expect(some.body).not.toHaveProperty(['_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname']);
  expect(some.body).toHaveProperty(['_customerid_value@OData.Community.Display.V1.FormattedValue']);
});

const named = async (filter: string) => {
  const answer = await get(`accounts?$select=name&$orderby=name&$filter=${encodeURIComponent(filter)}`);
  return answer.body.value?.map((row: { name: string }) => row.name) ?? answer.body;
};
const CRM = 'Microsoft.Dynamics.CRM.';

test.each([
  ["name eq 'CONTOSO'", ['Contoso']],
  ["contains(name,'50[%]')", ['Adatum 50%']],
  ['numberofemployees gt 10 or numberofemployees eq null', ['Adatum 50%', 'Fabrikam']],
  ["primarycontactid/lastname eq 'lind'", ['Contoso']],
  ["contact_customer_accounts/any(c:c/lastname eq 'Lind')", ['Contoso']],
  [`${CRM}In(PropertyName='name',PropertyValues=['Contoso','Fabrikam'])`, ['Contoso', 'Fabrikam']],
  [`${CRM}Between(PropertyName='numberofemployees',PropertyValues=["5","20"])`, ['Contoso']],
  [
    `${CRM}Today(PropertyName='createdon') and ${CRM}LastXHours(PropertyName='createdon',PropertyValue=1)`,
    ['Adatum 50%', 'Contoso', 'Fabrikam'],
  ],
  [`${CRM}Yesterday(PropertyName='createdon')`, []],
])('DV8: filters by %s', async (filter, names) => {
  expect(await named(filter)).toEqual(names);
});

test('DV8: takes parameter aliases', async () => {
  const answer = await get("accounts?$select=name&$filter=name eq @n&@n='Contoso'");
  expect(answer.body.value).toHaveLength(1);
});

test('DV8b: finds rows without a value by ne, or does not', async () => {
  expect(await named('numberofemployees ne 10')).toEqual(['Adatum 50%', 'Fabrikam']);
  caller().emulator.admin.setSwitches({ DV8b: false });
  expect(await named('numberofemployees ne 10')).toEqual(['Adatum 50%']);
  caller().emulator.admin.setSwitches({ DV8b: true });
});

test('DV9: orders with nulls first, limits, counts and expands', async () => {
  const answer = await get(
    'accounts?$select=name&$orderby=numberofemployees desc,name&$top=2&$count=true&$expand=primarycontactid($select=lastname),contact_customer_accounts($select=lastname)',
    'odata.include-annotations="Microsoft.Dynamics.CRM.*"',
  );
  expect(answer.body).toMatchObject({
    '@odata.count': 3,
    '@Microsoft.Dynamics.CRM.totalrecordcount': 3,
    '@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded': false,
  });
  expect(answer.body.value).toMatchObject([
    { name: 'Adatum 50%', primarycontactid: null, contact_customer_accounts: [] },
    { name: 'Contoso', primarycontactid: { lastname: 'Lind' }, contact_customer_accounts: [{ lastname: 'Lind' }] },
  ]);
  const link = answer.body.value[1]['contact_customer_accounts@odata.nextLink'];
  expect(link).toMatch(/accounts\([0-9a-f-]{36}\)\/contact_customer_accounts\?\$select=lastname$/);
  expect((await get(new URL(link).pathname + new URL(link).search)).body.value).toMatchObject([{ lastname: 'Lind' }]);
  expect((await get('accounts?$skip=1')).body.error.message).toBe('Skip Clause is not supported in CRM');
  expect((await get('accounts?$apply=aggregate(x)')).status).toBe(501);
});

test('DV10: pages by a cookie, without $top, and repeats or leaves out nothing', async () => {
  const names: string[] = [];
  let path = 'accounts?$select=name&$orderby=numberofemployees&$top=1';
  for (let page = 0; page < 5 && path !== ''; page += 1) {
    const { body } = await get(path, 'odata.maxpagesize=2');
    names.push(...body.value.map((row: { name: string }) => row.name));
    const next = body['@odata.nextLink'] as string | undefined;
    path = next === undefined ? '' : new URL(next).pathname + new URL(next).search;
  }
  expect(names).toEqual(['Fabrikam', 'Contoso', 'Adatum 50%']);
  expect((await get('accounts?$select=name&$skiptoken=made-up')).status).toBe(400);
});

test('DV11: brings the currency of a selected amount along', async () => {
  const { body } = await get(`opportunities(${deal})?$select=estimatedvalue`);
  expect(body).toHaveProperty('_transactioncurrencyid_value');
  expect(body.estimatedvalue).toBe(20_000);
});
