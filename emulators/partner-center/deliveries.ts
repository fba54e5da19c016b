import { randomUUID } from 'node:crypto';
import { createDeliveryQueue, type DeliveryAttempt, postDelivery } from '../kit/delivery-queue.ts';
import type { WebhookFaults } from '../kit/webhook-faults.ts';
import type { Signer } from './signer.ts';
import { formatMs } from './stamps.ts';
import type { Tenant } from './tenant.ts';
import type { WebhookEvent } from './webhook-events.ts';

/** The one webhook registration of the tenant. */
export interface WebhookRegistration {
  subscriberId: string;
  url: string;
  events: string[];
  /** The subscriber asked for the signature in x-ms-signature. */
  signatureInMsHeader: boolean;
}

/** One event on its way to the subscriber. `offline` was given up after the last attempt; `lost` was never sent. */
export interface Delivery {
  number: number;
  correlationId: string;
  event: string;
  body: string;
  state: 'waiting' | 'delivered' | 'offline' | 'lost';
  attempts: DeliveryAttempt[];
}

export interface Deliveries {
  registration(): WebhookRegistration | undefined;
  register(registration: WebhookRegistration | undefined): void;
  /** Sends an event if somebody has registered for it. */
  raise(event: WebhookEvent, correlationId?: string): void;
  list(): Delivery[];
  find(correlationId: string): Delivery | undefined;
  /** Resolves when nothing is being sent at this moment; events that wait for their time do not count. */
  settled(): Promise<void>;
  /** Posts a body once, outside the queue. */
  post(url: string, body: string, headers: Record<string, string>): Promise<DeliveryAttempt>;
  clear(): void;
}

/** After so many attempts an event is parked for ever (contract/partner-center.md §5.3). */
const MOST_ATTEMPTS = 10;
const KEPT_DELIVERIES = 5000;

export function createDeliveries(tenant: Tenant, signer: Signer, faults: WebhookFaults): Deliveries {
  const { clock } = tenant.kit;
  let registration: WebhookRegistration | undefined;
  let log: Delivery[] = [];
  let numbered = 0;
  const queue = createDeliveryQueue<Delivery>({ deliver: attempt, numberOf: ({ number }) => number, later });

  function later(delayMs: number, task: () => void): void {
    const cancel = clock.at(clock.now() + delayMs, () => {
      tenant.pending.delete(cancel);
      task();
    });
    tenant.pending.add(cancel);
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const target = registration;
    if (!target) return;
    const header = target.signatureInMsHeader ? 'x-ms-signature' : 'authorization';
    const headers = await signer.headers(delivery.body, { signWith: 'leaf', header });
    const result = await post(target.url, delivery.body, headers);
    delivery.attempts.push(result);
    if (result.status !== undefined && result.status >= 200 && result.status < 300) delivery.state = 'delivered';
    else if (delivery.attempts.length >= MOST_ATTEMPTS) delivery.state = 'offline';
    else later(retryDelayMs(delivery.attempts.length), () => queue.send(delivery));
  }

  function retryDelayMs(attempts: number): number {
    const delays = tenant.world.webhooks.retryDelaysMs;
    return delays[Math.min(attempts, delays.length) - 1] ?? 0;
  }

  const post = (url: string, body: string, headers: Record<string, string>): Promise<DeliveryAttempt> =>
    postDelivery(formatMs(clock.now()), url, body, headers, tenant.world.webhooks.timeoutMs);

  function record(event: WebhookEvent, correlationId: string): Delivery {
    numbered += 1;
    const delivery: Delivery = {
      number: numbered,
      correlationId,
      event: event.EventName,
      body: JSON.stringify(event),
      state: 'waiting',
      attempts: [],
    };
    log.push(delivery);
    if (log.length > 2 * KEPT_DELIVERIES) log = log.slice(-KEPT_DELIVERIES);
    return delivery;
  }

  return {
    registration: () => registration,
    register(next) {
      registration = next;
    },
    raise(event, correlationId = randomUUID()) {
      if (!registration?.events.includes(event.EventName)) return;
      const delivery = record(event, correlationId);
      const fault = faults.take(event.EventName);
      if (fault?.kind === 'lost') delivery.state = 'lost';
      else if (fault) queue.suffer(delivery, fault);
      else queue.send(delivery);
      if (fault?.kind === 'doubled') queue.send(record(event, correlationId));
    },
    list: () => log.map((delivery) => ({ ...delivery, attempts: [...delivery.attempts] })),
    find: (correlationId) => log.find((delivery) => delivery.correlationId === correlationId),
    settled: queue.settled,
    post,
    clear() {
      registration = undefined;
      log = [];
      queue.clear();
    },
  };
}
