import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../emulators/kit/clock.ts';
import type { PartnerCenterPeople } from '../../../emulators/partner-center/people.ts';
import { askMicrosoft, type FetchClient, moveTo, OWN_DEAL, replace, startWithClient } from './fetch-client.ts';

let client: FetchClient;
let people: PartnerCenterPeople;
beforeEach(async () => {
  client = await startWithClient({}, createClock({ frozen: true, startMs: Date.parse('2026-05-01T12:00:00Z') }));
  people = client.emulator.admin.people;
});
afterEach(() => client.emulator.close());

const post = async (body: object) => (await client.referrals('', { method: 'POST', body })).body;
const read = async (id: unknown) => (await client.referrals(`/${id}`)).body;
const patch = (id: unknown, body: object) => client.referrals(`/${id}`, { method: 'PATCH', body });

async function askedDeal() {
  const own = await post(OWN_DEAL);
  const half = await post(askMicrosoft(own['engagementId']));
  return { own, half };
}

test('a Microsoft seller invites: New, inbound, shared, fourteen days to answer', async () => {
  const referral = { name: 'Adatum', details: { dealValue: 5 }, customerProfile: { name: 'Adatum &amp; Sons' } };
  const { id } = people.invite({ referral, microsoftMsxId: '7-A' });
  expect(await read(id)).toMatchObject({
    name: 'Adatum',
    status: 'New',
    substatus: 'Pending',
    type: 'Shared',
    direction: 'Incoming',
    expirationDateTime: '2026-05-15T00:00:00Z',
    inviteContext: { invitedBy: { organizationId: 'msft' } },
    trackingInfo: { microsoftMsxId: '7-A' },
    customerProfile: { name: 'Adatum &amp; Sons', address: { country: 'GB' } },
    details: { dealValue: 5, currency: 'USD' },
    links: { self: { uri: expect.stringContaining(id) } },
  });
});

test('a partner can be the one who invites; then Microsoft has no half', () => {
  const invitedBy = { organizationId: '9b1f6a52-0000-4000-8000-000000000000', organizationName: 'Fabrikam' };
  people.invite({ referral: { inviteContext: { invitedBy } } });
  expect(client.emulator.admin.snapshot()).toMatchObject({ referrals: [{ inviteContext: { invitedBy } }] });
});

test('a marketplace lead is Direct and Independent', async () => {
  const { id } = people.marketplaceLead({ referral: { name: 'A lead' } });
  expect(await read(id)).toMatchObject({ name: 'A lead', type: 'Independent', qualification: 'Direct', status: 'New' });
});

test('Microsoft accepts: its own document becomes Active and carries the MSX id, the partner’s does not', async () => {
  const { own, half } = await askedDeal();
  people.microsoftAccept({ referralId: String(own['id']), microsoftMsxId: '7-X' });
  expect(await read(half['id'])).toMatchObject({
    status: 'Active',
    substatus: 'Accepted',
    trackingInfo: { microsoftMsxId: '7-X' },
  });
  expect(await read(own['id'])).toMatchObject({ trackingInfo: { microsoftMsxId: null } });
});

test('Microsoft declines or lets expire: the partner’s deal stays open', async () => {
  const [declined, expired] = [await askedDeal(), await askedDeal()];
  people.microsoftDecline({ engagementId: String(declined.own['engagementId']) });
  await client.emulator.admin.moveClock({ advanceDays: 14 });
  expect(await read(declined.half['id'])).toMatchObject({
    status: 'Closed',
    substatus: 'Declined',
    statusReason: null,
  });
  expect(await read(expired.half['id'])).toMatchObject({ status: 'Closed', substatus: 'Expired' });
  for (const { own } of [declined, expired]) expect(await read(own['id'])).toMatchObject({ status: 'Active' });
});

test('Microsoft wins and edits its half', async () => {
  const { own, half } = await askedDeal();
  const deal = { engagementId: String(own['engagementId']) };
  people.microsoftAccept(deal);
  people.microsoftEdit({ ...deal, changes: { details: { dealValue: 9 } } });
  people.microsoftClose({ ...deal, substatus: 'Won' });
  expect(await read(half['id'])).toMatchObject({ substatus: 'Won', details: { dealValue: 9, currency: 'USD' } });
});

test('the portal edits, accepts, declines and closes the partner’s document, with values no enum lists', async () => {
  const [a, b] = [people.invite({}), people.invite({})];
  people.portalAccept({ referralId: a.id });
  people.portalEdit({ referralId: a.id, changes: { details: { notes: 'from the portal' }, quality: 'Splendid' } });
  expect(await read(a.id)).toMatchObject({
    status: 'Active',
    quality: 'Splendid',
    details: { notes: 'from the portal' },
  });
  people.portalClose({ referralId: a.id, substatus: 'Lost', statusReason: 'Budget' });
  expect(await read(a.id)).toMatchObject({ substatus: 'Lost', statusReason: 'Budget' });
  people.portalDecline({ referralId: b.id, statusReason: 'Busy' });
  expect(await read(b.id)).toMatchObject({ substatus: 'Declined', statusReason: 'Busy' });
});

test('an unanswered invitation expires at midnight of the fourteenth day, and no earlier', async () => {
  const { id } = people.invite({});
  await client.emulator.admin.moveClock({ set: '2026-05-14T23:59:59Z' });
  expect(await read(id)).toMatchObject({ status: 'New' });
  await client.emulator.admin.moveClock({ set: '2026-05-15T00:00:00Z' });
  expect(await read(id)).toMatchObject({ status: 'Closed', substatus: 'Expired' });
});

test('an expired lead shows no contact; an accepted one does not expire', async () => {
  const [expired, accepted] = [people.marketplaceLead({}), people.marketplaceLead({})];
  await patch(accepted.id, moveTo('Active', 'Accepted'));
  await client.emulator.admin.moveClock({ advanceDays: 20 });
  expect(await read(expired.id)).toMatchObject({ substatus: 'Expired', customerProfile: { team: [] } });
  expect(await read(accepted.id)).toMatchObject({ status: 'Active', customerProfile: { team: [{}] } });
});

test('seeding plants many referrals with given ids and tells nobody', async () => {
  const referrals = Array.from({ length: 50 }, (_, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    externalReferenceId: `006-${index}`,
    status: 'Active',
    substatus: 'Accepted',
  }));
  expect(people.seed({ referrals })).toMatchObject({ planted: 50 });
  expect(await read(referrals[7]?.id)).toMatchObject({ externalReferenceId: '006-7', status: 'Active' });
});

test('a world gives referrals, Microsoft’s half and their age; reset brings them back', async () => {
  const world = {
    organization: { name: 'Contoso Partners' },
    switches: { 'page-size': 5 },
    referrals: [{ name: 'old', createdDaysAgo: 3, microsoft: { status: 'Active', substatus: 'Accepted' } }],
  };
  await client.emulator.admin.reset(world);
  const first = client.emulator.admin.snapshot() as {
    referrals: { createdDateTime: string; organizationName: string }[];
  };
  expect(first.referrals.map(({ organizationName }) => organizationName)).toEqual(['Contoso Partners', 'Microsoft']);
  expect(first.referrals[0]?.createdDateTime).toBe('2026-04-28T12:00:00Z');
  expect(client.emulator.admin.switches()['page-size']).toBe(5);
  people.invite({});
  await client.emulator.admin.reset();
  expect(client.emulator.admin.snapshot()).toMatchObject({ referrals: [] });
});

test('a bad world names the place', async () => {
  const reset = (referral: object) => client.emulator.admin.reset({ referrals: [referral] });
  await expect(reset({ id: 'no guid' })).rejects.toThrow(/partnerCenter\.referrals\[0\]\.id/);
  await expect(reset({ details: [1] })).rejects.toThrow(/referrals\[0\]\.details\.?0?: /);
  await expect(reset({ customerProfile: { address: 'here' } })).rejects.toThrow(
    /referrals\[0\]\.customerProfile\.address: /,
  );
  await expect(reset({ microsoft: { team: 'us' } })).rejects.toThrow(/referrals\[0\]\.microsoft\.team: /);
});

test('people act over HTTP too, and wrong acts say what there is', async () => {
  const invited = await client.call('/_emulator/people/invite', {
    method: 'POST',
    body: { referral: { name: 'by HTTP' } },
  });
  expect(invited.body).toMatchObject({ name: 'by HTTP' });
  const body = { referralId: invited.body['id'] };
  expect((await client.call('/_emulator/people/portal-accept', { method: 'POST', body })).body).toMatchObject({
    status: 'Active',
  });
  const nobody = await client.call('/_emulator/people/dance', { method: 'POST', body: {} });
  expect([nobody.status, String(nobody.body['message'])]).toEqual([400, expect.stringContaining('microsoftAccept')]);
  const nothing = await client.call('/_emulator/people/portal-accept', { method: 'POST', body: {} });
  expect(nothing.status).toBe(400);
});

const REGISTRATION = {
  type: 'AzureIPCoSell',
  solutionDetails: [
    {
      id: 'SOL-41877-KDT',
      value: '30000',
      currency: 'USD',
      isDeployedOnAzure: true,
      primaryDeploymentOn: 'Customer',
      pricingModel: 'Other',
      marketplaceTransactionDetails: { isMarketplaceTransacted: false },
    },
  ],
  contract: {
    value: 40_000,
    currency: 'USD',
    term: 'Finite',
    signDateTime: '2026-05-01T00:00:00Z',
    startDateTime: '2026-05-02T00:00:00Z',
    endDateTime: '2027-05-01T00:00:00Z',
  },
};
const register = (value: object) => [{ op: 'add', path: '/registrations/-', value }];

test('a won deal is registered, corrected and approved; nothing else of it changes', async () => {
  const { id } = await post(OWN_DEAL);
  expect((await patch(id, register(REGISTRATION))).status).toBe(400);
  await patch(id, moveTo('Closed', 'Won'));
  expect((await patch(id, register(REGISTRATION))).status).toBe(204);
  expect((await patch(id, [replace('/registrations/0/contract/value', '50000')])).status).toBe(204);
  expect((await patch(id, [replace('/details/notes', 'n')])).status).toBe(400);
  expect(await read(id)).toMatchObject({
    registrationStatus: 'ReviewPending',
    registrations: [
      { contract: { value: 50_000 }, solutionDetails: [{ name: 'Lakeshore Fabric Accelerator', value: 30_000 }] },
    ],
  });
  people.reviewRegistration({ referralId: String(id), status: 'Approved' });
  expect(await read(id)).toMatchObject({
    registrationStatus: 'Approved',
    registrations: [{ status: 'Approved', statusHistory: { approvedDateTime: '2026-05-01T12:00:00Z' } }],
  });
});

const { contract } = REGISTRATION;
test.for([
  [
    'a small contract',
    { contract: { ...contract, value: 24_000 }, solutionDetails: [{ id: 'SOL-41877-KDT', value: 1 }] },
  ],
  ['solutions above the contract', { contract: { ...contract, value: 29_000 } }],
  ['a signature in the future', { contract: { ...contract, signDateTime: '2026-06-01' } }],
  ['a signature before the deal', { contract: { ...contract, signDateTime: '2026-04-01' } }],
  ['no end', { contract: { ...contract, endDateTime: undefined } }],
  ['an end before the start', { contract: { ...contract, endDateTime: '2026-05-01' } }],
  ['a start long ago', { contract: { ...contract, startDateTime: '2026-01-01' } }],
  ['a perpetual contract that is small per year', { contract: { ...contract, term: 'Perpetual' } }],
  ['another solution', { solutionDetails: [{ id: 'SOL-9' }] }],
  ['another type', { type: 'Other' }],
] as const)('a registration with %s is refused', async ([, over]) => {
  const { id } = await post(OWN_DEAL);
  await patch(id, moveTo('Closed', 'Won'));
  expect((await patch(id, register({ ...REGISTRATION, ...over }))).status).toBe(400);
});

test('a shared deal that Microsoft has not accepted is not registered', async () => {
  const { own } = await askedDeal();
  await patch(own['id'], moveTo('Closed', 'Won'));
  expect((await patch(own['id'], register(REGISTRATION))).status).toBe(400);
  people.microsoftAccept({ referralId: String(own['id']) });
  expect((await patch(own['id'], register(REGISTRATION))).status).toBe(204);
});
