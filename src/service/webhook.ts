import type { Context } from 'hono';
import { asCosellError } from '../core/errors.ts';
import type { Notice } from '../engine/ingest.ts';
import type { Log } from '../engine/ports.ts';
import { readBody } from './body.ts';

export interface WebhookReceiver {
  /** Checks signature and form of the raw body. */
  verify: (headers: Headers, body: Uint8Array) => Promise<Verdict>;
  /** Resolves once the notice is durable. */
  ingest: (notice: Notice) => Promise<void>;
  /** Resolves once it is noted that a notice which is about no referral has come, as far as that matters to anybody. */
  note: (event: string) => Promise<void>;
  /** Passes a notice that has been taken on to others; must neither wait nor throw. */
  forward?: ((headers: Headers, body: Uint8Array) => void) | undefined;
  log: Log;
}

/** `referralId` is null for events that are not about referrals. */
export type Verdict =
  | { ok: true; event: { name: string; referralId: string | null; changedAt: string | null } }
  | { ok: false; status: 400 | 401 | 503; reason: string; message: string };

/** A notice is a few hundred bytes; anything larger is no notice. */
const MAX_BODY_BYTES = 16 * 1024;

function refuse(
  { log }: WebhookReceiver,
  context: Context,
  status: 400 | 401 | 413 | 503,
  error: string,
  message: string,
): Response {
  log.warn({ reason: error, status }, 'webhook refused');
  return context.json({ error, message }, status);
}

/**
 * Answers 2xx only once the notice is stored: Microsoft delivers ten times and then never again (contract/partner-center.md §5.3), so an
 * unstored notice must be refused loudly.
 */
export async function receiveWebhook(receiver: WebhookReceiver, context: Context): Promise<Response> {
  // The raw bytes are what is signed; they must not pass through a JSON parser first.
  const body = await readBody(context.req.raw, MAX_BODY_BYTES).catch(() => undefined);
  if (body === undefined) return refuse(receiver, context, 400, 'body-incomplete', 'The body broke off.');
  if (body === null) return refuse(receiver, context, 413, 'body-too-large', `More than ${MAX_BODY_BYTES} bytes.`);
  const verdict = await receiver.verify(context.req.raw.headers, body);
  if (!verdict.ok) return refuse(receiver, context, verdict.status, verdict.reason, verdict.message);
  const { name, referralId, changedAt } = verdict.event;
  try {
    if (referralId === null) await receiver.note(name);
    else await receiver.ingest({ event: name, referralId, changedAt, rawBody: new TextDecoder().decode(body) });
    // Only what was taken: a refused notice comes again, and would be forwarded again.
    receiver.forward?.(context.req.raw.headers, body);
    return context.body(null, referralId === null ? 204 : 202);
  } catch (thrown) {
    receiver.log.error({ err: asCosellError(thrown) }, 'webhook could not be stored');
    return context.json({ error: 'not-stored' }, 503);
  }
}
