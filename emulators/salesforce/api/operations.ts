import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'hono';
import { CHANGED_RECORDS, type Operation } from '../../kit/operations.ts';
import type { Session, Sessions } from '../oauth/sessions.ts';
import { errorBody, Refusal, refuse, refuseWith } from '../refusal.ts';
import type { Api, ApiAnswer, Resource } from './call.ts';
import { answerCall } from './dispatch.ts';
import { readForm } from './form.ts';
import { RESOURCES } from './resources.ts';
import { readVersion, VERSIONS } from './versions.ts';

const LONGEST_URI = 16_384;
const LARGEST_HEAD = 32_768;
const JSON_TYPE = 'application/json;charset=UTF-8';
const NO_CACHE = 'no-cache,must-revalidate,max-age=0,no-store,private';

const zipped = promisify(gzip);

/** Parsed JSON of a request, kept because both the count of calls and the resource need it. */
const bodies = new WeakMap<Request, Promise<unknown>>();

async function parseBody(c: Context, resource: Resource): Promise<unknown> {
  if (c.req.method === 'GET' || c.req.method === 'DELETE') return undefined;
  if (resource.form && /^multipart\/form-data/i.test(c.req.header('content-type') ?? '')) return readForm(c.req.raw);
  const text = await c.req.text();
  if (text === '') return undefined;
  const type = c.req.header('content-type') ?? '';
  if (!/json/i.test(type)) throw refuseWith(415, 'UNSUPPORTED_MEDIA_TYPE', `Content type ${type} not supported`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse('JSON_PARSER_ERROR', `${error instanceof Error ? error.message : 'not JSON'} at [line:1, column:1]`);
  }
}

function bodyOf(c: Context, resource: Resource): Promise<unknown> {
  const known = bodies.get(c.req.raw);
  if (known !== undefined) return known;
  const parsed = parseBody(c, resource);
  bodies.set(c.req.raw, parsed);
  return parsed;
}

function checkSizes(c: Context): void {
  const uri = c.req.url.slice(c.req.url.indexOf('/', 8));
  if (uri.length > LONGEST_URI) throw refuseWith(414, 'URI_TOO_LONG', `The URI exceeds ${LONGEST_URI} bytes`);
  let head = uri.length;
  for (const [name, value] of c.req.raw.headers) head += name.length + value.length;
  if (head > LARGEST_HEAD) throw refuseWith(431, 'REQUEST_HEADER_TOO_LARGE', 'The URI and headers are too large');
}

function authenticate(c: Context, sessions: Sessions): Session {
  const header = c.req.header('authorization') ?? '';
  const token = /^(?:Bearer|OAuth) (.+)$/i.exec(header)?.[1];
  if (header !== '' && token === undefined) throw refuseWith(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE');
  const session = token === undefined ? undefined : sessions.use(token);
  if (!session) throw refuseWith(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  return session;
}

let requests = 0;

async function respond(c: Context, api: Api, answer: ApiAnswer): Promise<Response> {
  requests += 1;
  const headers: Record<string, string> = {
    // Clients place their watermarks by it, so it must be the emulated time.
    Date: api.org.kit.clock.date().toUTCString(),
    'Sforce-Limit-Info': `api-usage=${api.usage.used()}/${api.usage.max()}`,
    'x-sfdc-request-id': requests.toString(16).padStart(32, '0'),
    'Cache-Control': NO_CACHE,
    ...answer.headers,
  };
  const { status } = answer;
  if (answer.raw) return new Response(new Uint8Array(answer.raw), { status, headers });
  if (answer.body === undefined) return new Response(null, { status, headers });
  headers['Content-Type'] = JSON_TYPE;
  const text = JSON.stringify(answer.body);
  const isZipped = api.org.kit.switches.flag('gzip-answers') && /gzip/.test(c.req.header('accept-encoding') ?? '');
  if (!isZipped) return new Response(text, { status, headers });
  headers['Content-Encoding'] = 'gzip';
  return new Response(new Uint8Array(await zipped(text)), { status, headers });
}

async function answerOverHttp(c: Context, api: Api, sessions: Sessions, resource: Resource): Promise<Response> {
  let answer: ApiAnswer;
  try {
    checkSizes(c);
    const version = readVersion(c.req.param('version') ?? '');
    const { userId } = authenticate(c, sessions);
    if (!api.usage.spend()) throw refuseWith(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    const request = {
      method: c.req.method,
      version,
      params: c.req.param() as Record<string, string>,
      query: new URL(c.req.url).searchParams,
      body: await bodyOf(c, resource),
    };
    answer = answerCall(api, resource, request, { userId, header: (name) => c.req.header(name) });
    c.set(CHANGED_RECORDS, api.org.store.changed());
    api.org.store.commit();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer = { status: error.status, body: errorBody(error.errors) };
  }
  return respond(c, api, answer);
}

/** The REST API. Every call costs one of the organisation's daily calls, however many parts it has. */
export function restOperations(api: Api, sessions: Sessions): Operation[] {
  const operations = RESOURCES.map((resource): Operation => {
    const { kind } = resource;
    return {
      operation: resource.operation,
      kind: typeof kind === 'string' ? kind : (c) => bodyOf(c, resource).then(kind, () => 'write' as const),
      method: resource.method,
      path: `/services/data/:version/${resource.pattern}`.replace(/\/$/, ''),
      answer: (c) => answerOverHttp(c, api, sessions, resource),
    };
  });
  const versions: Operation = {
    operation: 'list-versions',
    kind: 'read',
    method: 'GET',
    path: '/services/data',
    answer: (c) => c.json(VERSIONS, 200, { 'Content-Type': JSON_TYPE, 'Cache-Control': NO_CACHE }),
  };
  return [versions, ...operations];
}
