import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../emulators/kit/clock.ts';
import type { ReferralSeed } from '../../../emulators/partner-center/world-schema.ts';
import { example, type FetchClient, shapeOf, startWithClient } from './fetch-client.ts';

// Each JSON example of the API description goes through the emulator and comes back as it should.

let client: FetchClient;
beforeEach(async () => {
  client = await startWithClient({}, createClock({ startMs: Date.parse('2026-03-01T09:00:00Z'), frozen: true }));
});
afterEach(() => client.emulator.close());

test.for(['inbound-co-sell.get', 'marketplace-lead.get', 'outbound-own.response'])(
  '%s comes back unchanged',
  async (name) => {
    const document = await example(name);
    client.emulator.admin.people.seed({ referrals: [document as unknown as ReferralSeed] });
    const { status, body, headers } = await client.referrals(`/${document['id']}`);
    expect(status).toBe(200);
    expect(body).toEqual(document);
    expect(headers.get('etag')).toBe(document['eTag']);
  },
);

test('the example of an own deal is answered with a document of the documented shape', async () => {
  const [request, expected] = [await example('outbound-own.post'), await example('outbound-own.response')];
  const { status, body } = await client.referrals('', { method: 'POST', body: request });
  expect(status).toBe(200);
  expect(shapeOf(body)).toEqual(shapeOf(expected));
  const serverOwned = ['id', 'engagementId', 'createdDateTime', 'updatedDateTime', 'acceptedDateTime', 'eTag', 'links'];
  const rest = (document: object) =>
    Object.fromEntries(Object.entries(document).filter(([property]) => !serverOwned.includes(property)));
  expect(rest(body)).toEqual(rest(expected));
  expect(body['acceptedDateTime']).toBe(body['createdDateTime']);
  expect(body['links']?.['self']?.['uri']).toMatch(new RegExp(`/referrals/${body['id']}$`));
});

test("the example of Microsoft's half makes a second document in the engagement", async () => {
  const own = await client.referrals('', { method: 'POST', body: await example('outbound-own.post') });
  const request = { ...(await example('outbound-microsoft.post')), engagementId: own.body['engagementId'] };
  const half = await client.referrals('', { method: 'POST', body: request });
  expect(half.body).toMatchObject({
    engagementId: own.body['engagementId'],
    organizationId: 'msft',
    status: 'New',
    substatus: 'Pending',
    expirationDateTime: '2026-03-15T00:00:00Z',
    inviteContext: {
      assistanceRequestCode: 'QuotesOrLicensing',
      invitedBy: { organizationName: 'Lakeshore Data Works' },
    },
    trackingInfo: { microsoftMsxId: null },
  });
  const related = await client.referrals(`?$filter=engagementId eq '${own.body['engagementId']}'`);
  expect(related.body['@odata.count']).toBe(2);
});

test('property names are read in any letter case', async () => {
  const upper = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(upper)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value).map(([name, inner]) => [name.charAt(0).toUpperCase() + name.slice(1), upper(inner)]),
          )
        : value;
  const request = await example('outbound-own.post');
  const { body } = await client.referrals('', { method: 'POST', body: upper(request) });
  expect(body).toMatchObject({ name: request['name'], customerProfile: { team: [{ firstName: 'Dana' }] } });
});
