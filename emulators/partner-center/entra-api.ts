import type { Context } from 'hono';
import type { Operation } from '../kit/operations.ts';
import { TokenRefusal } from './errors.ts';
import type { Tenant } from './tenant.ts';
import { AUDIENCES, type Audience, type Grant, type Tokens } from './tokens.ts';

type Version = 'v1' | 'v2';

interface Answer {
  kind: 'app-only' | 'delegated';
  refreshToken?: string;
}

/** The grants the emulator knows; others are refused as Entra refuses them. */
type GrantAct = (tenant: Tenant, tokens: Tokens, form: URLSearchParams) => Answer;
const GRANTS: Record<string, GrantAct> = {
  client_credentials: () => ({ kind: 'app-only' }),
  refresh_token: (_tenant, tokens, form) => {
    tokens.redeem(form.get('refresh_token') ?? '');
    // Entra hands out a new refresh token each time; the old one stays good.
    return { kind: 'delegated', refreshToken: tokens.issueRefreshToken() };
  },
  authorization_code: (_tenant, tokens, form) => {
    tokens.redeemCode(form.get('code') ?? '', form.get('redirect_uri') ?? '');
    return { kind: 'delegated', refreshToken: tokens.issueRefreshToken() };
  },
};

function checkClient(tenant: Tenant, c: Context, form: URLSearchParams): void {
  const basic = /^Basic (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const [basicId, basicSecret] = basic
    ? Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodeURIComponent)
    : [];
  const clientId = form.get('client_id') ?? basicId;
  const secret = form.get('client_secret') ?? basicSecret;
  if (clientId !== tenant.world.app.clientId) {
    throw new TokenRefusal(
      400,
      'unauthorized_client',
      700016,
      `Application '${clientId}' was not found in the directory.`,
    );
  }
  if (secret !== tenant.world.app.clientSecret) {
    throw new TokenRefusal(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
  }
}

function checkTenant(tenant: Tenant, c: Context): void {
  const asked = c.req.param('tenant');
  if (asked === tenant.world.tenantId || asked === 'organizations' || asked === 'common') return;
  throw new TokenRefusal(400, 'invalid_request', 90002, `Tenant '${asked}' not found.`);
}

/** v1 names the audience as `resource`, v2 as a scope below it. */
function audienceOf(version: Version, form: URLSearchParams): Audience {
  const scopes = (form.get('scope') ?? '').split(/\s+/);
  const asked =
    version === 'v1'
      ? (form.get('resource') ?? '').replace(/\/$/, '')
      : scopes
          .map((scope) => scope.replace(/\/+(\.default|user_impersonation)$/, ''))
          .find((scope) => scope.startsWith('https:'));
  if (AUDIENCES.includes(asked ?? '')) return asked as Audience;
  if (version === 'v1') {
    throw new TokenRefusal(400, 'invalid_resource', 500011, `The resource principal named '${asked}' was not found.`);
  }
  throw new TokenRefusal(
    400,
    'invalid_scope',
    70011,
    `The provided value for scope '${form.get('scope')}' is not valid.`,
  );
}

function answerBody(version: Version, audience: Audience, grant: Grant, answer: Answer): object {
  const { accessToken, lifetimeSeconds, notBeforeSeconds } = grant;
  const refresh = answer.refreshToken ? { refresh_token: answer.refreshToken } : {};
  if (version === 'v2') {
    return {
      token_type: 'Bearer',
      ...(answer.kind === 'delegated' ? { scope: `${audience}/user_impersonation` } : {}),
      expires_in: lifetimeSeconds,
      ext_expires_in: lifetimeSeconds,
      access_token: accessToken,
      ...refresh,
    };
  }
  // The v1 endpoint writes its numbers as text (contract/partner-center.md §1).
  return {
    token_type: 'Bearer',
    ...(answer.kind === 'delegated' ? { scope: 'user_impersonation' } : {}),
    expires_in: String(lifetimeSeconds),
    ext_expires_in: String(lifetimeSeconds),
    expires_on: String(notBeforeSeconds + lifetimeSeconds),
    not_before: String(notBeforeSeconds),
    resource: audience,
    access_token: accessToken,
    ...refresh,
  };
}

async function token(tenant: Tenant, tokens: Tokens, version: Version, c: Context): Promise<Response> {
  checkTenant(tenant, c);
  const form = new URLSearchParams(await c.req.text());
  const name = form.get('grant_type') ?? '';
  const grantAct = Object.hasOwn(GRANTS, name) ? GRANTS[name] : undefined;
  if (!grantAct)
    throw new TokenRefusal(400, 'unsupported_grant_type', 70003, `The grant type '${name}' is not supported.`);
  checkClient(tenant, c, form);
  const audience = audienceOf(version, form);
  const answer = grantAct(tenant, tokens, form);
  const grant = await tokens.issue(answer.kind, audience);
  c.header('cache-control', 'no-store');
  return c.json(answerBody(version, audience, grant, answer));
}

/** The sign-in page, without a page: the world's user signs in at once. */
function authorize(tenant: Tenant, tokens: Tokens, c: Context): Response {
  checkTenant(tenant, c);
  const redirectUri = c.req.query('redirect_uri');
  if (c.req.query('client_id') !== tenant.world.app.clientId || !redirectUri || !URL.canParse(redirectUri)) {
    throw new TokenRefusal(
      400,
      'invalid_request',
      900144,
      'client_id and redirect_uri must be those of the application.',
    );
  }
  const target = new URL(redirectUri);
  target.searchParams.set('code', tokens.issueCode(redirectUri));
  const state = c.req.query('state');
  if (state !== undefined) target.searchParams.set('state', state);
  return c.redirect(target.href);
}

function discovery(tenant: Tenant, c: Context): Response {
  const base = `${tenant.url}/${tenant.world.tenantId}`;
  return c.json({
    issuer: `https://sts.windows.net/${tenant.world.tenantId}/`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  });
}

/** The part of Entra that a connector needs: both token endpoints, a sign-in, discovery and keys. */
export function entraOperations(tenant: Tenant, tokens: Tokens): Operation[] {
  return [
    {
      operation: 'token-v1',
      kind: 'token',
      method: 'POST',
      path: '/:tenant/oauth2/token',
      answer: (c) => token(tenant, tokens, 'v1', c),
    },
    {
      operation: 'token-v2',
      kind: 'token',
      method: 'POST',
      path: '/:tenant/oauth2/v2.0/token',
      answer: (c) => token(tenant, tokens, 'v2', c),
    },
    ...['/:tenant/oauth2/authorize', '/:tenant/oauth2/v2.0/authorize'].map(
      (path): Operation => ({
        operation: 'authorize',
        kind: 'token',
        method: 'GET',
        path,
        answer: (c) => authorize(tenant, tokens, c),
      }),
    ),
    {
      operation: 'openid-configuration',
      kind: 'token',
      method: 'GET',
      path: '/:tenant/v2.0/.well-known/openid-configuration',
      answer: (c) => discovery(tenant, c),
    },
    {
      operation: 'token-keys',
      kind: 'token',
      method: 'GET',
      path: '/:tenant/discovery/v2.0/keys',
      answer: async (c) => c.json(await tokens.publicKeys()),
    },
  ];
}
