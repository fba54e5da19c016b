import { randomUUID } from 'node:crypto';
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

export interface DeliveryAttempt {
  /** Virtual time. */
  at: string;
  /** HTTP status; absent when there was no answer. */
  status?: number;
  error?: string;
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
const LANES = 16;
const KEPT_DELIVERIES = 5000;
const LATE_MS = 60_000;
const REORDER_MS = 5000;

export function createDeliveries(tenant: Tenant, signer: Signer, faults: WebhookFaults): Deliveries {
  const { clock } = tenant.kit;
  let registration: WebhookRegistration | undefined;
  let log: Delivery[] = [];
  let queue: Delivery[] = [];
  let held: Delivery[] = [];
  let sending = 0;
  let numbered = 0;
  const idleWaiters: (() => void)[] = [];

  function later(delayMs: number, task: () => void): void {
    const cancel = clock.at(clock.now() + delayMs, () => {
      tenant.pending.delete(cancel);
      task();
    });
    tenant.pending.add(cancel);
  }

  function enqueue(delivery: Delivery): void {
    queue.push(delivery);
    pump();
  }

  function pump(): void {
    while (sending < LANES) {
      const next = queue.shift();
      if (!next) break;
      sending += 1;
      void attempt(next).finally(() => {
        sending -= 1;
        releaseHeld(next);
        pump();
        if (sending === 0) for (const resolve of idleWaiters.splice(0)) resolve();
      });
    }
  }

  function releaseHeld(passed: Delivery): void {
    const overtaken = held.filter((delivery) => delivery !== passed && delivery.number < passed.number);
    held = held.filter((delivery) => !overtaken.includes(delivery));
    queue.push(...overtaken);
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
    else later(retryDelayMs(delivery.attempts.length), () => enqueue(delivery));
  }

  function retryDelayMs(attempts: number): number {
    const delays = tenant.world.webhooks.retryDelaysMs;
    return delays[Math.min(attempts, delays.length) - 1] ?? 0;
  }

  async function post(url: string, body: string, headers: Record<string, string>): Promise<DeliveryAttempt> {
    const at = formatMs(clock.now());
    try {
      const signal = AbortSignal.timeout(tenant.world.webhooks.timeoutMs);
      const response = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' });
      // Read to the end, so that the connection can be used again.
      await response.arrayBuffer();
      return { at, status: response.status };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { at, error: cause instanceof Error ? cause.message : String(cause) };
    }
  }

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

  function hold(delivery: Delivery, delayMs: number): void {
    held.push(delivery);
    later(delayMs, () => {
      if (!held.includes(delivery)) return;
      held = held.filter((other) => other !== delivery);
      enqueue(delivery);
    });
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
      switch (fault?.kind) {
        case 'lost':
          delivery.state = 'lost';
          return;
        case 'late':
          return later(fault.delayMs ?? LATE_MS, () => enqueue(delivery));
        case 'reordered':
          return hold(delivery, fault.delayMs ?? REORDER_MS);
        case 'doubled':
          enqueue(delivery);
          return enqueue(record(event, correlationId));
        case undefined:
          return enqueue(delivery);
      }
    },
    list: () => log.map((delivery) => ({ ...delivery, attempts: [...delivery.attempts] })),
    find: (correlationId) => log.find((delivery) => delivery.correlationId === correlationId),
    settled: () => (sending === 0 ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve))),
    post,
    clear() {
      registration = undefined;
      log = [];
      queue = [];
      held = [];
    },
  };
}
