import { expect, test } from 'vitest';
import { openCaller, START_STAMP, useCaller } from './caller.ts';

const caller = useCaller();
const REPRESENTATION = { Prefer: 'return=representation' };

async function opportunity(values: Record<string, unknown> = {}) {
  const row = await caller().create('opportunities', { name: 'Deal', ...values });
  return { id: String(row['opportunityid']), etag: row['@odata.etag'], row };
}

test('DV13 a creation answers 204 with the address, or 201 with the row', async () => {
  const bare = await caller().call('POST', 'accounts', { name: 'Contoso' });
  expect(bare.status).toBe(204);
  expect(bare.headers.get('odata-entityid')).toMatch(/\/api\/data\/v9\.2\/accounts\([0-9a-f-]{36}\)$/);
  const whole = await caller().call('POST', 'accounts?$select=name', { name: 'Contoso' }, REPRESENTATION);
  expect(whole.status).toBe(201);
  expect(whole.headers.get('odata-entityid')).toBeNull();
  expect(whole.headers.get('preference-applied')).toBe('return=representation');
  expect(whole.body).toMatchObject({ name: 'Contoso', '@odata.etag': expect.stringMatching(/^W\/"\d+"$/) });
});

test('DV14 PATCH creates what does not exist, unless If-Match stands in the way', async () => {
  const id = '00000000-0000-4000-8000-000000000014';
  const refused = await caller().call('PATCH', `accounts(${id})`, { name: 'New' }, { 'If-Match': '*' });
  expect(refused).toMatchObject({ status: 404, body: { error: { code: '0x80040217' } } });
  const made = await caller().call('PATCH', `accounts(${id})`, { name: 'New' }, REPRESENTATION);
  expect(made).toMatchObject({ status: 201, body: { accountid: id } });
  const changed = await caller().call('PATCH', `accounts(${id})`, { name: 'Newer' }, REPRESENTATION);
  expect(changed).toMatchObject({ status: 200, body: { name: 'Newer' } });
  const kept = await caller().call('PATCH', `accounts(${id})`, { name: 'Newest' }, { 'If-None-Match': '*' });
  expect(kept).toMatchObject({ status: 412, body: { error: { code: '0x80040237' } } });
});

test('DV15 an upsert by key takes the key from the address, and an update drops it from the body', async () => {
  const path = "opportunities(csl_referralid='R-15')";
  const made = await caller().call('PATCH', path, { name: 'Keyed' });
  expect(made.status).toBe(204);
  expect(made.headers.get('odata-entityid')).toContain("opportunities(csl_referralid='R-15')");
  await caller().call('PATCH', path, { name: 'Keyed again', csl_referralid: 'R-other' });
  const read = await caller().call('GET', `${path}?$select=name,csl_referralid`);
  expect(read.body).toMatchObject({ name: 'Keyed again', csl_referralid: 'R-15' });
});

test('DV16 a stale ETag is refused, and every write moves it', async () => {
  const { id, etag } = await opportunity();
  const first = await caller().call('PATCH', `opportunities(${id})`, { name: 'Mine' }, { 'If-Match': etag });
  expect(first.status).toBe(204);
  const second = await caller().call('PATCH', `opportunities(${id})`, { name: 'Late' }, { 'If-Match': etag });
  expect(second).toMatchObject({ status: 412, body: { error: { code: '0x80060882' } } });
});

test('DV17 a write that changes nothing moves the version all the same', async () => {
  const { id, etag } = await opportunity();
  const again = await caller().call('PATCH', `opportunities(${id})`, { name: 'Deal' }, REPRESENTATION);
  expect(again.body['@odata.etag']).not.toBe(etag);
});

test('DV19 texts that are too long and choices that do not exist are refused by code', async () => {
  const long = await caller().call('POST', 'opportunities', { name: 'x'.repeat(301) });
  expect(long).toMatchObject({ status: 400, body: { error: { code: '0x80044331' } } });
  expect(long.body.error.message).toContain("'name'");
  expect(long.body.error.message).toContain("'300'");
  const choice = await caller().call('POST', 'opportunities', { name: 'x', csl_microsofthelp: 7 });
  expect(choice).toMatchObject({ status: 400, body: { error: { code: '0x8004431a' } } });
});

test('DV20 a read-only column is refused, or ignored by switch', async () => {
  const body = { name: 'x', exchangerate: 3 };
  expect(await caller().call('POST', 'opportunities', body)).toMatchObject({ status: 400 });
  caller().emulator.admin.setSwitches({ DV20: 'ignore' });
  expect(await caller().call('POST', 'opportunities', body)).toMatchObject({ status: 204 });
  caller().emulator.admin.setSwitches({ DV20: 'reject' });
});

test('DV21 amounts are rounded to the currency and carried over to the base', async () => {
  const euro = await caller().call('GET', "transactioncurrencies?$filter=isocurrencycode eq 'EUR'");
  const currency = euro.body.value[0].transactioncurrencyid;
  const { row } = await opportunity({
    estimatedvalue: 100.005,
    'transactioncurrencyid@odata.bind': `/transactioncurrencies(${currency})`,
  });
  expect(row).toMatchObject({ estimatedvalue: 100.01, exchangerate: 0.92, estimatedvalue_base: 108.7065 });
});

test('DV22 the caller owns and signs what it creates', async () => {
  const { userId } = caller().emulator.credentials;
  const { row } = await opportunity();
  expect(row).toMatchObject({ _ownerid_value: userId, _createdby_value: userId, createdon: START_STAMP });
});

test('DV25 a second row with the values of a key is refused and names the first', async () => {
  const { id } = await opportunity({ csl_referralid: 'R-25' });
  const second = await caller().call('POST', 'opportunities', { name: 'Twin', csl_referralid: 'R-25' });
  expect(second).toMatchObject({ status: 412, body: { error: { code: '0x80060892' } } });
  expect(second.body.error.message).toContain(id);
  const missing = await caller().call('GET', "opportunities(csl_referralid='R-none')");
  expect(missing).toMatchObject({ status: 404, body: { error: { code: '0x80060891' } } });
});

test('DV27 a state needs its own message, a reason must fit its state', async () => {
  const { id } = await opportunity();
  const won = await caller().call('PATCH', `opportunities(${id})`, { statecode: 1, statuscode: 3 });
  expect(won).toMatchObject({ status: 400, body: { error: { code: '0x80100005' } } });
  const odd = await caller().call('PATCH', `opportunities(${id})`, { statuscode: 4 });
  expect(odd).toMatchObject({ status: 400, body: { error: { code: '0x80048408' } } });
  const held = await caller().call('PATCH', `opportunities(${id})`, { statuscode: 2 });
  expect(held.status).toBe(204);
});

test('a deep insert creates the rows that it nests, or nothing at all', async () => {
  const body = {
    name: 'Deep',
    customerid_account: { name: 'Nested Ltd' },
    Opportunity_Annotation: [{ subject: 'first', notetext: 'hello' }],
  };
  const made = await caller().create('opportunities?$expand=customerid_account($select=name)', body);
  const notes = await caller().call('GET', `opportunities(${made['opportunityid']})/Opportunity_Annotation`);
  expect(notes.body.value).toMatchObject([{ notetext: 'hello', objecttypecode: 'opportunity' }]);
  const broken = { ...body, Opportunity_Annotation: [{ nonsense: 1 }] };
  expect(await caller().call('POST', 'opportunities', broken)).toMatchObject({ status: 400 });
  const accounts = await caller().call('GET', "accounts?$filter=name eq 'Nested Ltd'");
  expect(accounts.body.value).toHaveLength(1);
});

test('DV7b an error tells more where annotations are asked for', async () => {
  const path = 'opportunities(00000000-0000-4000-8000-00000000007b)';
  const plain = await caller().call('GET', path);
  expect(Object.keys(plain.body.error)).toEqual(['code', 'message']);
  const annotated = await caller().call('GET', path, undefined, { Prefer: 'odata.include-annotations="*"' });
  expect(annotated.body.error['@Microsoft.PowerApps.CDS.HelpLink']).toContain('0x80040217');
});

test('DV21 the precision of an amount is its own, that of prices or that of the currency', async () => {
  const own = await openCaller({
    currencies: [{ code: 'USD', name: 'US Dollar', symbol: '$', rate: 1, precision: 0 }],
  });
  const row = await own.create('opportunities', { name: 'x', estimatedvalue: 12.5 });
  expect(row).toMatchObject({ estimatedvalue: 13, estimatedvalue_base: 13 });
  await own.emulator.close();
});

test('DV12 a row that has not changed answers 304, unless more than the row is asked for', async () => {
  const { id, etag } = await opportunity();
  const known = { 'If-None-Match': etag };
  expect((await caller().call('GET', `opportunities(${id})`, undefined, known)).status).toBe(304);
  const annotated = { ...known, Prefer: 'odata.include-annotations="*"' };
  expect((await caller().call('GET', `opportunities(${id})`, undefined, annotated)).status).toBe(200);
  await caller().call('PATCH', `opportunities(${id})`, { name: 'Deal' });
  expect((await caller().call('GET', `opportunities(${id})`, undefined, known)).status).toBe(200);
});

test('DV16b a table without optimistic concurrency refuses an ETag', async () => {
  const own = await openCaller({ organization: { optimisticConcurrencyOff: ['lead'] } });
  const lead = await own.create('leads', { subject: 'x' });
  const patch = (etag: string) => own.call('PATCH', `leads(${lead['leadid']})`, { subject: 'y' }, { 'If-Match': etag });
  expect((await patch(lead['@odata.etag'])).body.error.code).toBe('0x8006088d');
  expect((await patch('*')).status).toBe(204);
  await own.emulator.close();
});

test('DV23 the customer of an opportunity and its account stay in step', async () => {
  const account = await caller().create('accounts', { name: 'Customer' });
  const { id, row } = await opportunity({ 'parentaccountid@odata.bind': `/accounts(${account['accountid']})` });
  expect(row).toMatchObject({ _customerid_value: account['accountid'] });
  const contact = await caller().create('contacts', { lastname: 'Person' });
  const body = { 'customerid_contact@odata.bind': `contacts(${contact['contactid']})` };
  await caller().call('PATCH', `opportunities(${id})`, body);
  const read = await caller().call('GET', `opportunities(${id})?$select=_customerid_value,_parentcontactid_value`);
  expect(read.body).toMatchObject({
    _customerid_value: contact['contactid'],
    _parentcontactid_value: contact['contactid'],
  });
});

test('DV27d a connection has a twin, and goes with it', async () => {
  const { id } = await opportunity();
  const contact = await caller().create('contacts', { firstname: 'Kim', lastname: 'Stake' });
  const roles = await caller().call('GET', "connectionroles?$filter=name eq 'Stakeholder'");
  const made = await caller().create('connections', {
    'record1id_opportunity@odata.bind': `/opportunities(${id})`,
    'record2id_contact@odata.bind': `/contacts(${contact['contactid']})`,
    'record2roleid@odata.bind': `/connectionroles(${roles.body.value[0].connectionroleid})`,
  });
  const twin = await caller().call('GET', `connections(${made['_relatedconnectionid_value']})`);
  expect(twin.body).toMatchObject({ _record1id_value: contact['contactid'], _record2id_value: id, ismaster: false });
  await caller().call('DELETE', `connections(${made['connectionid']})`);
  expect((await caller().call('GET', 'connections')).body.value).toEqual([]);
});

test('lookups are cleared, set and read by reference', async () => {
  const account = await caller().create('accounts', { name: 'Referenced' });
  const contact = await caller().create('contacts', { lastname: 'Main' });
  const at = `accounts(${account['accountid']})`;
  const address = { '@odata.id': `${caller().emulator.credentials.apiUrl}contacts(${contact['contactid']})` };
  expect((await caller().call('PUT', `${at}/primarycontactid/$ref`, address)).status).toBe(204);
  expect((await caller().call('GET', `${at}/primarycontactid?$select=lastname`)).body).toMatchObject({
    lastname: 'Main',
  });
  expect((await caller().call('GET', `${at}/name`)).body).toMatchObject({ value: 'Referenced' });
  expect((await caller().call('DELETE', `${at}/primarycontactid/$ref`)).status).toBe(204);
  expect((await caller().call('GET', `${at}/primarycontactid`)).status).toBe(204);
  const members = { '@odata.id': `accounts(${account['accountid']})` };
  await caller().call('PUT', `contacts(${contact['contactid']})/parentcustomerid_account/$ref`, members);
  expect((await caller().call('GET', `${at}/contact_customer_accounts`)).body.value).toHaveLength(1);
  await caller().call('DELETE', `${at}/contact_customer_accounts(${contact['contactid']})/$ref`);
  expect((await caller().call('GET', `${at}/contact_customer_accounts`)).body.value).toHaveLength(0);
});
