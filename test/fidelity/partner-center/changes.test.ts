import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../emulators/kit/clock.ts';
import {
  askMicrosoft,
  type FetchClient,
  type Json,
  moveTo,
  OWN_DEAL,
  replace,
  startWithClient,
} from './fetch-client.ts';

let client: FetchClient;
beforeEach(async () => {
  client = await startWithClient({}, createClock({ frozen: true, startMs: Date.parse('2026-05-01T00:00:00Z') }));
});
afterEach(() => client.emulator.close());

const post = (body: object) => client.referrals('', { method: 'POST', body });
const ownDeal = async () => (await post(OWN_DEAL)).body;
const patch = (id: unknown, body: unknown, headers: Record<string, string> = {}) =>
  client.referrals(`/${id}`, { method: 'PATCH', body, headers });
const read = async (id: unknown) => (await client.referrals(`/${id}`)).body;
const refusal = ({ status, body }: { status: number; body: Json }) => [status, body['error']?.['code']];
const INVALID = [400, 'invalidRequest'];

test('an own deal is born Active/Accepted whatever was sent', async () => {
  const { body } = await post({ ...OWN_DEAL, status: 'New', substatus: 'Pending', id: 'mine', eTag: 'mine' });
  expect(body).toMatchObject({
    status: 'Active',
    substatus: 'Accepted',
    direction: 'Outgoing',
    expirationDateTime: null,
  });
  expect(body['id']).not.toBe('mine');
});

test('a POST makes a new document every time', async () => {
  const [one, other] = [await ownDeal(), await ownDeal()];
  expect(one['id']).not.toBe(other['id']);
  await post(askMicrosoft(one['engagementId']));
  await post(askMicrosoft(one['engagementId']));
  const related = await client.referrals(`?$filter=engagementId eq '${one['engagementId']}'`);
  expect(related.body['@odata.count']).toBe(3);
});

test('the status of a POST follows its switch', async () => {
  client.emulator.admin.setSwitches({ 'post-status': '201' });
  expect((await post(OWN_DEAL)).status).toBe(201);
});

const { customerProfile: profile, details } = OWN_DEAL;
const BAD_DEALS: [what: string, body: object][] = [
  ['no type', { ...OWN_DEAL, type: undefined }],
  ['a type that does not exist', { ...OWN_DEAL, type: 'Private' }],
  ['no customer name', { ...OWN_DEAL, customerProfile: { ...profile, name: '' } }],
  [
    'a three-letter country',
    { ...OWN_DEAL, customerProfile: { ...profile, address: { ...profile.address, country: 'USA' } } },
  ],
  ['no consent', { ...OWN_DEAL, consent: undefined }],
  ['no details', { ...OWN_DEAL, details: undefined }],
  ['no solution', { ...OWN_DEAL, details: { ...details, requirements: { solutions: [] } } }],
  ['an amount in words', { ...OWN_DEAL, details: { ...details, dealValue: 'much' } }],
  ['a currency sign', { ...OWN_DEAL, details: { ...details, currency: '$' } }],
  ['a date that is none', { ...OWN_DEAL, details: { ...details, closingDateTime: 'soon' } }],
  [
    'a contact without phone',
    { ...OWN_DEAL, customerProfile: { ...profile, team: [{ firstName: 'A', lastName: 'B', email: 'c' }] } },
  ],
  ['a list where a map belongs', { ...OWN_DEAL, details: [] }],
  ['no JSON object', []],
];

test.for(BAD_DEALS)('a deal with %s is refused', async ([, body]) => {
  expect(refusal(await post(body))).toEqual(INVALID);
  expect(client.emulator.admin.snapshot()).toMatchObject({ referrals: [] });
});

test('a services deal may name its solution area instead of a solution', async () => {
  const attributes = [{ type: 'SolutionArea', id: 'anything' }];
  const { status } = await post({ ...OWN_DEAL, details: { requirements: { additionalRequirements: { attributes } } } });
  expect(status).toBe(200);
});

test('help from Microsoft needs a shared deal, a contact, a help code and an open deal', async () => {
  const deal = await ownDeal();
  const ask = askMicrosoft(deal['engagementId']);
  const { inviteContext } = ask;
  const consent = { ...OWN_DEAL.consent, consentToShareReferralWithMicrosoftSellers: false };
  expect(refusal(await post({ ...ask, consent }))).toEqual(INVALID);
  expect(refusal(await post({ ...ask, customerProfile: { ...profile, team: [] } }))).toEqual(INVALID);
  expect(
    refusal(await post({ ...ask, inviteContext: { ...inviteContext, assistanceRequestCode: 'Unknown' } })),
  ).toEqual(INVALID);
  expect(refusal(await post(askMicrosoft('00000000-0000-4000-8000-000000000000')))).toEqual(INVALID);
  expect((await post(ask)).status).toBe(200);
  await patch(deal['id'], moveTo('Closed', 'Lost'));
  expect(refusal(await post(ask))).toEqual(INVALID);
});

test('what the description does not tell is 501: other targets, Microsoft without an engagement', async () => {
  const deal = await ownDeal();
  expect((await post({ ...OWN_DEAL, engagementId: deal['engagementId'] })).status).toBe(501);
  expect((await post(askMicrosoft(undefined))).status).toBe(501);
  expect((await client.referrals(`/${deal['id']}`, { method: 'DELETE' })).status).toBe(501);
});

const MEMBER = { firstName: 'Marta', lastName: 'Lind', phoneNumber: '+1', email: 'marta.lind@lakeshore.example' };
const SOLUTION = { id: 'SOL-1-ABC', name: 'Other', type: 'Name' };
const PATHS: [path: string, value: unknown, expected: object][] = [
  ['/campaignId', 'C-1', { campaignId: 'C-1' }],
  ['/consent/consentToShareReferralWithMicrosoftSellers', true, {}],
  ['/customerProfile/team', [MEMBER], { customerProfile: { team: [{ firstName: 'Marta' }] } }],
  ['/customerProfile/team/-', MEMBER, { customerProfile: { team: [{ firstName: 'Lee' }, { firstName: 'Marta' }] } }],
  ['/details/closingDateTime', '2026-08-31', { details: { closingDateTime: '2026-08-31T00:00:00Z' } }],
  ['/details/currency', 'EUR', { details: { currency: 'EUR' } }],
  ['/details/dealValue', '10000', { details: { dealValue: 10_000 } }],
  ['/details/dealValue', 175_000.5, { details: { dealValue: 175_000.5 } }],
  ['/details/notes', 'n', { details: { notes: 'n' } }],
  [
    '/details/requirements/solutions',
    [SOLUTION],
    { details: { requirements: { solutions: [{ id: 'SOL-1-ABC', price: null }] } } },
  ],
  [
    '/details/requirements/solutions/-',
    SOLUTION,
    { details: { requirements: { solutions: [{}, { name: 'Other' }] } } },
  ],
  ['/externalReferenceId', '006', { externalReferenceId: '006' }],
  ['/referralProgram', 'Partner Program', { referralProgram: 'Partner Program' }],
  ['/salesStage', '40', { salesStage: '40' }],
  ['/statusReason', 'r', { statusReason: 'r' }],
  ['/team', [MEMBER], { team: [{ email: MEMBER.email }] }],
  ['/team/-', MEMBER, { team: [{ email: MEMBER.email }] }],
  ['/Details/Notes', 'any case', { details: { notes: 'any case' } }],
];

test.for(PATHS)('PATCH takes %s', async ([path, value, expected]) => {
  const { id } = await ownDeal();
  expect((await patch(id, [{ op: path.endsWith('-') ? 'add' : 'replace', path, value }])).status).toBe(204);
  expect(await read(id)).toMatchObject(expected);
});

const BAD_PATCHES: [what: string, body: unknown][] = [
  ['another path', [replace('/name', 'n')]],
  ['a read-only path', [replace('/quality', 'High')]],
  ['remove', [{ op: 'remove', path: '/details/notes' }]],
  ['test', [{ op: 'test', path: '/details/notes', value: 'x' }]],
  ['no array', replace('/details/notes', 'n')],
  ['an empty array', []],
  ['no value', [{ op: 'replace', path: '/details/notes' }]],
  ['a wrong type', [replace('/details/notes', 5)]],
  ['a negative amount', [replace('/details/dealValue', -1)]],
  ['status alone', [replace('/status', 'Closed')]],
  ['a pair that does not exist', moveTo('Active', 'Pending')],
  ['a status that does not exist', moveTo('Open', 'Accepted')],
  ['a way back', moveTo('New', 'Pending')],
  ['expiry, which is the service’s', moveTo('Closed', 'Expired')],
  ['text that is no JSON', 'nonsense'],
];

test.for(BAD_PATCHES)('PATCH with %s is refused and changes nothing', async ([, body]) => {
  const deal = await ownDeal();
  expect(refusal(await patch(deal['id'], body))).toEqual(INVALID);
  expect((await read(deal['id']))['eTag']).toBe(deal['eTag']);
});

test('a refused operation undoes those before it', async () => {
  const { id } = await ownDeal();
  await patch(id, [replace('/details/notes', 'first'), replace('/name', 'second')]);
  expect((await read(id))['details']?.['notes']).toBeNull();
});

test('/name can be patched when the switch says so', async () => {
  client.emulator.admin.setSwitches({ 'patch-name': true });
  const { id } = await ownDeal();
  await patch(id, [replace('/name', 'New name')]);
  expect((await read(id))['name']).toBe('New name');
});

test('a JSON Patch content type is refused: the service takes application/json', async () => {
  const { id } = await ownDeal();
  const answer = await patch(id, [replace('/details/notes', 'n')], { 'content-type': 'application/json-patch+json' });
  expect(answer.status).toBe(415);
});

test('every write changes the eTag, whose tail is the update in Unix seconds', async () => {
  const tags = new Set<unknown>();
  const { id } = await ownDeal();
  for (const notes of ['a', 'b', 'c']) {
    const answer = await patch(id, [replace('/details/notes', notes)]);
    tags.add(answer.headers.get('etag'));
  }
  expect(tags.size).toBe(3);
  const { eTag, updatedDateTime } = await read(id);
  const seconds = Math.floor(Date.parse(String(updatedDateTime)) / 1000).toString(16);
  expect(eTag).toMatch(new RegExp(`^"[0-9a-f]{8}-0000-0100-0000-${seconds}0000"$`));
});

test('dates have more digits than a millisecond', async () => {
  expect((await ownDeal())['updatedDateTime']).toMatch(/\.\d{4,7}Z$/);
});

test('PATCH answers with the document when asked, and refuses an old eTag', async () => {
  const deal = await ownDeal();
  const first = await patch(deal['id'], [replace('/details/notes', 'n')], {
    'if-match': String(deal['eTag']),
    prefer: 'return=representation',
  });
  expect([first.status, first.body['details']?.['notes']]).toEqual([200, 'n']);
  const stale = await patch(deal['id'], [replace('/details/notes', 'm')], { 'if-match': String(deal['eTag']) });
  expect(refusal(stale)).toEqual([412, 'preconditionFailed']);
});

test('PUT takes the document without links, under its eTag', async () => {
  const { links, ...document } = await read((await ownDeal())['id']);
  const put = (body: object, headers: Record<string, string> = { 'if-match': String(document['eTag']) }) =>
    client.referrals(`/${document['id']}`, { method: 'PUT', body, headers });
  expect(refusal(await put(document, {}))).toEqual(INVALID);
  expect(refusal(await put(document, { 'if-match': '"old"' }))).toEqual([412, 'preconditionFailed']);
  expect(refusal(await put({ ...document, links }))).toEqual(INVALID);
  expect(refusal(await put({ ...document, mpnId: '1' }))).toEqual(INVALID);
  expect((await put({ ...document, externalReferenceId: '006' })).status).toBe(204);
  expect((await read(document['id']))['externalReferenceId']).toBe('006');
});

test('PUT drops changes to fixed fields when the switch says so', async () => {
  client.emulator.admin.setSwitches({ 'read-only-change': 'ignore' });
  const { links: _links, ...document } = await read((await ownDeal())['id']);
  const headers = { 'if-match': String(document['eTag']) };
  await client.referrals(`/${document['id']}`, {
    method: 'PUT',
    body: { ...document, mpnId: '1', name: 'n' },
    headers,
  });
  expect(await read(document['id'])).toMatchObject({ mpnId: '6000123', name: 'n' });
});

test('an invitation is accepted, or declined with a reason', async () => {
  const { people } = client.emulator.admin;
  const [accepted, declined] = [people.invite({}), people.invite({})];
  expect((await patch(accepted.id, moveTo('Active', 'Accepted'))).status).toBe(204);
  expect(await read(accepted.id)).toMatchObject({ expirationDateTime: null, acceptedDateTime: expect.any(String) });
  expect(refusal(await patch(declined.id, moveTo('Closed', 'Declined')))).toEqual(INVALID);
  const reason = replace('/statusReason', 'Customer requirement not met');
  expect((await patch(declined.id, [...moveTo('Closed', 'Declined'), reason])).status).toBe(204);
  expect(refusal(await patch(people.invite({}).id, moveTo('Closed', 'Won')))).toEqual(INVALID);
});

test.for(['Won', 'Lost', 'Error'])('a deal closed as %s is not changed again', async (substatus) => {
  const { id } = await ownDeal();
  expect((await patch(id, moveTo('Closed', substatus))).status).toBe(204);
  expect((await read(id))['closedDateTime']).toEqual(expect.any(String));
  expect(refusal(await patch(id, [replace('/details/notes', 'late')]))).toEqual(INVALID);
  client.emulator.admin.setSwitches({ 'terminal-write-status': '409' });
  expect((await patch(id, [replace('/details/notes', 'late')])).status).toBe(409);
});

test('a deal that Microsoft sellers can see is not hidden again', async () => {
  const path = '/consent/consentToShareReferralWithMicrosoftSellers';
  const consent = { ...OWN_DEAL.consent, consentToShareReferralWithMicrosoftSellers: false };
  const { id } = (await post({ ...OWN_DEAL, consent })).body;
  expect((await patch(id, [replace(path, 'true')])).status).toBe(204);
  expect(refusal(await patch(id, [replace(path, false)]))).toEqual(INVALID);
});

test("Microsoft's half is Microsoft's to change", async () => {
  const deal = await ownDeal();
  const half = (await post(askMicrosoft(deal['engagementId']))).body;
  expect(refusal(await patch(half['id'], [replace('/details/notes', 'n')]))).toEqual([403, 'accessDenied']);
});

test('the customer contact is fixed once help was requested', async () => {
  const deal = await ownDeal();
  const change = [replace('/customerProfile/team', [MEMBER])];
  expect((await patch(deal['id'], change)).status).toBe(204);
  await post(askMicrosoft(deal['engagementId']));
  expect(refusal(await patch(deal['id'], [replace('/customerProfile/team/-', MEMBER)]))).toEqual(INVALID);
});
