import type { Context } from 'hono';
import { unsupported } from '../kit/unsupported.ts';
import { type AskedFor, askedFor, type EntraVersion } from './entra-audience.ts';
import { TokenRefusal } from './errors.ts';
import type { CodeRequest, SignIns } from './sign-ins.ts';
import type { Tenant } from './tenant.ts';

/** Entra's sign-in in the browser, without its pages: the person answers at once. What he would see on an error page is plain text. */
export function authorize(tenant: Tenant, signIns: SignIns, version: EntraVersion, c: Context): Response {
  const { redirectUri, state } = { redirectUri: c.req.query('redirect_uri') ?? '', state: c.req.query('state') };
  const wrong = fatal(tenant, c, redirectUri);
  if (wrong) return c.text(wrong, 400);
  checkForm(c);
  const back = (answer: Record<string, string>) => {
    const target = new URL(redirectUri);
    const added = { ...answer, ...(state === undefined ? {} : { state }) };
    for (const [name, value] of Object.entries(added)) target.searchParams.set(name, value);
    return c.redirect(target.href);
  };
  const { user, decision } = signIns.person;
  const anyTenant = ['organizations', 'common'].includes(c.req.param('tenant') ?? '');
  if (!anyTenant && user.tenantId !== tenant.world.tenantId) {
    return c.text(`AADSTS50020: User account '${user.email}' does not exist in the tenant of this application.`, 400);
  }
  if (decision === 'leave') return c.text('Sign in to your account');
  const asked = asking(version, c);
  if (asked instanceof TokenRefusal) return back(errorAnswer(asked));
  if (decision === 'deny') {
    return back(errorAnswer(new TokenRefusal(400, 'access_denied', 65004, 'The user declined to consent.')));
  }
  const request: CodeRequest = { redirectUri, ...asked, challenge: c.req.query('code_challenge') };
  return back({ code: signIns.issueCode(request), session_state: '00000000-0000-4000-8000-000000000000' });
}

/** Faults for which Entra shows a page of its own, because no redirect can be trusted. */
function fatal(tenant: Tenant, c: Context, redirectUri: string): string | undefined {
  const { clientId, redirectUris } = tenant.world.app;
  const asked = c.req.query('client_id') ?? '';
  if (asked !== clientId) return `AADSTS700016: Application with identifier '${asked}' was not found in the directory.`;
  if (redirectUris.some((known) => isSameRedirect(known, redirectUri))) return undefined;
  return `AADSTS50011: The redirect URI '${redirectUri}' specified in the request does not match those of the application.`;
}

function isSameRedirect(known: string, asked: string): boolean {
  if (!URL.canParse(asked)) return false;
  const [left, right] = [new URL(known), new URL(asked)];
  // The port of a localhost address is left out of the comparison.
  const port = (url: URL) => (url.hostname === 'localhost' ? '' : url.port);
  const parts = (url: URL) => [url.protocol, url.hostname, port(url), url.pathname].join(' ');
  return parts(left) === parts(right);
}

function checkForm(c: Context): void {
  const responseType = c.req.query('response_type');
  if (responseType !== 'code') throw unsupported(`authorize with response_type ${responseType}`);
  const mode = c.req.query('response_mode') ?? 'query';
  if (mode !== 'query') throw unsupported(`authorize with response_mode ${mode}`);
  const method = c.req.query('code_challenge_method');
  if (c.req.query('code_challenge') !== undefined && method !== 'S256') {
    throw unsupported(`authorize with code_challenge_method ${method}`);
  }
}

function asking(version: EntraVersion, c: Context): AskedFor | TokenRefusal {
  try {
    return askedFor(version, new URL(c.req.url).searchParams);
  } catch (error) {
    if (error instanceof TokenRefusal) return error;
    throw error;
  }
}

function errorAnswer(refusal: TokenRefusal): Record<string, string> {
  const { error, error_description: description } = refusal.body();
  return { error, error_description: description };
}
