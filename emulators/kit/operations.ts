import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Hono } from 'hono';
import type { CallKind } from './calls.ts';
import type { ArmedFault } from './faults.ts';
import type { EmulatorKit } from './kit.ts';
import { redactHeaders, shortBody, type Trace } from './traces.ts';
import { UnsupportedError, unsupported, unsupportedBody } from './unsupported.ts';

/** One call of the emulated API. */
export interface Operation {
  /**
   * Kebab-case name, used by call counts and fault rules, e.g. `patch-referral`; a function where only the request
   * tells.
   */
  operation: string | ((c: Context) => string);
  /** A function where only the request tells, e.g. a batch that reads or writes. */
  kind: CallKind | ((c: Context) => CallKind | Promise<CallKind>);
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Hono path pattern, e.g. `/v1.0/engagements/referrals/:id`. */
  path: string;
  answer(c: Context): Response | Promise<Response>;
}

/** How the emulated system words its failures; each has the vendor's own body shape. */
export interface FailureWords {
  throttle(c: Context, fault: ArmedFault): Response;
  serverError(c: Context, fault: ArmedFault): Response;
  /** Turns an error thrown by an operation into the vendor's answer; undefined means it is a bug of the emulator. */
  refusal(c: Context, error: unknown): Response | undefined;
}

/** Under this name an operation leaves the ids of the records that it changed, for the trace. */
export const CHANGED_RECORDS = 'changedRecords';

const GATEWAY_PAGE =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

interface NodeBindings {
  incoming?: { socket: { destroy(): void } };
}

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Leaves the connection open without an answer until the caller or the server closes it. */
function neverAnswer(): Response {
  return RESPONSE_ALREADY_SENT;
}

function dropConnection(c: Context): Response {
  (c.env as NodeBindings).incoming?.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

async function answerOrRefuse(
  c: Context,
  operation: Operation,
  words: FailureWords,
  trace: Partial<Trace>,
): Promise<Response> {
  try {
    return await operation.answer(c);
  } catch (error) {
    if (error instanceof UnsupportedError) {
      trace.unsupported = error.gap;
      return c.json(unsupportedBody(error), 501);
    }
    const refusal = words.refusal(c, error);
    if (refusal) return refusal;
    throw error;
  }
}

async function suffer(
  c: Context,
  fault: ArmedFault,
  words: FailureWords,
  act: () => Promise<Response>,
): Promise<Response> {
  switch (fault.kind) {
    case 'throttle':
      return words.throttle(c, fault);
    case 'server-error':
      return words.serverError(c, fault);
    case 'html':
      return new Response(GATEWAY_PAGE, { status: fault.status ?? 502, headers: { 'content-type': 'text/html' } });
    case 'reset':
      return dropConnection(c);
    case 'timeout-before':
      return neverAnswer();
    case 'timeout-after':
      await act();
      return neverAnswer();
    case 'slow':
      await delay(fault.delayMs ?? 1000);
      return act();
  }
}

async function bodies(c: Context, kind: CallKind, response: Response): Promise<Partial<Trace>> {
  const kept: Partial<Trace> = {};
  // Token requests carry secrets, and reads carry no body.
  if (kind === 'write') kept.requestBody = shortBody(await c.req.text().catch(() => ''));
  if (response.status >= 400 && response !== RESPONSE_ALREADY_SENT) {
    kept.responseBody = shortBody(await response.clone().text());
  }
  return kept;
}

function changedBy(c: Context): Partial<Trace> {
  const changed = c.get(CHANGED_RECORDS) as readonly string[] | undefined;
  return changed && changed.length > 0 ? { changed } : {};
}

/**
 * Mounts the operations on the app: each call is counted, may suffer a fault, is traced, and its errors get the
 * vendor's words. Everything that matches no operation is answered with 501 and traced.
 */
export function mountOperations(
  app: Hono,
  kit: EmulatorKit,
  operations: readonly Operation[],
  words: FailureWords,
): void {
  const pathOf = (c: Context) => c.req.url.slice(c.req.url.indexOf('/', c.req.url.indexOf('//') + 2));

  for (const operation of operations) {
    app.on(operation.method, operation.path, async (c) => {
      const startedMs = performance.now();
      const at = kit.clock.date().toISOString();
      const path = pathOf(c);
      const kind = typeof operation.kind === 'string' ? operation.kind : await operation.kind(c);
      const name = typeof operation.operation === 'string' ? operation.operation : operation.operation(c);
      kit.calls.count(kind, name);
      const trace: Partial<Trace> = {};
      const act = () => answerOrRefuse(c, operation, words, trace);
      const fault = kit.faults.take({ method: c.req.method, path, operation: name });
      if (fault) trace.fault = fault.kind;
      const response = fault ? await suffer(c, fault, words, act) : await act();
      kit.traces.add({
        at,
        method: c.req.method,
        path,
        operation: name,
        ...(response === RESPONSE_ALREADY_SENT ? {} : { status: response.status }),
        ms: Math.round((performance.now() - startedMs) * 1000) / 1000,
        headers: redactHeaders(c.req.raw.headers),
        ...(await bodies(c, kind, response)),
        ...changedBy(c),
        ...trace,
      });
      return response;
    });
  }

  app.notFound((c) => {
    const error = unsupported(`${c.req.method} ${c.req.path}`);
    kit.traces.add({
      at: kit.clock.date().toISOString(),
      method: c.req.method,
      path: pathOf(c),
      status: 501,
      ms: 0,
      headers: redactHeaders(c.req.raw.headers),
      unsupported: error.gap,
    });
    return c.json(unsupportedBody(error), 501);
  });
}
