import type { Context } from 'hono';
import type { Operation } from '../../kit/operations.ts';
import type { Organisation } from '../organisation.ts';
import { clientCredentials } from './grants.ts';
import type { Tokens } from './tokens.ts';

/** Entra's token endpoint, which stands for https://login.microsoftonline.com. */
export function oauthOperations(org: Organisation, tokens: Tokens): Operation[] {
  async function issue(c: Context): Promise<Response> {
    const form = new URLSearchParams(await c.req.text());
    const clientId = await clientCredentials(org, c.req.param('tenant') ?? '', form);
    const lifetime = org.kit.switches.number('DV35b');
    return c.json({
      token_type: 'Bearer',
      expires_in: lifetime,
      ext_expires_in: lifetime,
      access_token: tokens.issue(clientId, lifetime),
    });
  }
  return [{ operation: 'token', kind: 'token', method: 'POST', path: '/:tenant/oauth2/v2.0/token', answer: issue }];
}
