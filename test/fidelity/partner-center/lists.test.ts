import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../emulators/kit/clock.ts';
import type { ReferralSeed } from '../../../emulators/partner-center/world-schema.ts';
import { type Answer, type FetchClient, type Json, startWithClient } from './fetch-client.ts';

let client: FetchClient;
beforeEach(async () => {
  client = await startWithClient({}, createClock({ frozen: true, startMs: Date.parse('2026-05-01T00:00:00Z') }));
});
afterEach(() => client.emulator.close());

const plant = (...referrals: ReferralSeed[]) => client.emulator.admin.people.seed({ referrals }).ids;
const list = (query: Record<string, string>) => client.referrals(`?${new URLSearchParams(query)}`);
const values = (answer: Answer) => answer.body['value'] as unknown as Json[];
const names = (answer: Answer) => values(answer).map((referral) => referral['name']);

const FILTERS: [filter: string, expected: string[]][] = [
  ["status eq 'New' and qualification eq 'SalesQualified'", ['b']],
  ["customerProfile/address/country eq 'US' and direction eq 'Incoming'", ['b']],
  ["(type eq 'Shared' and direction eq 'Incoming')", ['b']],
  ["(direction eq 'Incoming' and substatus eq 'Pending') or name eq 'c''s'", ['b', "c's"]],
  ["team/any(t:t/email eq 'marta@lakeshore.example')", ['a']],
  ['details/dealValue gt 100 and details/dealValue le 500', ['a']],
  ['details/dealValue ge 1000 or details/dealValue lt 100', ["c's"]],
  ['updatedDateTime ge 2026-04-02T00:00:00.0000001Z', ["c's"]],
  ["updatedDateTime eq 2026-04-02T00:00:00Z and closedDateTime eq null and status eq 'New'", ['b']],
  ['consent/consentToShareReferralWithMicrosoftSellers eq true', ['a']],
];

test.for(FILTERS)('$filter=%s', async ([filter, expected]) => {
  plant(
    {
      name: 'a',
      status: 'Active',
      substatus: 'Accepted',
      type: 'Shared',
      direction: 'Outgoing',
      updatedDateTime: '2026-04-01T00:00:00Z',
      customerProfile: { address: { country: 'US' } },
      consent: { consentToShareReferralWithMicrosoftSellers: true },
      details: { dealValue: 500 },
      team: [{ firstName: 'M', lastName: 'L', phoneNumber: '1', email: 'marta@lakeshore.example' }],
    },
    {
      name: 'b',
      qualification: 'SalesQualified',
      type: 'Shared',
      createdDateTime: '2026-04-30T00:00:00Z',
      updatedDateTime: '2026-04-02T00:00:00Z',
      customerProfile: { address: { country: 'US' } },
    },
    {
      name: "c's",
      status: 'Closed',
      substatus: 'Won',
      updatedDateTime: '2026-04-03T00:00:00.5Z',
      direction: 'Outgoing',
      details: { dealValue: 1000 },
    },
  );
  expect(names(await list({ $filter: filter }))).toEqual(expected);
});

test('the unquoted engagement id of real links is taken too', async () => {
  const engagementId = '1352e000-0000-4000-8000-000000000001';
  plant({ name: 'here', engagementId }, { name: 'elsewhere' });
  expect(names(await list({ $filter: `engagementId eq ${engagementId}` }))).toEqual(['here']);
  const either = `engagementId eq '${engagementId}' or name eq 'elsewhere'`;
  expect(names(await list({ $filter: either }))).toEqual(['here', 'elsewhere']);
});

test.for([
  ["$filter=name ne 'x'", "'ne'"],
  ["$filter=contains(name,'x')", "'contains'"],
  ["$filter=not (name eq 'x')", "'not'"],
  ["$filter=team/any(t:t/firstName eq 'x')", 'lambda'],
  ['$expand=registrations', '$expand'],
  ['$orderby=name', '$orderby'],
  ["$filter=externalReferenceId eq '006'", 'externalReferenceId'],
])('%s is not emulated and says so', async ([query, gap]) => {
  const answer = await client.referrals(`?${query}`);
  expect(answer.status).toBe(501);
  expect(String(answer.body['gap'])).toContain(gap);
  expect(client.emulator.admin.traces({ unsupported: true }).at(-1)?.unsupported).toContain(gap);
});

test.for([
  "$filter=status eq 'New' and",
  "$filter=status eq 'New') and",
  '$filter=status eq New',
  "$filter=state eq 'x'",
  '$top=-1',
  '$skiptoken=nonsense',
  '$select=nothing',
])('%s is refused as invalid', async (query) => {
  const answer = await client.referrals(`?${query}`);
  expect([answer.status, answer.body['error']?.['code']]).toEqual([400, 'invalidRequest']);
});

test('filters nobody has documented follow their switches', async () => {
  plant({ externalReferenceId: '006A', name: 'mine' });
  client.emulator.admin.setSwitches({ 'filter-external-reference': 'yes' });
  expect(names(await list({ $filter: "externalReferenceId eq '006A'" }))).toEqual(['mine']);
  client.emulator.admin.setSwitches({ 'filter-external-reference': 'no', 'filter-updated-date-time': false });
  expect((await list({ $filter: "externalReferenceId eq '006A'" })).status).toBe(400);
  expect((await list({ $filter: 'updatedDateTime ge 2026-01-01T00:00:00Z' })).status).toBe(400);
});

test('$select gives only the named properties, $top and $skip cut the list, the count is always there', async () => {
  plant({ name: '1' }, { name: '2' }, { name: '3' });
  const answer = await list({ $select: 'id,name', $top: '1', $skip: '1' });
  expect(values(answer)).toEqual([{ id: expect.any(String), name: '2' }]);
  expect(answer.body['@odata.count']).toBe(3);
  expect(answer.body['@odata.nextLink']).toBeUndefined();
});

test('$orderby sorts by dates at full precision, both ways', async () => {
  const at = (name: string, updatedDateTime: string) => ({ name, updatedDateTime });
  plant(
    at('2', '2026-04-01T00:00:00.1234567Z'),
    at('3', '2026-04-01T00:00:00.12345671Z'),
    at('1', '2026-04-01T00:00:00.1Z'),
  );
  plant(at('4', '2026-04-01T00:00:00.2Z'));
  expect(names(await list({ $orderby: 'updatedDateTime desc' }))).toEqual(
    ['4', '3', '2', '1'].map(String).sort().reverse(),
  );
  expect(names(await list({ $orderby: 'updatedDateTime asc' }))[0]).toBe('1');
});

async function walk(query: Record<string, string>, between: () => void = () => undefined): Promise<unknown[]> {
  const found: unknown[] = [];
  let answer = await list(query);
  found.push(...names(answer));
  while (answer.body['@odata.nextLink']) {
    between();
    const token = new URL(String(answer.body['@odata.nextLink'])).searchParams.get('$skiptoken') ?? '';
    answer = await list({ $skiptoken: token });
    found.push(...names(answer));
  }
  return found;
}

test('a list of more than a hundred comes in pages, whose links have the http scheme and lack /engagements', async () => {
  client.emulator.admin.people.seed({ count: 250, like: { name: 'n' } });
  const first = await list({ $orderby: 'updatedDateTime asc' });
  expect(values(first)).toHaveLength(100);
  expect(first.body['@odata.nextLink']).toMatch(
    /^http:\/\/api\.partner\.microsoft\.com\/v1\.0\/referrals\?\$skiptoken=/,
  );
  const all = await walk({ $orderby: 'updatedDateTime asc' });
  expect(new Set(all).size).toBe(250);
  expect(await walk({ $top: '120' })).toHaveLength(120);
});

test('a referral that changes while someone pages moves to the end and hides no other', async () => {
  client.emulator.admin.people.seed({ count: 30, like: { name: 'n' } });
  client.emulator.admin.setSwitches({ 'page-size': 10 });
  const [first] = values(await list({ $orderby: 'updatedDateTime asc' }));
  let changed = false;
  const all = await walk({ $orderby: 'updatedDateTime asc' }, () => {
    if (!changed)
      client.emulator.admin.people.portalEdit({ referralId: String(first?.['id']), changes: { favorite: true } });
    changed = true;
  });
  expect(all).toHaveLength(31);
  expect(new Set(all).size).toBe(30);
});

test("Microsoft's half is in the lists, or only in those of its engagement", async () => {
  const own = client.emulator.admin.people.invite({});
  expect(values(await list({}))).toHaveLength(2);
  client.emulator.admin.setSwitches({ 'list-shows-related': 'by-engagement' });
  expect(values(await list({}))).toHaveLength(1);
  expect(values(await list({ $filter: `engagementId eq '${own.engagementId}'` }))).toHaveLength(2);
});

test('documents of strangers are invisible', async () => {
  const [id] = plant({ name: 'theirs', organizationId: '9b1f6a52-0000-4000-8000-000000000000' });
  expect(values(await list({}))).toHaveLength(0);
  expect((await client.referrals(`/${id}`)).status).toBe(404);
});

test('a Referrals user sees only the deals whose team names him, a stranger to the role none', async () => {
  const email = 'cosell.service@lakeshore.example';
  plant({ name: 'ours', team: [{ firstName: 'C', lastName: 'S', phoneNumber: '1', email }] }, { name: 'others' });
  client.emulator.admin.people.changeRole({ role: 'ReferralsUser' });
  expect(names(await list({}))).toEqual(['ours']);
  client.emulator.admin.people.changeRole({ role: 'None' });
  const refused = await list({});
  expect([refused.status, refused.body['error']?.['code']]).toEqual([403, 'accessDenied']);
});

test('an unknown id is 404', async () => {
  const answer = await client.referrals('/00000000-0000-4000-8000-000000000000');
  expect([answer.status, answer.body['error']?.['code']]).toEqual([404, 'itemNotFound']);
});

test('a call without client-request-id is refused; with one it comes back', async () => {
  expect((await client.referrals('', { headers: { 'client-request-id': '' } })).status).toBe(400);
  const id = crypto.randomUUID();
  const answer = await client.referrals('', { headers: { 'client-request-id': id } });
  expect(answer.headers.get('client-request-id')).toBe(id);
  expect(answer.headers.get('request-id')).toBeTruthy();
});

test('throttling comes in the shape of the gateway, with and without Retry-After', async () => {
  client.emulator.admin.addFault({ kind: 'throttle', match: { operation: 'list-referrals' }, retryAfterSeconds: 57 });
  const limited = await list({});
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '57']);
  expect(limited.body).toEqual({ statusCode: 429, message: 'Rate limit is exceeded. Try again in 57 seconds.' });
  client.emulator.admin.addFault({ kind: 'throttle' });
  expect((await list({})).headers.get('retry-after')).toBeNull();
  client.emulator.admin.addFault({ kind: 'server-error', status: 503 });
  expect((await list({})).body).toMatchObject({ error: { code: 'serviceNotAvailable' } });
});
