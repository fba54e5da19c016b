import { expect, test } from 'vitest';
import { useCaller } from './caller.ts';

const caller = useCaller();

const CRLF = '\r\n';
const HTTP = ['Content-Type: application/http', 'Content-Transfer-Encoding: binary'];

const request = (method: string, url: string, body?: unknown, id?: string, headers: string[] = []) =>
  [
    ...HTTP,
    ...(id ? [`Content-ID: ${id}`] : []),
    '',
    `${method} ${url} HTTP/1.1`,
    ...headers,
    ...(body === undefined ? ['', ''] : ['Content-Type: application/json', '', JSON.stringify(body)]),
  ].join(CRLF);

const changeSet = (...parts: string[]) =>
  [
    'Content-Type: multipart/mixed; boundary=changeset_y',
    '',
    ...parts.flatMap((part) => ['--changeset_y', part]),
    '--changeset_y--',
    '',
  ].join(CRLF);

function post(...parts: string[]) {
  const body = [...parts.flatMap((part) => ['--batch_x', part]), '--batch_x--', ''].join(CRLF);
  return caller().call('POST', '$batch', body, { 'content-type': 'multipart/mixed; boundary="batch_x"' });
}

const statuses = (text: string) => [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));

test('DV28: creates a deal with its customer and note in one change set, and reads it after', async () => {
  const answer = await post(
    changeSet(
      request('POST', '/api/data/v9.2/accounts', { name: 'Northwind' }, '1'),
      request('POST', 'opportunities', { name: 'Deal', 'customerid_account@odata.bind': '$1' }, '2'),
      request('POST', 'annotations', { subject: 'Note', 'objectid_opportunity@odata.bind': '$2' }, '3'),
      request('PATCH', '$2', { description: 'later' }, '4', ['If-Match: *']),
    ),
    request(
      'GET',
      "opportunities?$select=name,description&$filter=name eq 'Deal'&$expand=customerid_account($select=name)",
    ),
  );
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^multipart\/mixed; boundary=batchresponse_/);
  expect(statuses(answer.body)).toEqual([204, 204, 204, 204, 200]);
  expect(answer.body).toMatch(/Content-ID: 2\r\n\r\nHTTP\/1\.1 204 No Content\r\n/);
  expect(answer.body).toMatch(
    /OData-EntityId: http:\/\/127\.0\.0\.1:\d+\/api\/data\/v9\.2\/opportunities\([0-9a-f-]{36}\)/,
  );
  expect(answer.body).toContain('"description":"later"');
  expect(answer.body).toContain('"customerid_account":{"name":"Northwind"');
});

test('DV28: keeps nothing of a change set that fails, and what happened before it', async () => {
  const answer = await post(
    request('POST', 'accounts', { name: 'Before' }),
    changeSet(
      request('POST', 'accounts', { name: 'Undone' }, '1'),
      request('POST', 'contacts', { lastname: 'x'.repeat(51), 'parentcustomerid_account@odata.bind': '$1' }, '2'),
    ),
    request('POST', 'accounts', { name: 'After' }),
  );
  expect(answer.status).toBe(400);
  expect(statuses(answer.body)).toEqual([204, 400]);
  expect(answer.body).toContain('0x80044331');
  const names = await caller().call(
    'GET',
    "accounts?$select=name&$filter=Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=['Before','Undone','After'])",
  );
  expect(names.body.value.map((row: { name: string }) => row.name)).toEqual(['Before']);
});

test('DV28b: can answer a failed change set without nesting', async () => {
  caller().emulator.admin.setSwitches({ DV28b: 'plain' });
  const answer = await post(changeSet(request('POST', 'accounts', { nickname: 'x' }, '1')));
  caller().emulator.admin.setSwitches({ DV28b: 'nested' });
  expect(answer.status).toBe(400);
  expect(answer.body).not.toContain('changesetresponse');
});

test('DV28: gives a part the version that it must match', async () => {
  const row = await caller().create('accounts', { name: 'Versioned' });
  const address = `accounts(${row['accountid']})`;
  const stale = request('PATCH', address, { name: 'Stale' }, '1', ['If-Match: W/"1"']);
  expect(statuses((await post(changeSet(stale))).body)).toEqual([412]);
  const current = request('PATCH', address, { name: 'Current' }, '1', [`If-Match: ${row['@odata.etag']}`]);
  expect(statuses((await post(changeSet(current))).body)).toEqual([204]);
});

test('DV28c: does not pretend that definitions could be undone', async () => {
  const column = request('POST', "EntityDefinitions(LogicalName='account')/Attributes", {}, '1');
  expect((await post(changeSet(column))).status).toBe(501);
});

test('DV28c: refuses what is no batch', async () => {
  const answer = await post(request('POST', '$batch', {}));
  expect(answer).toMatchObject({ status: 400, body: { error: { code: '0x80060888' } } });
});

const target = (values: object) => ({ '@odata.type': 'Microsoft.Dynamics.CRM.account', ...values });
const bulk = (name: string, targets: object[]) =>
  caller().call('POST', `accounts/Microsoft.Dynamics.CRM.${name}`, { Targets: targets });

test('DV29: creates, changes and upserts many rows at once', async () => {
  const created = await bulk('CreateMultiple', [target({ name: 'One' }), target({ name: 'Two' })]);
  expect(created.status).toBe(200);
  const [one, two] = created.body.Ids as string[];
  const changed = await bulk('UpdateMultiple', [
    target({ accountid: one, description: 'a' }),
    target({ accountid: two, description: 'b' }),
  ]);
  expect(changed.status).toBe(204);
  const fresh = '0f0f0f0f-0000-4000-8000-000000000001';
  const upserted = await bulk('UpsertMultiple', [
    target({ '@odata.id': `accounts(${one})`, description: 'c' }),
    target({ accountid: fresh, name: 'Three' }),
  ]);
  expect(upserted.status).toBe(204);
  expect((await caller().call('GET', `accounts(${one})`)).body.description).toBe('c');
  expect((await caller().call('GET', `accounts(${fresh})`)).body.name).toBe('Three');
});

test('DV29: undoes all where one target fails, and wants every type named', async () => {
  const failed = await bulk('CreateMultiple', [target({ name: 'Undone too' }), target({ nickname: 'x' })]);
  expect(failed.status).toBe(400);
  const left = await caller().call('GET', "accounts/$count?$filter=name eq 'Undone too'");
  expect(left.body.replace('\uFEFF', '')).toBe('0');
  expect((await bulk('CreateMultiple', [{ name: 'Untyped' }])).status).toBe(400);
});
