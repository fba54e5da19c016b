import type { Hono } from 'hono';
import {
  type ArmedWebhookFault,
  type WebhookFault,
  type WebhookFaults,
  webhookFaultRoutes,
} from '../../kit/webhook-faults.ts';
import type { Delivery, WebhookSender } from './sender.ts';

/** What a tester does with webhooks; the same under `/_emulator/webhooks`. */
export interface DynamicsWebhooksAdmin {
  deliveries(): Delivery[];
  /** Resolves when nothing is being sent at this moment. */
  settled(): Promise<void>;
  faults(): ArmedWebhookFault[];
  /** `event` of a fault is the name of a message: Create, Update or Delete. */
  addFault(fault: WebhookFault): ArmedWebhookFault;
  clearFaults(): void;
}

export function createWebhooksAdmin(sender: WebhookSender, faults: WebhookFaults): DynamicsWebhooksAdmin {
  return {
    deliveries: sender.deliveries,
    settled: sender.settled,
    faults: faults.list,
    addFault: faults.add,
    clearFaults: faults.clear,
  };
}

/** The admin API of the webhooks, to be mounted under `/_emulator/webhooks`. */
export function webhooksAdminRoutes(admin: DynamicsWebhooksAdmin): Hono {
  const routes = webhookFaultRoutes(admin);
  routes.get('/', (c) => c.json({ deliveries: admin.deliveries() }));
  return routes;
}
