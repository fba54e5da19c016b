import type { Fetch, TransportClock, TransportLog } from '../http/surroundings.ts';
import type { TokenProvider } from '../http/tokens.ts';
import { type Call, createTransport, type Transport } from '../http/transport.ts';
import { type ApiUsage, usageOf } from './answers.ts';
import { classifyFailure, isSignInLost } from './errors.ts';
import type { SalesforceSettings } from './settings.ts';
import { createSignIn, type SalesforceIdentity } from './tokens.ts';

export interface ConnectionOptions {
  settings: Pick<
    SalesforceSettings,
    'instanceUrl' | 'loginUrl' | 'auth' | 'allowInsecure' | 'apiVersion' | 'timeoutMs'
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

/** The signed-in way to one org, on which the clients of its APIs are built. */
export interface SalesforceConnection {
  transport: Transport;
  /** Path of the API version, `/services/data/v66.0`. */
  root: string;
  /** With the `v`. */
  apiVersion: string;
  /** For calls that carry the session in their body. */
  tokens: TokenProvider;
  identity(): SalesforceIdentity | null;
  /** Calls of the last 24 hours against the org's allowance, as of the last answer. */
  usage(): ApiUsage | null;
}

/** Calls nobody yet. Failed calls throw `CosellError` with the vendor's errors read. */
export function openConnection(options: ConnectionOptions): SalesforceConnection {
  const { settings, clock, log } = options;
  const signIn = createSignIn(settings, { clock, ...(options.fetch ? { fetch: options.fetch } : {}) });
  const tokens = options.tokens ?? signIn.tokens;
  let usage: ApiUsage | null = null;
  const transport = createTransport({
    connection: 'Salesforce',
    baseUrl: settings.instanceUrl,
    allowInsecure: settings.allowInsecure,
    tokens,
    userAgent: 'cosell',
    timeoutMs: settings.timeoutMs,
    maxConcurrent: options.maxConcurrent ?? 6,
    clock,
    log,
    classify: classifyFailure,
    isSignInLost: ({ text }) => isSignInLost(text),
    onCall: (call) => {
      usage = usageOf(call.headers) ?? usage;
      options.onCall?.(call);
    },
    ...(options.fetch ? { fetch: options.fetch } : {}),
    ...(options.random ? { random: options.random } : {}),
  });
  return {
    transport,
    root: `/services/data/${settings.apiVersion}`,
    apiVersion: settings.apiVersion,
    tokens,
    identity: signIn.identity,
    usage: () => usage,
  };
}
