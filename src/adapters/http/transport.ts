import { randomUUID } from 'node:crypto';
import { CosellError } from '../../core/errors.ts';
import { type AnsweredFailure, connectionFailure, plainFailure } from './failure.ts';
import { createLimit } from './limit.ts';
import { excerpt } from './redact.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Fetch, TransportClock, TransportLog } from './surroundings.ts';
import type { TokenProvider } from './tokens.ts';
import { requestUrl, trustedUrl } from './url.ts';

export interface TransportRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the base URL, beginning with `/`; or an absolute address with the base's origin. */
  path: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent means no body. */
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  content?: { type: string; bytes: Uint8Array<ArrayBuffer> };
  /** What is answered, also with an expected status. Default: JSON. */
  answers?: 'json' | 'text';
  /** What the call is for, in one word: `list`, `read`, `create`. Appears in metrics and errors. */
  kind: string;
  /** Whether sending twice does no harm. Default: GET only. */
  repeatable?: boolean;
  /** Statuses other than 2xx that the caller wants as an answer instead of an error. */
  expect?: readonly number[];
  signal?: AbortSignal | undefined;
}

export interface TransportAnswer {
  status: number;
  headers: Headers;
  /** Parsed JSON, null when the body is empty; or the text as it came, where that was asked for. */
  body: unknown;
  /** The `client-request-id` that was sent. */
  requestId: string;
}

export interface Transport {
  /** Sends one request through the whole pipeline. Throws `CosellError`. */
  send(request: TransportRequest): Promise<TransportAnswer>;
}

/** One HTTP exchange, also a failed one; counts every attempt. */
export interface Call {
  kind: string;
  method: string;
  /** Null when no answer came. */
  status: number | null;
  durationMs: number;
  requestId: string;
  headers: Headers | null;
}

export interface TransportOptions {
  /** Names the connection in errors and logs: `Partner Center`, `Salesforce`. */
  connection: string;
  /** Fixed, or found out at sign-in (Salesforce tells its instance URL with the token). */
  baseUrl: string | (() => Promise<string>);
  tokens: TokenProvider;
  fetch?: Fetch;
  /** For one attempt, from sending to the last byte. Default 60 s. */
  timeoutMs?: number;
  /** Default 2: no vendor publishes more for these APIs. */
  maxConcurrent?: number;
  /** Further attempts of repeatable requests after a failed connection or 5xx. Default 2. */
  retries?: number;
  /** Waiting time before the first of them; doubles, with jitter. Default 300 ms. */
  retryDelayMs?: number;
  userAgent: string;
  /** Clear-text http to other machines, for development only. */
  allowInsecure?: boolean;
  clock: TransportClock;
  /** Uniform in [0, 1). */
  random?: () => number;
  log: TransportLog;
  /** The vendor's reading of an error answer; null leaves it to the HTTP status. */
  classify?: (failure: AnsweredFailure) => CosellError | null;
  /** Whether a 401 says that the token is no longer good; some vendors answer 401 for other reasons. Default: always. */
  isSignInLost?: (answer: { text: string }) => boolean;
  onCall?: (call: Call) => void;
}

interface Exchange {
  status: number;
  headers: Headers;
  text: string;
  requestId: string;
}

/** Creates the one pipeline: limit → bearer token → time-out → safe repetition → one token refresh → reading → classification. */
export function createTransport(options: TransportOptions): Transport {
  const { clock, tokens, random = Math.random, retries = 2, retryDelayMs = 300, isSignInLost = () => true } = options;
  const limit = createLimit(options.maxConcurrent ?? 2);
  const doFetch: Fetch = options.fetch ?? fetch;

  async function address(request: TransportRequest): Promise<URL> {
    const base = typeof options.baseUrl === 'string' ? options.baseUrl : await options.baseUrl();
    const trusted = trustedUrl(base, options.allowInsecure ?? false, `${options.connection} base address`);
    return requestUrl(trusted, request.path, request.query);
  }

  async function exchange(url: URL, request: TransportRequest, token: string): Promise<Exchange> {
    const requestId = randomUUID();
    const startedMs = clock.nowMs();
    const ended = new AbortController();
    const timer = new AbortController();
    void clock.sleep(options.timeoutMs ?? 60_000, ended.signal).then(() => {
      // The sleep ends with the answer too; an exception for every call would cost a stack trace.
      if (!ended.signal.aborted) timer.abort(new DOMException('No answer in time', 'TimeoutError'));
    });
    let response: Response | null = null;
    try {
      response = await doFetch(url.href, {
        method: request.method,
        headers: {
          accept: 'application/json',
          'user-agent': options.userAgent,
          'client-request-id': requestId,
          ...contentType(request),
          ...request.headers,
          authorization: `Bearer ${token}`,
        },
        ...contentOf(request),
        redirect: 'manual',
        signal: request.signal ? AbortSignal.any([request.signal, timer.signal]) : timer.signal,
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, requestId };
    } catch (thrown) {
      throw connectionFailure(thrown, {
        place: place(request),
        writing: !isRepeatable(request),
        cancelled: request.signal?.aborted ?? false,
      });
    } finally {
      ended.abort('answered');
      options.onCall?.({
        kind: request.kind,
        method: request.method,
        status: response?.status ?? null,
        durationMs: clock.nowMs() - startedMs,
        requestId,
        headers: response?.headers ?? null,
      });
    }
  }

  /** Repeats a repeatable request while the connection fails or the service stumbles. */
  async function persist(url: URL, request: TransportRequest, token: string): Promise<Exchange> {
    const pauses = isRepeatable(request) ? retries : 0;
    for (let pause = 0; pause < pauses; pause += 1) {
      const outcome = await exchange(url, request, token).catch((thrown: CosellError) => thrown);
      if (!isPassing(outcome, request)) return settled(outcome);
      await clock.sleep(retryDelayMs * 2 ** pause * (0.5 + random()), request.signal);
    }
    return exchange(url, request, token);
  }

  async function authorised(url: URL, request: TransportRequest): Promise<Exchange> {
    const token = await tokens.get();
    const answer = await persist(url, request, token);
    // A 401 was not carried out, so any method may be sent again; once only, because a second 401 is not about age.
    if (answer.status !== 401 || request.expect?.includes(401) || !isSignInLost(answer)) return answer;
    return persist(url, request, await tokens.refresh(token));
  }

  function place(request: TransportRequest): string {
    return `${options.connection} ${request.kind}`;
  }

  function failed(answer: Exchange, request: TransportRequest, body: unknown): CosellError {
    const failure: AnsweredFailure = {
      ...answer,
      body,
      place: place(request),
      retryAfterMs: retryAfterMs(answer.headers.get('retry-after'), clock.nowMs()),
      outcomeUnknown: answer.status >= 500 && answer.status !== 501 && !isRepeatable(request),
    };
    const error = options.classify?.(failure) ?? plainFailure(failure, body === null ? pageTitle(answer.text) : '');
    options.log.warn(
      {
        connection: options.connection,
        kind: request.kind,
        status: answer.status,
        code: error.code,
        requestId: answer.requestId,
        vendor: error.vendor,
      },
      'call failed',
    );
    return error;
  }

  function understood(answer: Exchange, request: TransportRequest): TransportAnswer {
    const { text, ...rest } = answer;
    const isExpected = request.expect?.includes(answer.status) ?? false;
    if (answer.status >= 300 && answer.status < 400 && !isExpected) throw redirected(answer, place(request));
    const body = bodyOf(answer, request);
    if (isSuccess(answer.status) || isExpected) {
      if (body !== UNREADABLE) return { ...rest, body };
      if (isSuccess(answer.status)) throw unreadable(answer, request, place(request));
    }
    throw failed(answer, request, body === UNREADABLE ? null : body);
  }

  return {
    async send(request) {
      const url = await address(request);
      try {
        return understood(await limit(() => authorised(url, request), request.signal), request);
      } catch (thrown) {
        if (thrown instanceof CosellError || !request.signal?.aborted) throw thrown;
        // Aborted while it waited for its turn: nothing was sent.
        throw connectionFailure(thrown, { place: place(request), writing: false, cancelled: true });
      }
    },
  };
}

function contentType({ body, content }: TransportRequest): Record<string, string> {
  if (content) return { 'content-type': content.type };
  return body === undefined ? {} : { 'content-type': 'application/json' };
}

function contentOf({ body, content }: TransportRequest): { body?: string | Uint8Array<ArrayBuffer> } {
  if (content) return { body: content.bytes };
  return body === undefined ? {} : { body: JSON.stringify(body) };
}

const UNREADABLE = Symbol('unreadable');

function bodyOf(answer: Exchange, request: TransportRequest): unknown {
  if (request.answers !== 'text') return parse(answer.text);
  return isPage(answer, request) ? UNREADABLE : answer.text;
}

function parse(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return UNREADABLE;
  }
}

function isRepeatable(request: TransportRequest): boolean {
  return request.repeatable ?? request.method === 'GET';
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** A failure that may be gone in a moment. With Retry-After it is a request to wait, which the engine must know. */
function isPassing(outcome: Exchange | CosellError, request: TransportRequest): boolean {
  if (outcome instanceof Error) return outcome.recovery === 'retry' && !request.signal?.aborted;
  if (isSuccess(outcome.status)) return isPage(outcome, request);
  return [500, 502, 503, 504].includes(outcome.status) && !outcome.headers.has('retry-after');
}

function settled(outcome: Exchange | CosellError): Exchange {
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

/** Neither API ever answers markup in place of JSON: a proxy, a sign-in page or a captive portal does. Other text may be markup, but no page. */
function isPage({ text, headers }: Exchange, { answers }: TransportRequest): boolean {
  if (answers === 'text') return /^text\/html/i.test(headers.get('content-type') ?? '');
  return /^\s*</.test(text);
}

/** What a person would see of an HTML error page. */
function pageTitle(text: string): string {
  return excerpt(/<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? text.replace(/<[^>]*>/g, ' '), 120);
}

/** A page says nothing of one record, so the whole connection rests; a broken answer may be that record's own. */
function unreadable(answer: Exchange, request: TransportRequest, where: string): CosellError {
  const facts = {
    place: where,
    outcomeUnknown: !isRepeatable(request),
    vendor: { status: answer.status, requestId: answer.requestId },
  };
  if (isPage(answer, request)) {
    return new CosellError({
      ...facts,
      code: 'foreign-answer',
      recovery: 'misconfigured',
      message: `A web page was answered (${answer.status}) in place of the service: ${pageTitle(answer.text)}`,
      remedy: 'Check the base address in the settings, and that no proxy or sign-in page answers in its place.',
    });
  }
  return new CosellError({
    ...facts,
    code: 'answer-not-json',
    recovery: 'bad-input',
    message: `The answer (${answer.status}) is not JSON: ${excerpt(answer.text, 120)}`,
    remedy: 'It is tried again; if it stays so, look for a proxy that cuts answers off, or report it to the vendor.',
  });
}

function redirected(answer: Exchange, where: string): CosellError {
  return new CosellError({
    code: 'redirected',
    recovery: 'misconfigured',
    message: `The service answered with a redirect (${answer.status}), which is not followed because it would carry the token away.`,
    remedy: 'Put the final address into the settings.',
    place: where,
    vendor: { status: answer.status, requestId: answer.requestId },
  });
}
