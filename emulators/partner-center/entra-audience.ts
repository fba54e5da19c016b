import { TokenRefusal } from './errors.ts';
import { AUDIENCES, type Audience } from './tokens.ts';

export type EntraVersion = 'v1' | 'v2';

/** What a request of OAuth is about. */
export interface AskedFor {
  audience: Audience;
  /** Whether a refresh token is wanted: v1 always gives one, v2 for the scope offline_access. */
  offline: boolean;
}

/** v1 names the audience as `resource`, v2 as a scope below it. Throws a TokenRefusal. */
export function askedFor(version: EntraVersion, form: URLSearchParams): AskedFor {
  const scopes = (form.get('scope') ?? '').split(/\s+/);
  const asked =
    version === 'v1'
      ? (form.get('resource') ?? '').replace(/\/$/, '')
      : scopes
          .map((scope) => scope.replace(/\/+(\.default|user_impersonation)$/, ''))
          .find((scope) => scope.startsWith('https:'));
  const offline = version === 'v1' || scopes.includes('offline_access');
  if (AUDIENCES.includes(asked ?? '')) return { audience: asked as Audience, offline };
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
