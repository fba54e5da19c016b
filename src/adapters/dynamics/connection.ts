import type { Fetch, TransportClock, TransportLog } from '../http/surroundings.ts';
import type { TokenProvider } from '../http/tokens.ts';
import { type Call, createTransport, type Transport } from '../http/transport.ts';
import { classifyFailure } from './errors.ts';
import type { DynamicsSettings } from './settings.ts';
import { createSignIn } from './tokens.ts';

export interface ConnectionOptions {
  settings: Pick<
    DynamicsSettings,
    'url' | 'apiVersion' | 'authority' | 'tenant' | 'auth' | 'allowInsecure' | 'timeoutMs'
  >;
  clock: TransportClock;
  log: TransportLog;
  fetch?: Fetch;
  random?: () => number;
  /** Told of every exchange, for metrics. */
  onCall?: (call: Call) => void;
  maxConcurrent?: number;
  /** Another person's access in place of the configured sign-in, for what only administrators may do. */
  tokens?: TokenProvider;
}

/** The signed-in way to one environment. */
export interface DynamicsConnection {
  transport: Transport;
  /** Path of the API version, `/api/data/v9.2`. */
  root: string;
  /** The same with the environment's address, for references in bodies of a batch. */
  rootUrl: string;
}

/** Headers of every request (contract §2.1); the odd one keeps caches on the way from answering. */
const HEADERS = { 'odata-version': '4.0', 'odata-maxversion': '4.0', 'if-none-match': 'null' };

/** Microsoft advises few parallel calls, each small (contract §1). */
const MAX_CONCURRENT = 6;

/** Calls nobody yet. Failed calls throw `CosellError` with the vendor's errors read. */
export function openConnection(options: ConnectionOptions): DynamicsConnection {
  const { settings, clock, log } = options;
  const tokens =
    options.tokens ?? createSignIn(settings, { clock, ...(options.fetch ? { fetch: options.fetch } : {}) });
  const transport = createTransport({
    connection: 'Dynamics 365',
    baseUrl: settings.url,
    allowInsecure: settings.allowInsecure,
    tokens,
    userAgent: 'cosell',
    timeoutMs: settings.timeoutMs,
    maxConcurrent: options.maxConcurrent ?? MAX_CONCURRENT,
    clock,
    log,
    classify: classifyFailure,
    ...(options.onCall ? { onCall: options.onCall } : {}),
    ...(options.fetch ? { fetch: options.fetch } : {}),
    ...(options.random ? { random: options.random } : {}),
  });
  const root = `/api/data/${settings.apiVersion}`;
  return {
    transport: { send: (request) => transport.send({ ...request, headers: { ...HEADERS, ...request.headers } }) },
    root,
    rootUrl: `${settings.url.replace(/\/+$/, '')}${root}`,
  };
}
