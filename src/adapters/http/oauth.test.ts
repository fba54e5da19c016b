import { ClientSecretPost } from 'oauth4webapi';
import { expect, test } from 'vitest';
import type { CosellError } from '../../core/errors.ts';
import { requestToken } from './oauth.ts';
import type { Fetch } from './surroundings.ts';

function ask(fetch: Fetch, tokenEndpoint = 'https://login.example/tenant/oauth2/token') {
  return requestToken({
    tokenEndpoint,
    clientId: 'client',
    clientAuth: ClientSecretPost('s3cret'),
    grantType: 'refresh_token',
    parameters: { refresh_token: 'old', resource: 'https://api.example' },
    connection: 'Test',
    signInRemedy: 'Run `cosell connect`.',
    fetch,
    clock: { nowMs: () => 0 },
  });
}

async function refusal(fetch: Fetch, tokenEndpoint?: string): Promise<CosellError> {
  return ask(fetch, tokenEndpoint).then(
    () => expect.unreachable('should have failed'),
    (error: CosellError) => error,
  );
}

test('sends a form, and reads an answer of the v1 endpoint with a life as text and a foreign ID token', async () => {
  let form = '';
  const token = await ask(async (_url, init) => {
    form = String(init.body);
    return Response.json({
      token_type: 'Bearer',
      access_token: 'at',
      expires_in: '3599',
      refresh_token: 'new',
      id_token: 'not.a.jwt',
    });
  });
  expect(Object.fromEntries(new URLSearchParams(form))).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'old',
    resource: 'https://api.example',
    client_id: 'client',
    client_secret: 's3cret',
  });
  expect(token).toMatchObject({ access_token: 'at', expires_in: 3599, refresh_token: 'new' });
});

test.each([
  [400, { error: 'invalid_grant', error_description: 'AADSTS700082: expired' }, {}, 'reauthenticate', 'signed-out'],
  [401, { error: 'invalid_client' }, { 'www-authenticate': 'Bearer realm="x"' }, 'misconfigured', 'client-refused'],
  [429, {}, { 'retry-after': '7' }, 'throttled', 'sign-in-throttled'],
  [503, {}, {}, 'retry', 'sign-in-unavailable'],
  [200, { token_type: 'Bearer' }, {}, 'misconfigured', 'sign-in-answer'],
  [200, { token_type: 'Bearer', access_token: 12 }, {}, 'misconfigured', 'sign-in-answer'],
  [200, { access_token: 'at' }, {}, 'misconfigured', 'sign-in-answer'],
  [200, { token_type: 'Bearer', access_token: 'at', expires_in: 'soon' }, {}, 'misconfigured', 'sign-in-answer'],
  [200, { token_type: 'Bearer', access_token: 'at', refresh_token: {} }, {}, 'misconfigured', 'sign-in-answer'],
  [200, ['at'], {}, 'misconfigured', 'sign-in-answer'],
])('a %d with %j is an error that says who mends it', async (status, body, headers, recovery, code) => {
  expect(await refusal(async () => Response.json(body, { status, headers }))).toMatchObject({ recovery, code });
});

test('a sign-in page instead of a token, a dead network and clear text are named', async () => {
  const page = await refusal(async () => new Response('<html>Sign in</html>', { status: 200 }));
  expect(page).toMatchObject({ code: 'sign-in-answer', place: 'Test token endpoint' });
  const dead = await refusal(async () => {
    throw Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('no'), { code: 'ECONNRESET' }),
    });
  });
  expect(dead).toMatchObject({ code: 'connection-failed', recovery: 'retry', outcomeUnknown: false });
  const clear = await refusal(async () => Response.json({}), 'http://login.example/token');
  expect(clear).toMatchObject({ code: 'url-not-secure' });
});

test('secrets do not appear in the message', async () => {
  const error = await refusal(async () =>
    Response.json({ error: 'x', error_description: 'bad client_secret=s3cret' }, { status: 400 }),
  );
  expect(error.message).not.toContain('s3cret');
});
