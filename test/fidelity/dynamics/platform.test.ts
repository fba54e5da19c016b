import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { openCaller, START, useCaller } from './caller.ts';

const caller = useCaller();
const userId = (name: string) => {
  const { records } = caller().emulator.admin.snapshot();
  return String(records['systemuser']?.find((row) => row['domainname'] === name)?.['id']);
};

test('DV35 a token needs the right tenant, client, secret and scope', async () => {
  expect((await caller().signIn({ client_secret: 'wrong' })).body).toMatchObject({ error: 'invalid_client' });
  expect((await caller().signIn({ client_id: randomUUID() })).body).toMatchObject({ error: 'unauthorized_client' });
  expect((await caller().signIn({ scope: 'https://other/.default' })).body).toMatchObject({ error: 'invalid_scope' });
});

test('DV35 calls without a token answer 401 and say where to get one', async () => {
  const { status, headers } = await caller().call('GET', 'WhoAmI', undefined, { authorization: '' });
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toContain('authorization_uri=');
});

test('DV35 a signed assertion stands for the secret', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { people } = caller().emulator.admin;
  people.registerKey({ publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() });
  const { clientId, tokenUrl } = caller().emulator.credentials;
  const signed = (seconds: number) =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(tokenUrl)
      .setExpirationTime(Math.floor(START / 1000) + seconds)
      .sign(privateKey);
  const form = { client_secret: '', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' };
  expect((await caller().signIn({ ...form, client_assertion: await signed(300) })).status).toBe(200);
  const late = await caller().signIn({ ...form, client_assertion: await signed(-900) });
  expect(late).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
});

test('DV35b a token expires in virtual time', async () => {
  const own = await openCaller();
  await own.emulator.admin.moveClock({ advanceMs: 3_600_000 });
  expect((await own.call('GET', 'WhoAmI')).status).toBe(401);
  await own.signIn();
  expect((await own.call('GET', 'WhoAmI')).status).toBe(200);
  await own.emulator.close();
});

test('DV35c an application user who is gone or disabled is refused by code', async () => {
  const own = await openCaller();
  own.emulator.admin.people.deactivateUser({ username: 'integration@lakeshore.example' });
  const { status, body } = await own.call('GET', 'WhoAmI');
  expect([status, body.error.code]).toEqual([403, '0x80072560']);
  await own.emulator.close();
});

test('DV35d rights go by table and depth', async () => {
  const own = await openCaller({
    roles: [
      {
        name: 'Cosell Integration',
        privileges: [
          { table: 'opportunity', depth: 'user' },
          { table: 'account', rights: ['read'] },
          { table: '*', rights: [] },
        ],
      },
    ],
    records: [{ table: 'opportunity', id: '00000000-0000-4000-8000-0000000035d0', by: 'sam.seller@lakeshore.example' }],
  });
  const codeOf = async (method: string, path: string, body?: unknown) => {
    const answer = await own.call(method, path, body);
    return answer.body.error?.code ?? answer.status;
  };
  expect(await codeOf('GET', 'leads')).toBe('0x80040220');
  expect(await codeOf('POST', 'accounts', { name: 'x' })).toBe('0x80040220');
  expect(await codeOf('POST', 'opportunities', { name: 'mine' })).toBe(204);
  expect(await codeOf('GET', 'opportunities(00000000-0000-4000-8000-0000000035d0)')).toBe('0x80040220');
  expect((await own.call('GET', 'opportunities?$select=name')).body.value).toMatchObject([{ name: 'mine' }]);
  const tracked = await own.call('GET', 'opportunities', undefined, { Prefer: 'odata.track-changes' });
  expect(tracked.body.error.code).toBe('0x80040220');
  await own.emulator.close();
});

test('DV35d hidden columns read as null and cannot be written', async () => {
  const { people } = caller().emulator.admin;
  people.restrictUser({ username: 'integration@lakeshore.example', hiddenColumns: ['contact.emailaddress1'] });
  const made = await caller().call('POST', 'contacts', { lastname: 'A', emailaddress1: 'a@b.example' });
  expect(made.status).toBe(403);
  people.create({ table: 'contact', values: { lastname: 'Secret', emailaddress1: 'secret@b.example' } });
  const read = await caller().call('GET', "contacts?$filter=lastname eq 'Secret'&$select=emailaddress1");
  expect(read.body.value).toMatchObject([{ emailaddress1: null }]);
  people.restrictUser({ username: 'integration@lakeshore.example' });
});

test('DV22 an impersonated user is the author, the application the delegate', async () => {
  const sam = userId('sam.seller@lakeshore.example');
  const made = await caller().call(
    'POST',
    'accounts',
    { name: 'By Sam' },
    { MSCRMCallerID: sam, Prefer: 'return=representation' },
  );
  expect(made.body).toMatchObject({
    _createdby_value: sam,
    _ownerid_value: sam,
    _createdonbehalfby_value: caller().emulator.credentials.userId,
  });
});

test('DV26 duplicate rules are asked only where the request wants it', async () => {
  const { people } = caller().emulator.admin;
  people.addDuplicateRule({ name: 'Same name', table: 'account', columns: ['name'] });
  await caller().create('accounts', { name: 'Twice' });
  expect((await caller().call('POST', 'accounts', { name: 'Twice' })).status).toBe(204);
  const asked = await caller().call(
    'POST',
    'accounts',
    { name: 'Twice' },
    { 'MSCRM.SuppressDuplicateDetection': 'false' },
  );
  expect(asked).toMatchObject({ status: 412, body: { error: { code: '0x80040333' } } });
});

test('DV27c a plug-in of the partner refuses in its own words', async () => {
  const { people } = caller().emulator.admin;
  people.addValidationRule({
    name: 'Budget',
    table: 'opportunity',
    when: "estimatedvalue eq null and not startswith(name,'Draft')",
    message: 'No budget, no deal.',
    changed: ['name', 'estimatedvalue'],
  });
  const refused = await caller().call('POST', 'opportunities', { name: 'x' });
  expect(refused).toMatchObject({
    status: 400,
    body: { error: { code: '0x80040265', message: 'No budget, no deal.' } },
  });
  const draft = await caller().create('opportunities', { name: 'Draft' });
  const path = `opportunities(${draft['opportunityid']})`;
  expect((await caller().call('PATCH', path, { csl_audit: 'not its business' })).status).toBe(204);
  expect((await caller().call('PATCH', path, { name: 'Final' })).status).toBe(400);
  people.removeValidationRule({ name: 'Budget' });
});

test('DV36 too many requests wait until the window has moved on', async () => {
  const own = await openCaller({ switches: { DV36: 3 } });
  for (const left of ['2', '1', '0']) {
    const { headers } = await own.call('GET', 'WhoAmI');
    expect(headers.get('x-ms-ratelimit-burst-remaining-xrm-requests')).toBe(left);
  }
  const refused = await own.call('GET', 'WhoAmI');
  expect(refused).toMatchObject({ status: 429, body: { error: { code: '0x80072322' } } });
  const seconds = Number(refused.headers.get('retry-after'));
  const again = await own.call('GET', 'WhoAmI');
  expect(Number(again.headers.get('retry-after'))).toBeGreaterThanOrEqual(seconds);
  await own.emulator.admin.moveClock({ advanceMs: 301_000 });
  expect((await own.call('GET', 'WhoAmI')).status).toBe(200);
  await own.emulator.close();
});

test('DV24 deletions cascade, and are restricted where something still uses the row', async () => {
  const detail = await caller().create('csl_microsoftsolutiondetails', {
    csl_name: 'S',
    csl_solutionidentifier: 'SOL-1',
  });
  const deal = await caller().create('opportunities', {
    name: 'With a line',
    estimatedvalue: 1,
    csl_opportunity_microsoftsolution: [
      {
        'csl_SolutionDetailId@odata.bind': `/csl_microsoftsolutiondetails(${detail['csl_microsoftsolutiondetailid']})`,
      },
    ],
  });
  const restricted = await caller().call(
    'DELETE',
    `csl_microsoftsolutiondetails(${detail['csl_microsoftsolutiondetailid']})`,
  );
  expect(restricted).toMatchObject({ status: 405, body: { error: { code: '0x80040227' } } });
  expect((await caller().call('DELETE', `opportunities(${deal['opportunityid']})`)).status).toBe(204);
  expect((await caller().call('GET', 'csl_microsoftsolutions')).body.value).toEqual([]);
});

test('DV41 what is not emulated answers 501 and is traced', async () => {
  const { status, body } = await caller().call('POST', 'CalculatePrice', {});
  expect([status, body.error]).toEqual([501, 'unsupported']);
  expect(caller().emulator.admin.traces({ unsupported: true })).toHaveLength(1);
});

test('DV35d attaching a row needs a right on both ends, giving it away another one', async () => {
  const all = ['create', 'read', 'write', 'append', 'appendto'] as const;
  const own = await openCaller({
    roles: [
      {
        name: 'Cosell Integration',
        privileges: [
          { table: 'account', rights: ['create', 'read'] },
          { table: '*', rights: [...all] },
        ],
      },
    ],
  });
  const account = await own.create('accounts', { name: 'Closed shop' });
  const attached = await own.call('POST', 'opportunities', {
    name: 'x',
    'customerid_account@odata.bind': `/accounts(${account['accountid']})`,
  });
  expect(attached).toMatchObject({ status: 403, body: { error: { code: '0x80040220' } } });
  const deal = await own.create('opportunities', { name: 'x' });
  const users = await own.call('GET', "systemusers?$filter=firstname eq 'Sam'");
  const given = { 'ownerid@odata.bind': `/systemusers(${users.body.value[0].systemuserid})` };
  const assigned = await own.call('PATCH', `opportunities(${deal['opportunityid']})`, given);
  expect(assigned).toMatchObject({ status: 403, body: { error: { code: '0x80040220' } } });
  await own.emulator.close();
});
