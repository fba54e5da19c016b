import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../emulators/kit/clock.ts';
import { type FetchClient, startWithClient } from './fetch-client.ts';

const REFERRALS = 'https://api.partner.microsoft.com';
const WEBHOOKS = 'https://api.partnercenter.microsoft.com';

let client: FetchClient;
beforeEach(async () => {
  client = await startWithClient({}, createClock({ frozen: true, startMs: Date.parse('2026-05-01T00:00:00Z') }));
});
afterEach(() => client.emulator.close());

const refresh = (resource: string, refreshToken = client.emulator.credentials.refreshToken) =>
  client.token({ grant_type: 'refresh_token', refresh_token: refreshToken, resource });

test('the v1 endpoint writes expires_in as text, the v2 endpoint as a number', async () => {
  const v1 = await refresh(REFERRALS);
  expect(v1.body).toMatchObject({ token_type: 'Bearer', expires_in: '3600', resource: REFERRALS });
  const refreshToken = client.emulator.credentials.refreshToken;
  const v2 = await client.token(
    { grant_type: 'refresh_token', refresh_token: refreshToken, scope: `${REFERRALS}/.default offline_access` },
    'v2',
  );
  expect(v2.body).toMatchObject({ expires_in: 3600, refresh_token: expect.any(String) });
});

test('a token is good for its own host only', async () => {
  const [forReferrals, forWebhooks] = [await client.delegatedToken(REFERRALS), await client.delegatedToken(WEBHOOKS)];
  expect((await client.referrals('', { token: forReferrals })).status).toBe(200);
  expect((await client.webhooks('/events', { token: forWebhooks })).status).toBe(200);
  const refused = await client.referrals('', { token: forWebhooks });
  expect(refused.status).toBe(401);
  expect(refused.body).toMatchObject({ error: { code: 'unauthenticated' } });
  expect(refused.headers.get('www-authenticate')).toContain('invalid_token');
  const otherShape = await client.webhooks('/events', { token: forReferrals });
  expect(otherShape.status).toBe(401);
  expect(otherShape.body).toMatchObject({ code: expect.any(String), description: expect.any(String) });
});

test('an app-only token registers webhooks but reads no referrals', async () => {
  expect((await client.webhooks('/events', { token: await client.appToken(WEBHOOKS) })).status).toBe(200);
  expect((await client.referrals('', { token: await client.appToken(REFERRALS) })).status).toBe(401);
});

test('a user without a second factor gets 401 with code 900421, an application does not', async () => {
  client.emulator.admin.setSwitches({ 'mfa-claim': false });
  const token = await client.delegatedToken(REFERRALS);
  expect(decodeJwt(token)['amr']).toEqual(['pwd']);
  const refused = await client.referrals('', { token, headers: { ValidateMfa: 'true' } });
  expect([refused.status, refused.body['error']?.['code']]).toEqual([401, '900421']);
  expect(refused.headers.get('ismfacompliant')).toBe('false');
  expect((await client.webhooks('/events', { token: await client.appToken(WEBHOOKS) })).status).toBe(200);
  client.emulator.admin.setSwitches({ 'mfa-enforced': false });
  expect((await client.referrals('', { token })).status).toBe(200);
});

test('an access token ends after its lifetime in virtual time', async () => {
  const token = await client.delegatedToken(REFERRALS);
  await client.emulator.admin.moveClock({ advanceMs: 3_599_000 });
  expect((await client.referrals('', { token })).status).toBe(200);
  await client.emulator.admin.moveClock({ advanceMs: 1000 });
  expect((await client.referrals('', { token })).status).toBe(401);
});

test('a refresh token ends when it is revoked, or unused for ninety days', async () => {
  const rotated = String((await refresh(REFERRALS)).body['refresh_token']);
  await client.emulator.admin.moveClock({ advanceDays: 89 });
  expect((await refresh(REFERRALS)).status).toBe(200);
  client.emulator.admin.people.revokeRefreshToken({ refreshToken: rotated });
  expect((await refresh(REFERRALS, rotated)).body).toMatchObject({ error: 'invalid_grant' });
  await client.emulator.admin.moveClock({ advanceDays: 90 });
  const expired = await refresh(REFERRALS);
  expect([expired.status, expired.body['error_codes']]).toEqual([400, [700082]]);
});

test('a wrong secret, client, resource or grant is refused in the words of OAuth', async () => {
  const grant = { grant_type: 'client_credentials', resource: REFERRALS };
  expect((await client.token({ ...grant, client_secret: 'wrong' })).body).toMatchObject({ error: 'invalid_client' });
  expect((await client.token({ ...grant, client_id: 'stranger' })).body).toMatchObject({
    error: 'unauthorized_client',
  });
  expect((await client.token({ ...grant, resource: 'https://else.example' })).body).toMatchObject({
    error: 'invalid_resource',
  });
  const password = await client.token({ grant_type: 'password', username: 'a', password: 'b', resource: REFERRALS });
  expect(password.body).toMatchObject({ error: 'unsupported_grant_type' });
});

test('tokens verify against the published keys', async () => {
  const { authorityUrl, tenantId } = client.emulator.credentials;
  const discovery = await client.call(`/${tenantId}/v2.0/.well-known/openid-configuration`);
  expect(discovery.body['token_endpoint']).toBe(`${authorityUrl}/${tenantId}/oauth2/v2.0/token`);
  expect((await client.call(`/${tenantId}/discovery/v2.0/keys`)).body).toMatchObject({
    keys: [{ kty: 'RSA', alg: 'RS256' }],
  });
});

test('token calls are counted apart from reads and writes', async () => {
  client.emulator.admin.resetCalls();
  await client.delegatedToken(REFERRALS);
  expect(client.emulator.admin.calls()).toMatchObject({ token: 1, read: 0, write: 0 });
});
