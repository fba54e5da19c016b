import type { Context } from 'hono';
import type { Operation } from '../kit/operations.ts';
import { authorize } from './authorize.ts';
import { askedFor, type EntraVersion } from './entra-audience.ts';
import { TokenRefusal } from './errors.ts';
import type { Consented, SignIns } from './sign-ins.ts';
import type { Tenant } from './tenant.ts';
import type { Audience, Grant, SignedIn, Tokens } from './tokens.ts';

interface Answer {
  /** Null: the application alone. */
  user: SignedIn | null;
  audience: Audience;
  refreshToken?: string;
}

interface GrantRequest {
  tenant: Tenant;
  tokens: Tokens;
  signIns: SignIns;
  version: EntraVersion;
  form: URLSearchParams;
}

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** The grants the emulator knows; others are refused as Entra refuses them. */
type GrantAct = (request: GrantRequest) => Answer;
const GRANTS: Record<string, GrantAct> = {
  client_credentials: ({ version, form }) => ({ user: null, audience: askedFor(version, form).audience }),
  refresh_token: ({ tokens, version, form }) => {
    const { audience } = askedFor(version, form);
    const user = tokens.redeem(form.get('refresh_token') ?? '');
    if (!user.withoutSecret && !form.has('client_secret')) throw secretMissing();
    // Entra hands out a new refresh token each time; the old one stays good.
    return { user, audience, refreshToken: tokens.issueRefreshToken(user) };
  },
  authorization_code: ({ tokens, signIns, version, form }) => {
    const verifier = form.get('code_verifier') ?? undefined;
    const consented = signIns.redeemCode(form.get('code') ?? '', form.get('redirect_uri') ?? '', verifier);
    return firstTokens(tokens, consented, version, form);
  },
  [DEVICE_CODE]: ({ tokens, signIns, version, form }) =>
    firstTokens(tokens, signIns.pollDevice(form.get('device_code') ?? ''), version, form),
};

/** Without a scope of its own the request is about what the person consented to. */
function firstTokens(tokens: Tokens, consented: Consented, version: EntraVersion, form: URLSearchParams): Answer {
  const { user, offline } = consented;
  const isNamed = form.has('scope') || form.has('resource');
  const audience = isNamed ? askedFor(version, form).audience : consented.audience;
  return { user, audience, ...(offline ? { refreshToken: tokens.issueRefreshToken(user) } : {}) };
}

/** Which grants a client may make without its secret, where the application allows public client flows. */
const WITHOUT_SECRET = new Set([DEVICE_CODE, 'refresh_token']);

function secretMissing(): TokenRefusal {
  const says = "The request body must contain the parameter 'client_assertion' or 'client_secret'.";
  return new TokenRefusal(401, 'invalid_client', 7000218, says);
}

function checkClient(tenant: Tenant, c: Context, form: URLSearchParams): void {
  const basic = /^Basic (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const [basicId, basicSecret] = basic
    ? Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodeURIComponent)
    : [];
  const clientId = form.get('client_id') ?? basicId;
  const secret = form.get('client_secret') ?? basicSecret;
  if (basicSecret !== undefined) form.set('client_secret', basicSecret);
  if (clientId !== tenant.world.app.clientId) {
    throw new TokenRefusal(
      400,
      'unauthorized_client',
      700016,
      `Application '${clientId}' was not found in the directory.`,
    );
  }
  if (secret === undefined) {
    const isPublic = tenant.kit.switches.flag('public-client-flows');
    if (isPublic && WITHOUT_SECRET.has(form.get('grant_type') ?? '')) return;
    throw secretMissing();
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

function answerBody(version: EntraVersion, grant: Grant, { user, audience, refreshToken }: Answer): object {
  const { accessToken, lifetimeSeconds, notBeforeSeconds } = grant;
  const refresh = refreshToken ? { refresh_token: refreshToken } : {};
  if (version === 'v2') {
    return {
      token_type: 'Bearer',
      ...(user !== null ? { scope: `${audience}/user_impersonation` } : {}),
      expires_in: lifetimeSeconds,
      ext_expires_in: lifetimeSeconds,
      access_token: accessToken,
      ...refresh,
    };
  }
  // The v1 endpoint writes its numbers as text (contract/partner-center.md §1).
  return {
    token_type: 'Bearer',
    ...(user !== null ? { scope: 'user_impersonation' } : {}),
    expires_in: String(lifetimeSeconds),
    ext_expires_in: String(lifetimeSeconds),
    expires_on: String(notBeforeSeconds + lifetimeSeconds),
    not_before: String(notBeforeSeconds),
    resource: audience,
    access_token: accessToken,
    ...refresh,
  };
}

async function token(parts: EntraParts, version: EntraVersion, c: Context): Promise<Response> {
  const { tenant, tokens, signIns } = parts;
  checkTenant(tenant, c);
  const form = new URLSearchParams(await c.req.text());
  const name = form.get('grant_type') ?? '';
  const grantAct = Object.hasOwn(GRANTS, name) ? GRANTS[name] : undefined;
  if (!grantAct || (name === DEVICE_CODE && version === 'v1'))
    throw new TokenRefusal(400, 'unsupported_grant_type', 70003, `The grant type '${name}' is not supported.`);
  checkClient(tenant, c, form);
  const answer = grantAct({ tenant, tokens, signIns, version, form });
  const grant = await tokens.issue(answer.user, answer.audience);
  c.header('cache-control', 'no-store');
  return c.json(answerBody(version, grant, answer));
}

/** Begins a sign-in on another device. */
async function deviceCode({ tenant, signIns }: EntraParts, c: Context): Promise<Response> {
  checkTenant(tenant, c);
  const form = new URLSearchParams(await c.req.text());
  const clientId = form.get('client_id');
  if (clientId !== tenant.world.app.clientId) {
    const says = `Application '${clientId}' was not found in the directory.`;
    throw new TokenRefusal(400, 'unauthorized_client', 700016, says);
  }
  const { deviceCode: device_code, userCode: user_code } = signIns.startDevice(askedFor('v2', form));
  const { switches } = tenant.kit;
  return c.json({
    user_code,
    device_code,
    verification_uri: DEVICE_PAGE,
    expires_in: switches.number('device-code-lifetime-seconds'),
    interval: switches.number('device-code-interval-seconds'),
    message: `To sign in, open ${DEVICE_PAGE} in a browser and enter the code ${user_code}.`,
  });
}

const DEVICE_PAGE = 'https://microsoft.com/devicelogin';

function discovery(tenant: Tenant, c: Context): Response {
  checkTenant(tenant, c);
  const base = `${tenant.url}/${tenant.world.tenantId}`;
  return c.json({
    issuer: `https://sts.windows.net/${tenant.world.tenantId}/`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  });
}

const AUTHORIZE = [
  { path: '/:tenant/oauth2/authorize', version: 'v1' },
  { path: '/:tenant/oauth2/v2.0/authorize', version: 'v2' },
] as const;

interface EntraParts {
  tenant: Tenant;
  tokens: Tokens;
  signIns: SignIns;
}

/** The part of Entra that a connector needs: both token endpoints, sign-in in the browser and by device code, discovery and keys. */
export function entraOperations(parts: EntraParts): Operation[] {
  const { tenant, tokens, signIns } = parts;
  return [
    {
      operation: 'token-v1',
      kind: 'token',
      method: 'POST',
      path: '/:tenant/oauth2/token',
      answer: (c) => token(parts, 'v1', c),
    },
    {
      operation: 'token-v2',
      kind: 'token',
      method: 'POST',
      path: '/:tenant/oauth2/v2.0/token',
      answer: (c) => token(parts, 'v2', c),
    },
    ...AUTHORIZE.map(
      ({ path, version }): Operation => ({
        operation: 'authorize',
        kind: 'token',
        method: 'GET',
        path,
        answer: (c) => {
          checkTenant(tenant, c);
          return authorize(tenant, signIns, version, c);
        },
      }),
    ),
    {
      operation: 'device-code',
      kind: 'token',
      method: 'POST',
      path: '/:tenant/oauth2/v2.0/devicecode',
      answer: (c) => deviceCode(parts, c),
    },
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
