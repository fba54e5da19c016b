import type { Context } from 'hono';
import { asCosellError } from '../core/errors.ts';
import type { Log } from '../engine/ports.ts';
import type { RecordHint } from '../engine/record-hint.ts';
import { readBody } from './body.ts';

/** What a CRM tells of its changes by itself: hints only, the records are read before anything is done. */
export interface CrmHook {
  /** Whether the caller is the CRM. */
  isKnown: (query: URLSearchParams, headers: Headers) => boolean;
  /** Which records a message is about; none where it is about nothing of ours, null where it cannot be understood. */
  read: (body: Uint8Array) => readonly RecordHint[] | null;
}

export interface CrmHintReceiver {
  /** By name of the CRM in the settings. */
  hooks: ReadonlyMap<string, CrmHook>;
  /** Resolves once the looks are durable. */
  take: (hints: readonly RecordHint[]) => Promise<void>;
  log: Log;
}

/** Dataverse strips messages above 256 KB (contract/dataverse.md §1.2); others are far smaller. */
const MAX_BODY_BYTES = 300 * 1024;

/** Answers 2xx only once the look is stored. A hint that is lost costs time and nothing else: the next listing finds the change. */
export async function receiveCrmHint(receiver: CrmHintReceiver, context: Context): Promise<Response> {
  const hook = receiver.hooks.get(context.req.param('name') ?? '');
  const { log } = receiver;
  const refuse = (status: 400 | 401 | 404 | 413, error: string, message: string): Response => {
    log.warn({ reason: error, status }, 'CRM webhook refused');
    return context.json({ error, message }, status);
  };
  if (!hook) return refuse(404, 'crm-unknown', 'No CRM of this name tells of its changes here.');
  const { searchParams } = new URL(context.req.url);
  if (!hook.isKnown(searchParams, context.req.raw.headers)) {
    return refuse(401, 'code-wrong', 'The code is not the one in the settings; `cosell crm upgrade` writes it again.');
  }
  const body = await readBody(context.req.raw, MAX_BODY_BYTES).catch(() => undefined);
  if (body === undefined) return refuse(400, 'body-incomplete', 'The body broke off.');
  if (body === null) return refuse(413, 'body-too-large', `More than ${MAX_BODY_BYTES} bytes.`);
  const hints = hook.read(body);
  if (!hints) return refuse(400, 'body-unreadable', 'The body is no message of this CRM.');
  try {
    await receiver.take(hints);
    return context.body(null, hints.length === 0 ? 204 : 202);
  } catch (thrown) {
    log.error({ err: asCosellError(thrown) }, 'CRM webhook could not be stored');
    return context.json({ error: 'not-stored' }, 503);
  }
}
