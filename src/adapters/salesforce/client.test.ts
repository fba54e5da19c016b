import { beforeEach, describe, expect, test } from 'vitest';
import { createClient, type SalesforceClient } from './client.ts';
import { TEST_SETTINGS } from './org-fixture.ts';
import { withWholeLists } from './pages.ts';

interface Seen {
  url: string;
  body: unknown;
}

const seen: Seen[] = [];
let answers: Response[] = [];
let client: SalesforceClient;

const json = (body: unknown, status = 200) => Response.json(body, { status });
const page = (records: object[], nextRecordsUrl?: string) =>
  json({ totalSize: 3, done: nextRecordsUrl === undefined, records, nextRecordsUrl });
const tokens = () => seen.filter(({ url }) => url.endsWith('/oauth2/token')).length;

beforeEach(() => {
  seen.length = 0;
  client = createClient({
    settings: TEST_SETTINGS,
    clock: {
      nowMs: () => 0,
      sleep: (_ms, signal) => new Promise((done) => signal?.addEventListener('abort', () => done())),
    },
    log: { warn: () => undefined },
    fetch: async (url, init) => {
      seen.push({ url, body: typeof init.body === 'string' ? JSON.parse(init.body) : null });
      if (url.endsWith('/oauth2/token')) return json({ access_token: 't', token_type: 'Bearer', issued_at: '1' });
      return answers.shift() ?? json([{ errorCode: 'NOT_FOUND', message: 'nothing left to answer' }], 404);
    },
  });
});

test.each(['Connected app is not attached to Agent', 'This session is not valid for use with the REST API'])(
  '"%s" asks for no new token',
  async (message) => {
    answers = [json([{ errorCode: 'INVALID_SESSION_ID', message }], 401)];
    await expect(client.query('SELECT Id FROM Account', { kind: 'read' })).rejects.toMatchObject({
      recovery: 'reauthenticate',
    });
    expect(tokens()).toBe(1);
  },
);

test('an ended session is renewed once and no oftener', async () => {
  const ended = () => json([{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }], 401);
  answers = [ended(), ended()];
  await expect(client.query('SELECT Id FROM Account', { kind: 'read' })).rejects.toMatchObject({ code: 'signed-out' });
  expect(tokens()).toBe(2);
});

describe('pages', () => {
  test('are fetched from the configured address, whatever address the answer names', async () => {
    answers = [page([{ Id: '1' }], 'https://evil.example/services/data/v66.0/query/0r8xx-2000'), page([{ Id: '2' }])];
    const first = await client.query('SELECT Id FROM Account', { kind: 'list' });
    expect((await client.more(first.next ?? '', { kind: 'list' })).rows).toEqual([{ Id: '2' }]);
    expect(seen.at(-1)?.url).toBe('https://acme.my.salesforce.com/services/data/v66.0/query/0r8xx-2000');
  });

  test('of a child list are put together', async () => {
    answers = [page([{ Id: 'b' }, { Id: 'c' }])];
    const cut = {
      totalSize: 3,
      done: false,
      nextRecordsUrl: '/services/data/v66.0/query/0r8child-1',
      records: [{ Id: 'a' }],
    };
    const [row] = await withWholeLists(client, [{ Id: '006', Roles: cut, Amount: 5 }], { kind: 'list' });
    expect(row).toMatchObject({ Amount: 5, Roles: { done: true, records: [{ Id: 'a' }, { Id: 'b' }, { Id: 'c' }] } });
  });
});

describe('composite calls', () => {
  const parts = [
    {
      method: 'PATCH',
      path: 'sobjects/Opportunity/006',
      referenceId: 'deal',
      body: { Description: 'see @{other.id}' },
    },
    { method: 'POST', path: 'sobjects/Contact', referenceId: 'person', body: { AccountId: '@{account.id}' } },
  ] as const;

  test('run their parts in the order given, and take only our own references for references', async () => {
    answers = [json({ compositeResponse: [] })];
    await client.composite(parts, false, { kind: 'update' });
    expect(seen.at(-1)?.body).toMatchObject({
      collateSubrequests: false,
      allOrNone: false,
      compositeRequest: [
        { url: '/services/data/v66.0/sobjects/Opportunity/006', body: { Description: 'see @ {other.id}' } },
        { body: { AccountId: '@{account.id}' } },
      ],
    });
  });

  test('are answered in the order of the parts; a part that is missing is one that was not carried out', async () => {
    answers = [json({ compositeResponse: [{ referenceId: 'person', httpStatusCode: 201, body: { id: '003' } }] })];
    const [deal, person] = await client.composite(parts, false, { kind: 'update' });
    expect([deal?.httpStatusCode, person?.httpStatusCode]).toEqual([400, 201]);
  });

  test('with an answer of another shape name the place', async () => {
    answers = [json({ compositeResponse: [{ referenceId: 'deal' }] })];
    await expect(client.composite(parts, false, { kind: 'update' })).rejects.toMatchObject({
      recovery: 'bad-input',
      message: expect.stringContaining('compositeResponse.0.httpStatusCode'),
    });
  });
});
