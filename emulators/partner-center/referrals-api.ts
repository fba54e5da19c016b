import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { Operation } from '../kit/operations.ts';
import { referralsCaller } from './callers.ts';
import { createReferral } from './create.ts';
import { canonicalBody } from './documents.ts';
import { invalid, ReferralRefusal } from './errors.ts';
import { createList, type Visible } from './list.ts';
import type { Referral } from './referral.ts';
import { isOwn, ODATA_CONTEXT, roleOf, type Tenant } from './tenant.ts';
import type { Caller, Tokens } from './tokens.ts';
import { patchReferral, putReferral } from './update.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Headers of every answer; the caller's own ids come back (contract/partner-center.md §4.1). */
function stampAnswer(c: Context): void {
  c.header('request-id', randomUUID());
  for (const name of ['client-request-id', 'ms-correlationid']) {
    const sent = c.req.header(name);
    if (sent !== undefined) c.header(name, sent);
  }
}

function checkHeaders(tenant: Tenant, c: Context): void {
  const id = c.req.header('client-request-id');
  if (tenant.kit.switches.flag('client-request-id-required') && !GUID.test(id ?? '')) {
    throw invalid('The header client-request-id must carry a GUID, new for every call.', 'client-request-id');
  }
  if (c.req.method === 'GET') return;
  const type = (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new ReferralRefusal(415, 'invalidRequest', 'Content-Type must be application/json.', 'Content-Type');
  }
}

async function bodyOf(c: Context): Promise<unknown> {
  try {
    return canonicalBody(JSON.parse(await c.req.text()));
  } catch {
    throw invalid('The body is not JSON.');
  }
}

/** A Referrals user sees the engagements whose team names him, an admin all of them. */
function visibleTo(tenant: Tenant, caller: Caller): Visible {
  const email = caller.email?.toLowerCase();
  const names = (referral: Referral) => referral.team.some((member) => member.email?.toLowerCase() === email);
  const own = (engagementId: string) =>
    tenant.store.ofEngagement(engagementId).filter((referral) => isOwn(tenant, referral));
  if (roleOf(tenant, caller.email) === 'ReferralsUser') return (referral) => own(referral.engagementId).some(names);
  return (referral) => isOwn(tenant, referral) || own(referral.engagementId).length > 0;
}

function find(tenant: Tenant, caller: Caller, id: string): Referral {
  const referral = tenant.store.get(id.toLowerCase());
  if (referral && visibleTo(tenant, caller)(referral)) return referral;
  throw new ReferralRefusal(404, 'itemNotFound', `There is no referral '${id}'.`);
}

function answerDocument(c: Context, referral: Referral, status: 200 | 201): Response {
  c.header('etag', referral.eTag);
  return c.json({ '@odata.context': `${ODATA_CONTEXT}/$entity`, ...referral }, status);
}

function answerWrite(c: Context, referral: Referral): Response {
  const wantsDocument = /\breturn=representation\b/i.test(c.req.header('prefer') ?? '');
  if (wantsDocument) {
    c.header('preference-applied', 'return=representation');
    return answerDocument(c, referral, 200);
  }
  c.header('etag', referral.eTag);
  return c.body(null, 204);
}

const BASE = '/v1.0/engagements/referrals';

/** The Referrals API (contract/partner-center.md §4). */
export function referralOperations(tenant: Tenant, tokens: Tokens): Operation[] {
  const list = createList(tenant);

  const guarded =
    (act: (c: Context, caller: Caller) => Response | Promise<Response>) =>
    async (c: Context): Promise<Response> => {
      stampAnswer(c);
      const caller = await referralsCaller(tenant, tokens, c);
      checkHeaders(tenant, c);
      return act(c, caller);
    };
  const idOf = (c: Context) => c.req.param('id') ?? '';

  return [
    {
      operation: 'list-referrals',
      kind: 'read',
      method: 'GET',
      path: BASE,
      answer: guarded((c, caller) => {
        const parameters = new URL(c.req.url).searchParams;
        const viewer = `${caller.email} ${roleOf(tenant, caller.email)}`;
        return c.json(list.page(parameters, visibleTo(tenant, caller), viewer));
      }),
    },
    {
      operation: 'get-referral',
      kind: 'read',
      method: 'GET',
      path: `${BASE}/:id`,
      answer: guarded((c, caller) => answerDocument(c, find(tenant, caller, idOf(c)), 200)),
    },
    {
      operation: 'create-referral',
      kind: 'write',
      method: 'POST',
      path: BASE,
      answer: guarded(async (c) => {
        const referral = createReferral(tenant, await bodyOf(c));
        const created = tenant.kit.switches.choice('post-status') === '201';
        return answerDocument(c, referral, created ? 201 : 200);
      }),
    },
    {
      operation: 'patch-referral',
      kind: 'write',
      method: 'PATCH',
      path: `${BASE}/:id`,
      answer: guarded(async (c, caller) => {
        const body = await bodyOf(c);
        const referral = find(tenant, caller, idOf(c));
        return answerWrite(c, patchReferral(tenant, referral, body, c.req.header('if-match')));
      }),
    },
    {
      operation: 'put-referral',
      kind: 'write',
      method: 'PUT',
      path: `${BASE}/:id`,
      answer: guarded(async (c, caller) => {
        const body = await bodyOf(c);
        const referral = find(tenant, caller, idOf(c));
        return answerWrite(c, putReferral(tenant, referral, body, c.req.header('if-match')));
      }),
    },
  ];
}
