import { randomUUID } from 'node:crypto';
import { createDeliveryQueue, type DeliveryAttempt, postDelivery } from '../../kit/delivery-queue.ts';
import type { WebhookFaults } from '../../kit/webhook-faults.ts';
import { type Organisation, personCaller, type RowChange } from '../organisation.ts';
import { scopeOf } from '../records/writer.ts';
import { contextBody, executionContext, type TagPlace } from './context.ts';
import { type Subscription, subscriptionsTo } from './subscriptions.ts';

/** One step's call of its endpoint. `dropped` was not taken and will never be sent again; `lost` was never sent. */
export interface Delivery {
  number: number;
  message: string;
  table: string;
  id: string;
  stepId: string;
  body: string;
  state: 'waiting' | 'delivered' | 'dropped' | 'lost';
  attempts: DeliveryAttempt[];
}

export interface WebhookSender {
  /** Sends what the steps registered for a change are to hear. */
  tell(change: RowChange): void;
  deliveries(): Delivery[];
  /** Resolves when nothing is being sent at this moment; deliveries that wait for their time do not count. */
  settled(): Promise<void>;
  clear(): void;
}

/** Only these are tried once more (WH). */
const RETRIED = [502, 503, 504];
const KEPT = 5000;

const SUCCEEDED = { statecode: 3, statuscode: 30 };
const FAILED = { statecode: 3, statuscode: 31 };

interface Sending {
  delivery: Delivery;
  subscription: Subscription;
  change: RowChange;
  headers: Record<string, string>;
}

/** Creates the queue between committed changes and webhook endpoints; rows are not kept in order there. */
export function createWebhookSender(org: Organisation, faults: WebhookFaults): WebhookSender {
  const { clock, switches } = org.kit;
  let log: Delivery[] = [];
  let numbered = 0;
  const queue = createDeliveryQueue<Sending>({
    deliver,
    numberOf: ({ delivery }) => delivery.number,
    later: (delayMs, task) => clock.at(clock.now() + delayMs, task),
  });

  const post = ({ delivery, subscription, headers }: Sending): Promise<DeliveryAttempt> =>
    postDelivery(clock.date().toISOString(), subscription.url, delivery.body, headers, switches.number('DV31c'));

  async function deliver(item: Sending): Promise<void> {
    const { attempts } = item.delivery;
    let attempt = await post(item);
    attempts.push(attempt);
    if (attempt.status !== undefined && RETRIED.includes(attempt.status)) {
      attempt = await post(item);
      attempts.push(attempt);
    }
    const isTaken = attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300;
    item.delivery.state = isTaken ? 'delivered' : 'dropped';
    recordJob(item, attempt, isTaken);
  }

  /** Failures stay among the system jobs; successes only where the step keeps them. */
  function recordJob({ subscription, change, delivery }: Sending, attempt: DeliveryAttempt, isTaken: boolean): void {
    const { step } = subscription;
    if (isTaken && step.values.get('asyncautodelete') === true) return;
    const scope = scopeOf(org, personCaller(change.caller.userId), { isPlatform: true });
    const why = attempt.error ?? `The webhook call failed because the http response code was ${attempt.status}.`;
    scope.insert('asyncoperation', {
      name: step.values.get('name') ?? null,
      operationtype: 1,
      messagename: change.message,
      primaryentitytype: change.table,
      owningextensionid: { table: step.table, id: step.id },
      startedon: org.stamp(),
      completedon: org.stamp(),
      retrycount: delivery.attempts.length - 1,
      ...(isTaken ? SUCCEEDED : { ...FAILED, message: why, friendlymessage: why, errorcode: -2_147_155_455 }),
    });
    org.commit();
  }

  function sendingOf(subscription: Subscription, change: RowChange): Sending | undefined {
    const table = org.schema.tables.get(change.table);
    if (!table) return undefined;
    const tagPlace = switches.choice('DV31b') as TagPlace;
    const parts = { change, stepId: subscription.step.id, nowMs: clock.now(), tagPlace };
    const { body, isStripped } = contextBody(executionContext(org, table, parts));
    const headers = {
      ...subscription.headers,
      'content-type': 'application/json',
      'x-ms-dynamics-organization': `${org.world.organization.uniqueName}.crm.dynamics.com`,
      'x-ms-dynamics-entity-name': change.table,
      'x-ms-dynamics-request-name': change.message,
      'x-ms-correlation-request-id': randomUUID(),
      ...(isStripped ? { 'x-ms-dynamics-msg-size-exceeded': 'true' } : {}),
    };
    numbered += 1;
    const { message, table: name, id } = change;
    const stepId = subscription.step.id;
    const delivery: Delivery = {
      number: numbered,
      message,
      table: name,
      id,
      stepId,
      body,
      state: 'waiting',
      attempts: [],
    };
    log.push(delivery);
    if (log.length > 2 * KEPT) log = log.slice(-KEPT);
    return { delivery, subscription, change, headers };
  }

  function send(subscription: Subscription, change: RowChange): void {
    const item = sendingOf(subscription, change);
    if (!item) return;
    const fault = faults.take(change.message);
    if (fault?.kind === 'lost') item.delivery.state = 'lost';
    else if (fault) queue.suffer(item, fault);
    else queue.send(item);
    const again = fault?.kind === 'doubled' ? sendingOf(subscription, change) : undefined;
    if (again) queue.send(again);
  }

  return {
    tell(change) {
      for (const subscription of subscriptionsTo(org, change)) send(subscription, change);
    },
    deliveries: () => log.map((delivery) => ({ ...delivery, attempts: [...delivery.attempts] })),
    settled: queue.settled,
    clear() {
      log = [];
      queue.clear();
    },
  };
}
