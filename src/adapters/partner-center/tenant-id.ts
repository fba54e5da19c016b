import { CosellError } from '../../core/errors.ts';
import { connectionFailure } from '../http/failure.ts';
import { trustedUrl } from '../http/url.ts';
import { signInFailure } from './sign-in-failures.ts';
import type { EntraOptions } from './tokens.ts';

const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/**
 * The id of the tenant that the settings name, maybe by a domain; null for `organizations` and `common`, which name none. Throws
 * `tenant-unknown`: better before a browser opens than on a page in it.
 */
export async function tenantIdOf(options: EntraOptions): Promise<string | null> {
  const { authority, tenant, allowInsecure = false, fetch: ask = fetch } = options;
  const address = `${authority.replace(/\/+$/, '')}/${encodeURIComponent(tenant)}/v2.0/.well-known/openid-configuration`;
  const place = 'Partner Center sign-in';
  const url = trustedUrl(address, allowInsecure, 'connections.partnerCenter.authority');
  const init = { redirect: 'error', signal: AbortSignal.timeout(30_000) } as const;
  try {
    const response = await ask(url.href, init);
    const body = (await response.json()) as Record<string, unknown>;
    if (response.ok) return GUID.exec(String(body['issuer']))?.[0].toLowerCase() ?? null;
    throw signInFailure(String(body['error'] ?? response.status), String(body['error_description'] ?? ''));
  } catch (thrown) {
    if (thrown instanceof CosellError) throw thrown;
    throw connectionFailure(thrown, { place, writing: false });
  }
}
