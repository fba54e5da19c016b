import { CosellError } from '../../core/errors.ts';

/** The connection never stood, so the service has not seen the request. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const CERTIFICATE = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** The reason below fetch's "fetch failed", for example ECONNRESET. */
function systemCode(thrown: unknown): string | undefined {
  for (let at = thrown, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return undefined;
}

export interface ConnectionFailureFacts {
  place: string;
  /** Whether the request may have changed something. */
  writing: boolean;
  /** Set when the caller's own signal ended the call. */
  cancelled?: boolean;
}

/** A request without an answer. After a write the outcome is unknown unless the connection never stood. */
export function connectionFailure(
  thrown: unknown,
  { place, writing, cancelled = false }: ConnectionFailureFacts,
): CosellError {
  if (thrown instanceof CosellError) return thrown;
  const reason = systemCode(thrown);
  const outcomeUnknown = writing && !(reason !== undefined && (NOT_SENT.has(reason) || CERTIFICATE.test(reason)));
  const facts = { place, outcomeUnknown, cause: thrown, vendor: reason ? { code: reason } : undefined };
  if (cancelled) {
    return new CosellError({
      ...facts,
      code: 'cancelled',
      recovery: 'retry',
      message: 'The call was cancelled before the answer came.',
      remedy: 'Nothing to do; it is tried again.',
    });
  }
  if (reason !== undefined && CERTIFICATE.test(reason)) {
    return new CosellError({
      ...facts,
      code: 'certificate-refused',
      recovery: 'misconfigured',
      message: `The server's certificate is not trusted (${reason}).`,
      remedy: 'Check the address in the settings; behind a proxy, give Node the proxy’s root with NODE_EXTRA_CA_CERTS.',
    });
  }
  const timedOut = thrown instanceof Error && thrown.name === 'TimeoutError';
  return new CosellError({
    ...facts,
    code: timedOut ? 'timed-out' : 'connection-failed',
    recovery: 'retry',
    message: timedOut ? 'No answer in time.' : `The connection failed (${reason ?? 'no reason given'}).`,
    remedy: 'Nothing to do if it passes; otherwise check network, proxy and the address in the settings.',
  });
}

/** An answer that is not a success, as vendor code sees it. */
export interface AnsweredFailure {
  status: number;
  headers: Headers;
  /** Parsed JSON, or null when the body is empty or no JSON. */
  body: unknown;
  /** The body as it came. */
  text: string;
  /** `client-request-id` of the request. */
  requestId: string;
  place: string;
  /** From Retry-After. */
  retryAfterMs: number | undefined;
  /** The request may have changed something although it was answered with an error. */
  outcomeUnknown: boolean;
}

const MEANINGS: Readonly<
  Record<number, readonly [code: string, recovery: CosellError['recovery'], message: string, remedy: string]>
> = {
  401: [
    'signed-out',
    'reauthenticate',
    'The service does not accept the sign-in.',
    'Sign in to this connection again.',
  ],
  403: [
    'not-permitted',
    'misconfigured',
    'The signed-in user or application may not do this.',
    'Grant the permissions that the connection’s page lists.',
  ],
  404: [
    'not-found',
    'not-found',
    'There is no such record, or it is not visible to us.',
    'Check the record and the visibility of the connection’s user.',
  ],
  405: [
    'not-supported',
    'misconfigured',
    'The service does not know this call.',
    'Check the base address and API version in the settings.',
  ],
  408: ['timed-out', 'retry', 'The service gave up waiting.', 'Nothing to do; it is tried again.'],
  409: ['conflict', 'conflict', 'The record was changed meanwhile.', 'Nothing to do; it is read and tried again.'],
  412: ['conflict', 'conflict', 'The record was changed meanwhile.', 'Nothing to do; it is read and tried again.'],
  429: [
    'throttled',
    'throttled',
    'The service asks to wait.',
    'Nothing to do; the connection pauses and goes on by itself.',
  ],
};

/** What an HTTP status means when the vendor's own classification has nothing to say. `words` and `vendorCode` are the vendor's. */
export function plainFailure(failure: AnsweredFailure, words: string, vendorCode?: string): CosellError {
  const { status, retryAfterMs, outcomeUnknown, place } = failure;
  const facts = {
    place,
    retryAfterMs,
    outcomeUnknown,
    vendor: { status, code: vendorCode, requestId: failure.requestId },
  };
  const said = words ? ` ${words}` : '';
  if (status === 503 && retryAfterMs !== undefined) {
    return new CosellError({
      ...facts,
      code: 'throttled',
      recovery: 'throttled',
      message: `The service is busy and asks to wait.${said}`,
      remedy: 'Nothing to do; the connection pauses and goes on by itself.',
    });
  }
  if (status >= 500) {
    return new CosellError({
      ...facts,
      code: 'service-failed',
      recovery: 'retry',
      message: `The service failed (${status}).${said}`,
      remedy: 'Nothing to do if it passes; otherwise look at the vendor’s service health.',
    });
  }
  const [code, recovery, message, remedy] = MEANINGS[status] ?? [
    'refused',
    'refused',
    `The service refused the request (${status}).`,
    'Mend what the message names and save the record again.',
  ];
  return new CosellError({ ...facts, code, recovery, message: `${message}${said}`, remedy });
}
