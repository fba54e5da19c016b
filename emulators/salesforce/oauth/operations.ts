import { createHmac } from 'node:crypto';
import type { Context } from 'hono';
import type { Operation } from '../../kit/operations.ts';
import { unsupported } from '../../kit/unsupported.ts';
import type { Org } from '../org.ts';
import type { Row } from '../schema/types.ts';
import { clientCredentials, JWT_BEARER, jwtBearer, OAuthError } from './grants.ts';
import type { Session, Sessions } from './sessions.ts';

/** Path under which the emulator also plays login.salesforce.com, where some grants are refused. */
export const LOGIN_HOST_PATH = '/login.salesforce.com';

interface ClientKeys {
  id: string;
  secret: string;
}

function clientKeys(c: Context, form: URLSearchParams): ClientKeys {
  const basic = /^Basic (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (basic === undefined) return { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret) };
}

function grantUser(org: Org, c: Context, form: URLSearchParams, isMyDomain: boolean): Row | Promise<Row> {
  const grant = form.get('grant_type') ?? '';
  if (grant === 'client_credentials') {
    const { id, secret } = clientKeys(c, form);
    return clientCredentials(org, id, secret, isMyDomain);
  }
  if (grant === JWT_BEARER) return jwtBearer(org, form.get('assertion') ?? '');
  if (['authorization_code', 'refresh_token', 'password'].includes(grant))
    throw unsupported(`the OAuth grant ${grant}`);
  throw new OAuthError('unsupported_grant_type', 'grant type not supported');
}

const identityUrl = (org: Org, userId: string): string => `${org.url}/id/${organizationId(org)}/${userId}`;

function organizationId(org: Org): string {
  for (const row of org.store.table('Organization').rows()) return String(row['Id']);
  return '';
}

async function issueToken(org: Org, sessions: Sessions, c: Context, isMyDomain: boolean): Promise<Response> {
  const form = new URLSearchParams(await c.req.text());
  const user = await grantUser(org, c, form, isMyDomain);
  const userId = String(user['Id']);
  const id = identityUrl(org, userId);
  const issuedAt = String(org.kit.clock.now());
  // No expires_in: the lifetime of a session is not told (contract/salesforce.md §1.6).
  return c.json({
    access_token: sessions.open(organizationId(org), userId).token,
    signature: createHmac('sha256', org.world.client.secret)
      .update(id + issuedAt)
      .digest('base64'),
    scope: 'api',
    instance_url: org.url,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
  });
}

const bearer = (c: Context): string => /^(?:Bearer|OAuth) (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';

function userOf(org: Org, session: Session): Row {
  return org.store.table('User').get(session.userId) as Row;
}

function urlsOf(org: Org): Record<string, string> {
  const base = `${org.url}/services/data/v{version}/`;
  return {
    rest: base,
    sobjects: `${base}sobjects/`,
    query: `${base}query/`,
    recent: `${base}recent/`,
    custom_domain: org.url,
  };
}

function userinfo(org: Org, session: Session): Record<string, unknown> {
  const user = userOf(org, session);
  return {
    sub: identityUrl(org, session.userId),
    user_id: session.userId,
    organization_id: organizationId(org),
    preferred_username: user['Username'],
    nickname: user['Alias'],
    name: user['Name'],
    email: user['Email'],
    email_verified: true,
    given_name: user['FirstName'],
    family_name: user['LastName'],
    zoneinfo: user['TimeZoneSidKey'],
    profile: `${org.url}/${session.userId}`,
    address: {},
    is_salesforce_integration_user: user['Username'] === org.world.client.runAs,
    urls: urlsOf(org),
    active: user['IsActive'],
    user_type: 'STANDARD',
    language: user['LanguageLocaleKey'],
    locale: user['LocaleSidKey'],
    updated_at: String(user['LastModifiedDate']).replace('.000+0000', 'Z'),
  };
}

function identity(org: Org, session: Session): Record<string, unknown> {
  const user = userOf(org, session);
  return {
    id: identityUrl(org, session.userId),
    asserted_user: true,
    user_id: session.userId,
    organization_id: organizationId(org),
    username: user['Username'],
    nick_name: user['Alias'],
    display_name: user['Name'],
    email: user['Email'],
    email_verified: true,
    first_name: user['FirstName'],
    last_name: user['LastName'],
    timezone: user['TimeZoneSidKey'],
    urls: urlsOf(org),
    active: user['IsActive'],
    user_type: 'STANDARD',
    language: user['LanguageLocaleKey'],
    locale: user['LocaleSidKey'],
    last_modified_date: user['LastModifiedDate'],
    is_app_installed: true,
  };
}

/** The OAuth endpoints. They cost no API call and carry no Sforce-Limit-Info. */
export function oauthOperations(org: Org, sessions: Sessions): Operation[] {
  const withSession = (answer: (session: Session, c: Context) => Record<string, unknown>) => (c: Context) => {
    const token = bearer(c);
    if (token === '') return c.text('Missing_OAuth_Token', 403);
    const session = sessions.use(token);
    return session ? c.json(answer(session, c)) : c.text('Bad_OAuth_Token', 403);
  };
  const token = (path: string, isMyDomain: boolean): Operation => ({
    operation: 'token',
    kind: 'token',
    method: 'POST',
    path: `${path}/services/oauth2/token`,
    answer: (c) => issueToken(org, sessions, c, isMyDomain),
  });
  return [
    token('', true),
    token(LOGIN_HOST_PATH, false),
    {
      operation: 'revoke',
      kind: 'token',
      method: 'POST',
      path: '/services/oauth2/revoke',
      async answer(c) {
        const given = new URLSearchParams(await c.req.text()).get('token') ?? c.req.query('token') ?? '';
        if (sessions.close(given)) return c.body(null, 200);
        return c.json({ error: 'unsupported_token_type', error_description: 'this token type is not supported' }, 400);
      },
    },
    {
      operation: 'userinfo',
      kind: 'token',
      method: 'GET',
      path: '/services/oauth2/userinfo',
      answer: withSession((session) => userinfo(org, session)),
    },
    {
      operation: 'identity',
      kind: 'token',
      method: 'GET',
      path: '/id/:organization/:user',
      answer: withSession((session) => identity(org, session)),
    },
  ];
}
