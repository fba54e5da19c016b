import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { Operation } from '../kit/operations.ts';
import { webhooksCaller } from './callers.ts';
import type { Deliveries, Delivery, WebhookRegistration } from './deliveries.ts';
import { isMap } from './documents.ts';
import { WebhookRefusal } from './errors.ts';
import { CERTIFICATE_PATH, FOREIGN_CERTIFICATE_PATH, type Signer } from './signer.ts';
import type { Tenant } from './tenant.ts';
import type { Tokens } from './tokens.ts';
import { EVENT_NAMES, validationEvent } from './webhook-events.ts';

const BASE = '/webhooks/v1/registration';
const VALIDATIONS_PER_MINUTE = 2;
const MINUTE_MS = 60_000;

function refuseBody(description: string): WebhookRefusal {
  return new WebhookRefusal(400, '400', description);
}

/** Reads a registration in any letter case; the flag may come as text (contract/partner-center.md §5.1). */
async function readRegistration(tenant: Tenant, c: Context, subscriberId: string): Promise<WebhookRegistration> {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (!isMap(body)) throw refuseBody('The body must be a JSON object.');
  const fields = Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
  const { webhookurl: url, webhookevents: events, signaturetokentomssignatureheader: flag } = fields;
  if (typeof url !== 'string' || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw refuseBody('WebhookUrl must be an absolute URL.');
  }
  if (!Array.isArray(events)) throw refuseBody('WebhookEvents must be a list.');
  if (events.length === 0 && tenant.kit.switches.choice('registration-without-events') === 'refuse')
    throw refuseBody('WebhookEvents must name at least one event.');
  const known: readonly unknown[] = EVENT_NAMES;
  const unknown = events.filter((event) => !known.includes(event));
  if (unknown.length > 0) throw refuseBody(`Unknown WebhookEvents: ${unknown.join(', ')}.`);
  return { subscriberId, url, events: events.map(String), signatureInMsHeader: String(flag).toLowerCase() === 'true' };
}

function noRegistration(tenant: Tenant): WebhookRefusal {
  const status = tenant.kit.switches.choice('no-registration-status') === '404' ? 404 : 400;
  return new WebhookRefusal(status, String(status), 'There is no webhook registration.');
}

/** How often a subscriber asked for a test event within the last minute. */
function createValidationLimit(tenant: Tenant) {
  let askedMs: number[] = [];
  return (): number | undefined => {
    const nowMs = tenant.kit.clock.now();
    askedMs = askedMs.filter((ms) => ms > nowMs - MINUTE_MS);
    const [first] = askedMs;
    if (askedMs.length >= VALIDATIONS_PER_MINUTE && first !== undefined)
      return Math.ceil((first + MINUTE_MS - nowMs) / 1000);
    askedMs.push(nowMs);
    return undefined;
  };
}

/** Words for the status of a delivery attempt; the service spells out .NET's names. */
const RESPONSE_CODES: Record<number, string> = { 200: 'OK', 202: 'Accepted', 204: 'NoContent', 401: 'Unauthorized' };

function validationResult(tenant: Tenant, delivery: Delivery): object {
  return {
    correlationId: delivery.correlationId,
    partnerId: tenant.world.organization.mpnId,
    status: delivery.state === 'waiting' ? 'pending' : 'completed',
    callbackUrl: tenant.url,
    results: delivery.attempts.map(({ at, status, error }) => ({
      responseCode: status === undefined ? '' : (RESPONSE_CODES[status] ?? String(status)),
      responseMessage: error ?? '',
      systemError: status === undefined,
      dateTimeUtc: at.replace(/Z$/, ''),
    })),
  };
}

/** The Webhooks API (contract/partner-center.md §5.1) and the certificate that events point to. */
export function webhookOperations(tenant: Tenant, tokens: Tokens, deliveries: Deliveries, signer: Signer): Operation[] {
  const waitSeconds = createValidationLimit(tenant);

  const guarded = (act: (c: Context) => Response | Promise<Response>) => async (c: Context) => {
    const correlationId = c.req.header('ms-correlationid');
    if (correlationId !== undefined) c.header('ms-correlationid', correlationId);
    c.header('ms-requestid', c.req.header('ms-requestid') ?? randomUUID());
    await webhooksCaller(tenant, tokens, c);
    return act(c);
  };

  const register = guarded(async (c) => {
    const registration = await readRegistration(tenant, c, deliveries.registration()?.subscriberId ?? randomUUID());
    deliveries.register(registration);
    const { subscriberId, url, events } = registration;
    return c.json({ SubscriberId: subscriberId, WebhookUrl: url, WebhookEvents: events });
  });

  const read = guarded((c) => {
    const registration = deliveries.registration();
    if (!registration) throw noRegistration(tenant);
    return c.json({ WebhookUrl: registration.url, WebhookEvents: registration.events });
  });

  const validate = guarded((c) => {
    if (!deliveries.registration()?.events.includes('test-created')) {
      throw refuseBody('Register for test-created before asking for a test event.');
    }
    const wait = waitSeconds();
    if (wait !== undefined) return throttled(c, wait);
    const correlationId = c.req.header('ms-correlationid') ?? randomUUID();
    deliveries.raise(validationEvent(tenant, correlationId), correlationId);
    return c.json({ correlationId });
  });

  const validation = guarded((c) => {
    const delivery = deliveries.find(c.req.param('correlationId') ?? '');
    if (delivery?.event !== 'test-created') throw new WebhookRefusal(404, '404', 'There is no such validation event.');
    return c.json(validationResult(tenant, delivery));
  });

  const certificate = (foreign: boolean) => async (c: Context) => {
    const chain = await (foreign ? signer.foreignChain() : signer.chain());
    const pem = tenant.kit.switches.choice('certificate-form') === 'pem';
    return c.body(pem ? chain.leafPem : chain.leafDer, 200, { 'content-type': 'application/octet-stream' });
  };

  return [
    {
      operation: 'list-webhook-events',
      kind: 'read',
      method: 'GET',
      path: `${BASE}/events`,
      answer: guarded((c) => c.json(EVENT_NAMES)),
    },
    { operation: 'get-webhook-registration', kind: 'read', method: 'GET', path: BASE, answer: read },
    { operation: 'create-webhook-registration', kind: 'write', method: 'POST', path: BASE, answer: register },
    { operation: 'replace-webhook-registration', kind: 'write', method: 'PUT', path: BASE, answer: register },
    {
      operation: 'create-validation-event',
      kind: 'write',
      method: 'POST',
      path: `${BASE}/validationEvents`,
      answer: validate,
    },
    {
      operation: 'get-validation-event',
      kind: 'read',
      method: 'GET',
      path: `${BASE}/validationEvents/:correlationId`,
      answer: validation,
    },
    { operation: 'get-certificate', kind: 'read', method: 'GET', path: CERTIFICATE_PATH, answer: certificate(false) },
    {
      operation: 'get-certificate',
      kind: 'read',
      method: 'GET',
      path: FOREIGN_CERTIFICATE_PATH,
      answer: certificate(true),
    },
  ];
}

/** The gateway in front of both hosts throttles in its own shape (contract/partner-center.md §4.7). */
export function throttled(c: Context, seconds: number | undefined): Response {
  if (seconds !== undefined) c.header('retry-after', String(seconds));
  const again = seconds === undefined ? 'later' : `in ${seconds} seconds`;
  return c.json({ statusCode: 429, message: `Rate limit is exceeded. Try again ${again}.` }, 429);
}
