import { exportPKCS8, exportSPKI, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Caller, DEAL, openCaller, START } from './caller.ts';

let org: Caller;
beforeEach(async () => {
  org = await openCaller({ organization: { dailyApiRequests: 50 } });
});
afterEach(() => org.emulator.close());

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

async function token(form: Record<string, string>, base = org.emulator.url, headers: Record<string, string> = {}) {
  const response = await fetch(`${base}/services/oauth2/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, string>,
  };
}
const clientForm = () => {
  const { clientId, clientSecret } = org.emulator.credentials;
  return { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
};

describe('client credentials', () => {
  it('give an opaque token of the organisation without a lifetime', async () => {
    const { status, body, headers } = await token(clientForm());
    const { organizationId, userId, instanceUrl } = org.emulator.credentials;
    expect(status).toBe(200);
    expect(body['access_token']).toMatch(new RegExp(`^${organizationId.slice(0, 15)}!.{40,}$`));
    expect(body).toMatchObject({ instance_url: instanceUrl, token_type: 'Bearer', issued_at: String(START) });
    expect(body['id']).toMatch(new RegExp(`/id/${organizationId}/${userId}$`));
    expect(body).not.toHaveProperty('expires_in');
    expect(body).not.toHaveProperty('refresh_token');
    expect(headers.get('sforce-limit-info')).toBeNull();
  });

  it('are taken from a Basic header too', async () => {
    const { clientId, clientSecret } = org.emulator.credentials;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    expect(
      (await token({ grant_type: 'client_credentials' }, org.emulator.url, { authorization: `Basic ${basic}` })).status,
    ).toBe(200);
  });

  it.each([
    [{ client_secret: 'wrong' }, 'invalid_client', 'invalid client credentials'],
    [{ client_id: 'wrong' }, 'invalid_client_id', 'client identifier invalid'],
    [{ grant_type: 'telepathy' }, 'unsupported_grant_type', 'grant type not supported'],
  ])('are refused with an object: %j', async (change, error, error_description) => {
    expect(await token({ ...clientForm(), ...change })).toMatchObject({
      status: 400,
      body: { error, error_description },
    });
  });

  it('are refused on the login host and without a user to run as', async () => {
    const onLogin = await token(clientForm(), org.emulator.credentials.loginUrl);
    expect(onLogin).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'request not supported on this domain' },
    });
    await org.emulator.admin.reset({ client: { runAs: null } });
    expect((await token(clientForm())).body).toEqual({
      error: 'invalid_grant',
      error_description: 'no client credentials user enabled',
    });
  });

  it('are the only secret-based grant: others answer 501', async () => {
    const response = await fetch(org.emulator.credentials.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password' }),
    });
    expect(response.status).toBe(501);
  });
});

describe('JWT bearer', () => {
  let privateKey: string;
  beforeEach(async () => {
    const pair = await generateKeyPair('RS256', { extractable: true });
    privateKey = await exportPKCS8(pair.privateKey);
    org.emulator.admin.people.registerKey({ publicKey: await exportSPKI(pair.publicKey) });
  });

  async function assert(
    change: { iss?: string; sub?: string; aud?: string; exp?: number; key?: string } = {},
    base = org.emulator.url,
  ) {
    const { clientId, username } = org.emulator.credentials;
    const key = await importPKCS8(change.key ?? privateKey, 'RS256');
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(change.iss ?? clientId)
      .setSubject(change.sub ?? username)
      .setAudience(change.aud ?? 'https://login.salesforce.com')
      .setExpirationTime(Math.floor(START / 1000) + (change.exp ?? 180))
      .sign(key);
    return token({ grant_type: JWT_BEARER, assertion }, base);
  }

  it('gives a token for a pre-authorised user, on either host and for either audience', async () => {
    for (const aud of ['https://login.salesforce.com', 'https://test.salesforce.com', org.emulator.url]) {
      expect((await assert({ aud })).status).toBe(200);
    }
    const { status, body } = await assert({}, org.emulator.credentials.loginUrl);
    expect([status, body['instance_url']]).toEqual([200, org.emulator.url]);
  });

  it.each([
    [{ sub: 'sam.seller@lakeshore.example' }, 'invalid_grant', "user hasn't approved this consumer"],
    [{ aud: 'https://example.com' }, 'invalid_grant', 'audience is invalid'],
    [{ iss: 'someone' }, 'invalid_client_id', 'client identifier invalid'],
    [{ exp: -60 }, 'invalid_grant', 'expired authorization code'],
    [{ exp: 3600 }, 'invalid_grant', 'invalid assertion'],
  ])('refuses %j', async (change, error, error_description) => {
    expect(await assert(change)).toMatchObject({ status: 400, body: { error, error_description } });
  });

  it('refuses a foreign signature', async () => {
    const other = await generateKeyPair('RS256', { extractable: true });
    expect((await assert({ key: await exportPKCS8(other.privateKey) })).body['error_description']).toBe(
      'invalid assertion',
    );
  });
});

describe('sessions', () => {
  const expired = [401, [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]];
  const limits = async () => {
    const { status, body } = await org.call('GET', 'limits');
    return [status, body];
  };

  it('end after a time without use, not after a time', async () => {
    for (let n = 0; n < 3; n += 1) {
      await org.emulator.admin.moveClock({ advanceMs: 100 * 60_000 });
      expect((await limits())[0]).toBe(200);
    }
    await org.emulator.admin.moveClock({ advanceMs: 121 * 60_000 });
    expect(await limits()).toEqual(expired);
  });

  it('end when revoked, and never began for a token of another organisation', async () => {
    await fetch(`${org.emulator.url}/services/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: org.token }),
    });
    expect(await limits()).toEqual(expired);
    const other = await openCaller();
    org.token = other.token;
    expect(await limits()).toEqual(expired);
    await other.emulator.close();
  });

  it('know their user: userinfo and the identity URL', async () => {
    const { userId, organizationId, username } = org.emulator.credentials;
    const info = await org.call('GET', '/services/oauth2/userinfo');
    expect(info.body).toMatchObject({
      user_id: userId,
      organization_id: organizationId,
      preferred_username: username,
      is_salesforce_integration_user: true,
    });
    const identity = await org.call('GET', `/id/${organizationId}/${userId}`);
    expect(identity.body).toMatchObject({ user_id: userId, organization_id: organizationId, username });
    org.token = 'nonsense';
    expect(await org.call('GET', '/services/oauth2/userinfo')).toMatchObject({ status: 403, body: 'Bad_OAuth_Token' });
  });
});

describe('API calls', () => {
  it('are counted, one per composite, none for versions and tokens; beyond the allowance 403', async () => {
    await org.call('GET', '/services/data');
    await org.signIn();
    const parts = ['a', 'b', 'c'].map((referenceId) => ({
      method: 'GET',
      url: '/services/data/v66.0/limits',
      referenceId,
    }));
    const first = await org.call('POST', 'composite', { compositeRequest: parts });
    expect(first.headers.get('sforce-limit-info')).toBe('api-usage=1/50');
    const { body } = await org.call('GET', 'limits');
    expect(body.DailyApiRequests).toEqual({ Max: 50, Remaining: 48 });
    org.emulator.admin.people.setApiUsage({ used: 50 });
    const refused = await org.call('GET', 'limits');
    expect([refused.status, refused.body]).toEqual([
      403,
      [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
    ]);
    expect(refused.headers.get('retry-after')).toBeNull();
    await org.emulator.admin.moveClock({ advanceDays: 1 });
    await org.signIn();
    expect((await org.call('GET', 'limits')).status).toBe(200);
  });

  it('carry the limit and no-cache headers also when there is no body', async () => {
    const id = await org.create('Account', { Name: 'X' });
    const { headers } = await org.call('DELETE', `sobjects/Account/${id}`);
    expect(headers.get('sforce-limit-info')).toBe('api-usage=2/50');
    expect(headers.get('cache-control')).toContain('no-cache');
    expect(headers.get('x-sfdc-request-id')).toBeTruthy();
  });

  it('are compressed for those who accept it, when switched on', async () => {
    org.emulator.admin.setSwitches({ 'gzip-answers': true });
    const { headers, body } = await org.call('GET', 'sobjects');
    expect([headers.get('content-encoding'), body.maxBatchSize]).toEqual(['gzip', 200]);
  });
});

describe('versions', () => {
  it('are listed without a token; retired ones answer 410, unknown ones 404', async () => {
    const list = await fetch(`${org.emulator.url}/services/data`);
    const versions = (await list.json()) as { version: string; label: string }[];
    expect([versions[0]?.version, versions.at(-1)?.version]).toEqual(['31.0', '68.0']);
    expect(versions.find(({ version }) => version === '66.0')?.label).toBe("Spring '26");
    expect((await org.call('GET', '/services/data/v30.0/limits')).status).toBe(410);
    expect((await org.call('GET', '/services/data/v99.0/limits')).status).toBe(404);
    expect((await org.call('GET', '/services/data/v62.0')).body).toMatchObject({
      sobjects: '/services/data/v62.0/sobjects',
    });
  });
});

describe('conditional requests', () => {
  const at = (seconds: number) => new Date(Math.floor(START / 1000) * 1000 + seconds * 1000).toUTCString();

  it('on rows: 304 and 412 in whole seconds, but not on DELETE', async () => {
    const id = await org.create('Opportunity', DEAL);
    const path = `sobjects/Opportunity/${id}`;
    expect((await org.call('GET', path, undefined, { 'If-Modified-Since': at(0) })).status).toBe(304);
    expect((await org.call('GET', path, undefined, { 'If-Modified-Since': at(-1) })).status).toBe(200);
    expect((await org.call('PATCH', path, { NextStep: 'a' }, { 'If-Unmodified-Since': at(0) })).status).toBe(204);
    const late = await org.call('PATCH', path, { NextStep: 'b' }, { 'If-Unmodified-Since': at(-1) });
    expect([late.status, (await org.read('Opportunity', id))['NextStep']]).toEqual([412, 'a']);
    expect((await org.call('PATCH', path, {}, { 'If-Unmodified-Since': 'yesterday' })).status).toBe(400);
    expect((await org.call('DELETE', path, undefined, { 'If-Unmodified-Since': at(-1) })).status).toBe(204);
  });

  it('on upserts too', async () => {
    const path = 'sobjects/Opportunity/Referral_Identifier__c/R1';
    expect((await org.call('PATCH', path, DEAL, { 'If-Unmodified-Since': at(-9) })).status).toBe(201);
    expect((await org.call('PATCH', path, DEAL, { 'If-Unmodified-Since': at(-9) })).status).toBe(412);
  });

  it('by ETag only on accounts', async () => {
    const account = await org.create('Account', { Name: 'X' });
    const etag = (await org.call('GET', `sobjects/Account/${account}`)).headers.get('etag') ?? '';
    expect((await org.call('GET', `sobjects/Account/${account}`, undefined, { 'If-None-Match': etag })).status).toBe(
      304,
    );
    expect((await org.call('PATCH', `sobjects/Account/${account}`, {}, { 'If-Match': '"other"' })).status).toBe(412);
    const deal = await org.create('Opportunity', DEAL);
    expect((await org.call('PATCH', `sobjects/Opportunity/${deal}`, {}, { 'If-Match': '"other"' })).status).toBe(204);
  });
});

describe('sizes', () => {
  it('of the URI are limited to 16 384 bytes', async () => {
    expect((await org.query(`SELECT Id FROM Account WHERE Name = '${'x'.repeat(16_000)}'`)).status).toBe(200);
    const long = await org.query(`SELECT Id FROM Account WHERE Name = '${'x'.repeat(16_400)}'`);
    expect([long.status, long.body[0].errorCode]).toEqual([414, 'URI_TOO_LONG']);
  });

  it('of the URI and the headers together to 32 768', async () => {
    const answer = await org.call('GET', 'limits', undefined, { 'x-padding': 'x'.repeat(33_000) });
    expect(answer.status).toBe(431);
  });
});

describe('what is not emulated', () => {
  it.each([
    ['POST', 'jobs/query', 'Bulk API 2.0'],
    ['POST', 'metadata/deployRequest', 'deployments without a multipart body, quick deployments among them'],
    ['GET', 'metadata/components', 'this part of the Metadata REST API'],
    ['GET', 'tooling/runTestsAsynchronous', 'this part of the Tooling API'],
    ['POST', 'composite/tree/Account', 'sObject Tree'],
    ['GET', 'chatter/feeds', 'GET /services/data/v66.0/chatter/feeds'],
  ])('answers 501 to %s %s and names %s', async (method, path, gap) => {
    const answer = await org.call(method, path, method === 'POST' ? {} : undefined);
    expect([answer.status, answer.body]).toMatchObject([501, { error: 'unsupported', gap }]);
    expect(org.emulator.admin.traces({ unsupported: true }).at(-1)).toMatchObject({ status: 501, unsupported: gap });
  });
});

describe('injected faults', () => {
  it.each([
    [{ kind: 'throttle' as const }, 403, 'REQUEST_LIMIT_EXCEEDED'],
    [{ kind: 'server-error' as const, status: 503 }, 503, 'SERVER_UNAVAILABLE'],
    [{ kind: 'server-error' as const }, 500, 'UNKNOWN_EXCEPTION'],
  ])('%j', async (fault, status, errorCode) => {
    org.emulator.admin.addFault({ ...fault, match: { operation: 'limits' } });
    const answer = await org.call('GET', 'limits');
    expect([answer.status, answer.body[0].errorCode]).toEqual([status, errorCode]);
    expect((await org.call('GET', 'limits')).status).toBe(200);
  });

  it('can drop the answer after the commit, and then an upsert creates nothing twice', async () => {
    org.emulator.admin.addFault({ kind: 'timeout-after', match: { operation: 'upsert-row' } });
    const path = 'sobjects/Opportunity/Referral_Identifier__c/lost';
    const lost = fetch(`${org.emulator.url}/services/data/v66.0/${path}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${org.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(DEAL),
      signal: AbortSignal.timeout(200),
    });
    await expect(lost).rejects.toThrow();
    expect((await org.call('PATCH', path, DEAL)).body).toMatchObject({ created: false });
  });

  it('include HTML pages and 420, as the edge answers for an organisation that moved', async () => {
    org.emulator.admin.addFault({ kind: 'html', status: 420, match: {} });
    const answer = await org.call('GET', 'limits');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([420, 'text/html']);
  });
});
