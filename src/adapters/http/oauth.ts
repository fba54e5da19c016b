import {
  allowInsecureRequests,
  type Client,
  type ClientAuth,
  customFetch,
  genericTokenEndpointRequest,
  processGenericTokenEndpointResponse,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { CosellError } from '../../core/errors.ts';
import { connectionFailure } from './failure.ts';
import { excerpt } from './redact.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Fetch, TransportClock } from './surroundings.ts';
import { isLoopback, trustedUrl } from './url.ts';

export interface TokenRequest {
  /** Full address of the token endpoint, from the settings. */
  tokenEndpoint: string;
  clientId: string;
  /** From oauth4webapi: `ClientSecretPost(secret)`, `PrivateKeyJwt(key)`, `None()`. */
  clientAuth: ClientAuth;
  grantType: string;
  /** Further form fields: `resource`, `scope`, `refresh_token`, `assertion`. */
  parameters?: Readonly<Record<string, string>>;
  /** Names the connection in errors: "Partner Center". */
  connection: string;
  /** What a person does when the authority refuses the grant. */
  signInRemedy: string;
  allowInsecure?: boolean;
  fetch?: Fetch;
  timeoutMs?: number;
  clock: Pick<TransportClock, 'nowMs'>;
}

/** Codes of RFC 6749 §5.2 that the person who signed in mends; every other code is a matter of the settings. */
const SIGN_IN_AGAIN = new Set(['invalid_grant', 'interaction_required', 'consent_required', 'login_required']);

/**
 * One request to a token endpoint. Throws `reauthenticate` when the grant is no longer good, `misconfigured` when the client is refused,
 * `throttled` or `retry` when the authority is busy or out of reach, `misconfigured` also when something else answers in its place.
 */
export async function requestToken(request: TokenRequest): Promise<TokenEndpointResponse> {
  const url = trustedUrl(request.tokenEndpoint, request.allowInsecure ?? false, `${request.connection} token endpoint`);
  const authority = { issuer: url.origin, token_endpoint: url.href };
  const client: Client = { client_id: request.clientId };
  const response = await answered(request, () =>
    genericTokenEndpointRequest(
      authority,
      client,
      request.clientAuth,
      request.grantType,
      { ...request.parameters },
      {
        [allowInsecureRequests]: request.allowInsecure === true || isLoopback(url),
        ...(request.fetch ? { [customFetch]: request.fetch } : {}),
        signal: AbortSignal.timeout(request.timeoutMs ?? 30_000),
      },
    ),
  );
  const text = await answered(request, () => response.text());
  const body = parse(text);
  if (!response.ok || typeof body['access_token'] !== 'string') throw refusal(request, response, body, text);
  // The ID token is not used, and v1 endpoints issue it under another issuer: leaving it in would make the library reject the answer.
  const { id_token: _unused, ...kept } = body;
  try {
    return await processGenericTokenEndpointResponse(authority, client, Response.json(kept));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw noToken(request, response.status, reason, cause);
  }
}

async function answered<T>(request: TokenRequest, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw connectionFailure(cause, { place: `${request.connection} token endpoint`, writing: false });
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}

function refusal(request: TokenRequest, response: Response, body: Record<string, unknown>, text: string): CosellError {
  const code = typeof body['error'] === 'string' ? body['error'] : undefined;
  const words = excerpt(typeof body['error_description'] === 'string' ? body['error_description'] : (code ?? text));
  const facts = {
    place: `${request.connection} token endpoint`,
    vendor: { status: response.status, code, requestId: response.headers.get('x-ms-request-id') ?? undefined },
  };
  const waitMs = retryAfterMs(response.headers.get('retry-after'), request.clock.nowMs());
  if (response.status === 429 || (response.status === 503 && waitMs !== undefined)) {
    return new CosellError({
      ...facts,
      code: 'sign-in-throttled',
      recovery: 'throttled',
      message: `The sign-in service of ${request.connection} asks to wait.`,
      remedy: 'Nothing to do; the connection pauses and goes on by itself.',
      retryAfterMs: waitMs,
    });
  }
  if (response.status >= 500) {
    return new CosellError({
      ...facts,
      code: 'sign-in-unavailable',
      recovery: 'retry',
      message: `The sign-in service of ${request.connection} answered ${response.status}.`,
      remedy: 'Nothing to do; it is tried again.',
    });
  }
  if (code === undefined) return noToken(request, response.status, words);
  const person = SIGN_IN_AGAIN.has(code);
  return new CosellError({
    ...facts,
    code: person ? 'signed-out' : 'client-refused',
    recovery: person ? 'reauthenticate' : 'misconfigured',
    message: `${request.connection} does not issue a token (${code}): ${words}`,
    remedy: person
      ? request.signInRemedy
      : 'Check client id, secret or certificate, tenant, scope and consent of the application in the settings.',
  });
}

/** What is said must not repeat the answer: it may hold a secret. */
function noToken(request: TokenRequest, status: number, words: string, cause?: unknown): CosellError {
  return new CosellError({
    code: 'sign-in-answer',
    recovery: 'misconfigured',
    message: `The answer of the sign-in service of ${request.connection} (${status}) is not a token: ${words || 'empty'}`,
    remedy: 'Check the token endpoint in the settings, and that no proxy answers in its place.',
    place: `${request.connection} token endpoint`,
    vendor: { status },
    cause,
  });
}
