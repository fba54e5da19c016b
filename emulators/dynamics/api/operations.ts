import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { CHANGED_RECORDS, type Operation } from '../../kit/operations.ts';
import { UnsupportedError } from '../../kit/unsupported.ts';
import type { Limits } from '../limits/service-protection.ts';
import type { Tokens } from '../oauth/tokens.ts';
import type { Organisation } from '../organisation.ts';
import { Refusal } from '../refusal.ts';
import type { ApiAnswer } from './call.ts';
import { callerOf, Unauthenticated } from './callers.ts';
import { answerOf, answerRoute, type Route, route } from './dispatch.ts';

const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;
const JSON_TYPE = 'application/json; odata.metadata=minimal';
const ROOT = /^\/api\/data\/v9\.[0-2](?:\/|$)/;

/** Read once per request, because the count of calls needs it as well as the answer. */
const routes = new WeakMap<Request, Promise<Route | Error>>();

async function readRoute(c: Context): Promise<Route | Error> {
  const { pathname, search } = new URL(c.req.url);
  const isBodiless = c.req.method === 'GET' || c.req.method === 'DELETE';
  const text = isBodiless ? '' : await c.req.text();
  try {
    return route({
      method: c.req.method,
      path: pathname.replace(ROOT, ''),
      search: search.slice(1),
      header: (name) => c.req.header(name),
      text,
    });
  } catch (error) {
    if (error instanceof Refusal || error instanceof UnsupportedError) return error;
    throw error;
  }
}

function routeOf(c: Context): Promise<Route | Error> {
  const known = routes.get(c.req.raw);
  if (known) return known;
  const read = readRoute(c);
  routes.set(c.req.raw, read);
  return read;
}

function respond(c: Context, org: Organisation, answer: ApiAnswer, more: Readonly<Record<string, string>>): Response {
  const { status, body, raw } = answer;
  const clientRequest = c.req.header('x-ms-client-request-id');
  const headers: Record<string, string> = {
    // Clients place their watermarks by it, so it must be the emulated time.
    Date: org.kit.clock.date().toUTCString(),
    'OData-Version': '4.0',
    'Cache-Control': 'no-cache',
    'x-ms-service-request-id': randomUUID(),
    REQ_ID: randomUUID(),
    ...(clientRequest === undefined ? {} : { 'x-ms-client-request-id': clientRequest }),
    ...more,
    ...answer.headers,
  };
  if (raw) return new Response(raw.text, { status, headers: { ...headers, 'Content-Type': raw.type } });
  if (body === undefined) return new Response(null, { status, headers });
  return new Response(JSON.stringify(body), { status, headers: { ...headers, 'Content-Type': JSON_TYPE } });
}

function unauthorized(org: Organisation): Response {
  const { tenantId } = org.world.organization;
  const challenge = `Bearer authorization_uri=${org.url}/${tenantId}/oauth2/authorize, resource_id=${org.url}/`;
  return new Response(null, { status: 401, headers: { 'WWW-Authenticate': challenge } });
}

async function answerOverHttp(c: Context, org: Organisation, tokens: Tokens, limits: Limits): Promise<Response> {
  const found = await routeOf(c);
  try {
    const caller = callerOf(org, tokens, (name) => c.req.header(name));
    if (found instanceof Error) throw found;
    const payer = caller.onBehalfBy ?? caller.userId;
    const startedMs = performance.now();
    limits.spend(payer);
    const answer = answerRoute(org, found, caller);
    limits.took(payer, performance.now() - startedMs);
    c.set(CHANGED_RECORDS, org.store.changed());
    org.commit();
    return respond(c, org, answer, limits.headers(payer));
  } catch (error) {
    if (error instanceof Unauthenticated) return unauthorized(org);
    if (!(error instanceof Refusal)) throw error;
    return respond(c, org, answerOf(error), limits.headersOf(error));
  }
}

/** The Web API. What a request is called and costs is told by its address. */
export function webApiOperations(org: Organisation, tokens: Tokens, limits: Limits): Operation[] {
  // The kit asks for the kind first, which is when the address is read.
  const names = new WeakMap<Request, string>();
  return METHODS.map((method) => ({
    operation: (c) => names.get(c.req.raw) ?? 'not-emulated',
    async kind(c) {
      const found = await routeOf(c);
      if (found instanceof Error) {
        names.set(c.req.raw, found instanceof Refusal ? 'malformed' : 'not-emulated');
        return method === 'GET' ? 'read' : 'write';
      }
      const { resource, target } = found;
      names.set(c.req.raw, resource.operation);
      return typeof resource.kind === 'string' ? resource.kind : resource.kind(target);
    },
    method,
    path: '/api/data/:version/*',
    answer: (c) => answerOverHttp(c, org, tokens, limits),
  }));
}
