import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../emulators/kit/clock.ts';
import { type FetchClient, startWithClient } from './fetch-client.ts';

const REFERRALS = 'https://api.partner.microsoft.com';
const SCOPE = `${REFERRALS}/.default offline_access`;
const REDIRECT = 'http://localhost:51234';
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

let client: FetchClient;
beforeEach(async () => {
  client = await startWithClient({}, createClock({ frozen: true, startMs: Date.parse('2026-05-01T00:00:00Z') }));
});
afterEach(() => client.emulator.close());

function signsIn(script: Parameters<FetchClient['emulator']['admin']['people']['signsIn']>[0]): void {
  client.emulator.admin.people.signsIn(script);
}

/** What the browser gets for the address that a client opens. */
function open(changes: Record<string, string> = {}, place = 'oauth2/v2.0/authorize'): Promise<Response> {
  const { authorityUrl, tenantId, clientId: client_id } = client.emulator.credentials;
  const usual = { client_id, response_type: 'code', redirect_uri: REDIRECT, state: 's1', scope: SCOPE };
  const query = new URLSearchParams({ ...usual, ...changes });
  return fetch(`${authorityUrl}/${tenantId}/${place}?${query}`, { redirect: 'manual' });
}

async function answer(changes?: Record<string, string>): Promise<URLSearchParams> {
  const location = new URL((await open(changes)).headers.get('location') ?? '');
  expect(location.origin).toBe(REDIRECT);
  return location.searchParams;
}

const redeem = (code: string, fields: Record<string, string> = {}) =>
  client.token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, scope: SCOPE, ...fields }, 'v2');

test('a sign-in leads to a code with the state, which is good once', async () => {
  const sent = await answer();
  expect(sent.get('state')).toBe('s1');
  const code = sent.get('code') ?? '';
  expect((await redeem(code)).body).toMatchObject({ refresh_token: expect.any(String) });
  expect((await redeem(code)).body).toMatchObject({ error: 'invalid_grant', error_codes: [70008] });
});

test('the v1 endpoint asks for a resource, and gives a refresh token without being asked', async () => {
  const page = await open({ scope: '', resource: REFERRALS }, 'oauth2/authorize');
  const code = new URL(page.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, resource: REFERRALS };
  expect((await client.token(fields)).body).toMatchObject({ refresh_token: expect.any(String), expires_in: '3600' });
});

test('without offline_access there is no refresh token', async () => {
  const code = (await answer({ scope: `${REFERRALS}/.default` })).get('code') ?? '';
  expect((await redeem(code)).body['refresh_token']).toBeUndefined();
});

test('a code that was asked for with a challenge is good only with its verifier', async () => {
  const verifier = 'a-verifier-of-at-least-forty-three-characters-0123456789';
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const asking = { code_challenge: challenge, code_challenge_method: 'S256' };
  const stolen = (await answer(asking)).get('code') ?? '';
  expect((await redeem(stolen)).body).toMatchObject({ error: 'invalid_grant', error_codes: [501481] });
  const own = (await answer(asking)).get('code') ?? '';
  expect((await redeem(own, { code_verifier: verifier })).status).toBe(200);
});

test('another redirect address, application or tenant ends on a page and sends nothing back', async () => {
  const pages = {
    AADSTS50011: await open({ redirect_uri: 'http://127.0.0.1:51234' }),
    AADSTS700016: await open({ client_id: 'stranger' }),
  };
  signsIn({
    user: { email: 'admin@else.example' },
    tenantId: 'aaaaaaaa-0000-4000-8000-000000000001',
  });
  const foreign = await open();
  for (const [number, page] of Object.entries({ ...pages, AADSTS50020: foreign })) {
    expect([page.status, page.headers.get('location')], number).toEqual([400, null]);
    expect(await page.text()).toContain(number);
  }
  expect((await redeem('x', { redirect_uri: 'http://localhost/other' })).status).toBe(400);
});

test('somebody else can sign in, deny, or leave the page', async () => {
  signsIn({ decision: 'deny' });
  const denied = await answer();
  expect([denied.get('error'), denied.get('code'), denied.get('state')]).toEqual(['access_denied', null, 's1']);
  expect(denied.get('error_description')).toContain('AADSTS65004');
  signsIn({ decision: 'leave' });
  expect((await open()).status).toBe(200);
  signsIn({ user: { email: 'admin@lakeshore.example', role: 'None', mfa: false } });
  const { body } = await redeem((await answer()).get('code') ?? '');
  const token = String(body['access_token']);
  expect(decodeJwt(token)).toMatchObject({ upn: 'admin@lakeshore.example', amr: ['pwd'] });
  client.emulator.admin.setSwitches({ 'mfa-enforced': false });
  expect((await client.referrals('', { token })).status).toBe(403);
  // What was signed in for before is not touched by it.
  expect((await client.referrals('', { token: await client.delegatedToken(REFERRALS) })).status).toBe(200);
});

/** Asks for a device code; answers how to look for the tokens. */
async function device(): Promise<(secret?: boolean) => ReturnType<FetchClient['token']>> {
  const { authorityUrl, tenantId, clientId, clientSecret } = client.emulator.credentials;
  const response = await fetch(`${authorityUrl}/${tenantId}/oauth2/v2.0/devicecode`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, scope: SCOPE }),
  });
  const begun = (await response.json()) as Record<string, unknown>;
  expect(begun).toMatchObject({ user_code: expect.any(String), verification_uri: expect.any(String), interval: 5 });
  return async (secret = false) => {
    const fields = { client_id: clientId, grant_type: DEVICE_CODE, device_code: String(begun['device_code']) };
    const body = new URLSearchParams({ ...fields, ...(secret ? { client_secret: clientSecret } : {}) });
    const answered = await fetch(`${authorityUrl}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
    return { status: answered.status, headers: answered.headers, body: (await answered.json()) as never };
  };
}

test('a device code is pending until the person has answered, and good once', async () => {
  const look = await device();
  expect((await look()).body).toMatchObject({ error: 'authorization_pending' });
  expect((await look()).body).toMatchObject({ refresh_token: expect.any(String) });
  expect((await look()).body).toMatchObject({ error: 'bad_verification_code' });
});

test('a device code is declined, expires, and needs public client flows', async () => {
  signsIn({ decision: 'deny' });
  const declined = await device();
  await declined();
  expect((await declined()).body).toMatchObject({ error: 'authorization_declined' });
  signsIn({ decision: 'leave' });
  const left = await device();
  expect((await left()).body).toMatchObject({ error: 'authorization_pending' });
  await client.emulator.admin.moveClock({ advanceMs: 900_000 });
  expect((await left()).body).toMatchObject({ error: 'expired_token' });
  client.emulator.admin.setSwitches({ 'public-client-flows': false });
  const refused = await device();
  expect((await refused()).body).toMatchObject({ error: 'invalid_client', error_codes: [7000218] });
});

test('a refresh token is redeemed without the secret only if it came of a device code', async () => {
  const look = await device();
  await look();
  const fromDevice = String((await look()).body['refresh_token']);
  const { authorityUrl, tenantId, clientId, refreshToken } = client.emulator.credentials;
  const refresh = (refresh_token: string) =>
    fetch(`${authorityUrl}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: clientId, grant_type: 'refresh_token', refresh_token, scope: SCOPE }),
    });
  expect((await refresh(fromDevice)).status).toBe(200);
  expect((await refresh(refreshToken)).status).toBe(401);
});
