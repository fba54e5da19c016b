import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../emulators/kit/clock.ts';
import { askMicrosoft, type FetchClient, moveTo, OWN_DEAL, replace, startWithClient } from './fetch-client.ts';

// What nobody could confirm can be switched; here the other position of each switch.

let client: FetchClient;
beforeEach(async () => {
  client = await startWithClient({}, createClock({ frozen: true, startMs: Date.parse('2026-05-01T00:00:00Z') }));
});
afterEach(() => client.emulator.close());

const set = (switches: Record<string, unknown>) => client.emulator.admin.setSwitches(switches);
const post = (body: object) => client.referrals('', { method: 'POST', body });
const patch = (id: unknown, body: object) => client.referrals(`/${id}`, { method: 'PATCH', body });

test('client-request-id-required', async () => {
  set({ 'client-request-id-required': false });
  expect((await client.referrals('', { headers: { 'client-request-id': '' } })).status).toBe(200);
});

test('token-lifetime-seconds', async () => {
  set({ 'token-lifetime-seconds': 60 });
  const answer = await client.token({
    grant_type: 'client_credentials',
    resource: 'https://api.partner.microsoft.com',
  });
  expect(answer.body['expires_in']).toBe('60');
});

test('next-link-faults and link-host', async () => {
  set({ 'next-link-faults': false, 'page-size': 1 });
  client.emulator.admin.people.seed({ count: 2 });
  expect((await client.referrals()).body['@odata.nextLink']).toMatch(
    /^https:.*\/v1\.0\/engagements\/referrals\?\$skiptoken=/,
  );
  set({ 'link-host': 'emulator' });
  const answer = await client.referrals();
  expect(String(answer.body['@odata.nextLink']).startsWith(client.emulator.url)).toBe(true);
  const { body } = await post(OWN_DEAL);
  expect(String(body['links']?.['self']?.['uri']).startsWith(client.emulator.url)).toBe(true);
});

test('microsoft-half-needs-help-code', async () => {
  const { body } = await post(OWN_DEAL);
  set({ 'microsoft-half-needs-help-code': false });
  expect((await post({ ...askMicrosoft(body['engagementId']), inviteContext: undefined })).status).toBe(200);
});

test('post-requires-consent', async () => {
  const consent = { ...OWN_DEAL.consent, consentToContact: false };
  expect((await post({ ...OWN_DEAL, consent })).status).toBe(200);
  set({ 'post-requires-consent': true });
  expect((await post({ ...OWN_DEAL, consent })).status).toBe(400);
});

test('own-deal-direction', async () => {
  set({ 'own-deal-direction': 'Incoming' });
  expect((await post(OWN_DEAL)).body['direction']).toBe('Incoming');
});

test('status-pair', async () => {
  set({ 'status-pair': false });
  const { body } = await post(OWN_DEAL);
  expect((await patch(body['id'], [replace('/substatus', 'Accepted')])).status).toBe(204);
});

test('decline-needs-reason', async () => {
  set({ 'decline-needs-reason': false });
  const { id } = client.emulator.admin.people.invite({});
  expect((await patch(id, moveTo('Closed', 'Declined'))).status).toBe(204);
});

test('contact-frozen-after-help', async () => {
  set({ 'contact-frozen-after-help': false });
  const { body } = await post(OWN_DEAL);
  await post(askMicrosoft(body['engagementId']));
  expect((await patch(body['id'], [replace('/customerProfile/team', OWN_DEAL.customerProfile.team)])).status).toBe(204);
});

test('expiry-days', async () => {
  set({ 'expiry-days': 2 });
  expect(client.emulator.admin.people.invite({}).expirationDateTime).toBe('2026-05-03T00:00:00Z');
});

test('invite-has-microsoft-half', async () => {
  set({ 'invite-has-microsoft-half': false });
  client.emulator.admin.people.invite({});
  expect((await client.referrals()).body['@odata.count']).toBe(1);
});

test('no-registration-status', async () => {
  set({ 'no-registration-status': '400' });
  expect((await client.webhooks()).status).toBe(400);
});
