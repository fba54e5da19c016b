import { CosellError } from '../../core/errors.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import type { Fetch } from '../http/surroundings.ts';
import type { TokenProvider } from '../http/tokens.ts';
import { type Call, createTransport } from '../http/transport.ts';
import { classifyFailure } from './errors.ts';
import {
  isGuid,
  parseEventNames,
  parseRegistration,
  parseTestDelivery,
  type Registration,
  type TestDelivery,
} from './schema.ts';

/** Events that concern referrals; other products of the tenant register their own under the same registration. */
export const REFERRAL_EVENTS: readonly string[] = [
  'referral-created',
  'referral-updated',
  'related-referral-created',
  'related-referral-updated',
];

/** Sent by `sendTestEvent`, if registered for. */
export const TEST_EVENT = 'test-created';

interface RegistrationRequest {
  /** Where notices are sent; public https. */
  url: string;
  events: readonly string[];
  /** Puts the signature into `x-ms-signature`, for proxies that eat `Authorization`. */
  signatureInOwnHeader: boolean;
}

/**
 * The webhook registration of the tenant. There is exactly one, with one URL: registering takes the notices away from whoever had it, also
 * those about subscriptions (contract/partner-center.md §5.1). So look with `get` first, and merge the events.
 */
export interface RegistrationClient {
  /** Null when nothing is registered. */
  get(signal?: AbortSignal): Promise<Registration | null>;
  /** The first registration. */
  create(request: RegistrationRequest, signal?: AbortSignal): Promise<Registration>;
  /** Replaces the registration. */
  replace(request: RegistrationRequest, signal?: AbortSignal): Promise<Registration>;
  /** Names of the events that this tenant can register for. */
  events(signal?: AbortSignal): Promise<readonly string[]>;
  /** Has a test event sent to the registered URL; answers its correlation id. At most twice a minute. */
  sendTestEvent(signal?: AbortSignal): Promise<string>;
  /** What became of a test event; null when it is not known (any more). */
  testEvent(correlationId: string, signal?: AbortSignal): Promise<TestDelivery | null>;
}

export interface RegistrationOptions {
  /** Address of the registration, on the Partner Center host. */
  webhooksUrl: string;
  /** For the webhooks audience. */
  tokens: TokenProvider;
  userAgent: string;
  clock: Clock;
  log: Log;
  fetch?: Fetch;
  timeoutMs?: number;
  allowInsecure?: boolean;
  onCall?: (call: Call) => void;
}

export function createRegistrationClient({ webhooksUrl, ...shared }: RegistrationOptions): RegistrationClient {
  const connection = 'Partner Center webhooks';
  const transport = createTransport({ ...shared, connection, baseUrl: webhooksUrl, classify: classifyFailure });

  async function write(
    method: 'POST' | 'PUT',
    request: RegistrationRequest,
    signal?: AbortSignal,
  ): Promise<Registration> {
    const body = {
      WebhookUrl: request.url,
      WebhookEvents: request.events,
      SignatureTokenToMsSignatureHeader: request.signatureInOwnHeader,
    };
    // Registering twice ends in the same registration.
    const answer = await transport.send({ method, path: '', body, kind: 'register', repeatable: true, signal });
    return parseRegistration(answer.body, 'webhook registration');
  }

  return {
    async get(signal) {
      // The status for "none" is not documented; clients in production take any failure for it.
      const expect = [400, 404];
      const answer = await transport.send({ method: 'GET', path: '', kind: 'registration', expect, signal });
      return expect.includes(answer.status) || answer.body === null
        ? null
        : parseRegistration(answer.body, 'webhook registration');
    },
    create: (request, signal) => write('POST', request, signal),
    replace: (request, signal) => write('PUT', request, signal),
    async events(signal) {
      const answer = await transport.send({ method: 'GET', path: '/events', kind: 'registration', signal });
      return parseEventNames(answer.body, 'webhook events');
    },
    async sendTestEvent(signal) {
      const answer = await transport.send({ method: 'POST', path: '/validationEvents', kind: 'test-event', signal });
      return parseTestDelivery(answer.body, 'validation event').correlationId;
    },
    async testEvent(correlationId, signal) {
      if (!isGuid(correlationId)) throw notACorrelation(correlationId);
      const path = `/validationEvents/${correlationId}`;
      const answer = await transport.send({ method: 'GET', path, kind: 'test-event', expect: [404], signal });
      return answer.status === 404 ? null : parseTestDelivery(answer.body, 'validation event');
    },
  };
}

function notACorrelation(text: string): CosellError {
  return new CosellError({
    code: 'correlation-id-malformed',
    recovery: 'bad-input',
    message: `'${text.slice(0, 60)}' is not the id of a test event.`,
    remedy: 'Use the id that sending the test event answered.',
  });
}
