import { Hono } from 'hono';
import type { ArmedWebhookFault, WebhookFault, WebhookFaults } from '../../kit/webhook-faults.ts';
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
  const routes = new Hono();
  routes.get('/', (c) => c.json({ deliveries: admin.deliveries() }));
  routes.post('/settle', async (c) => {
    await admin.settled();
    return c.json({ ok: true });
  });
  routes.get('/faults', (c) => c.json(admin.faults()));
  routes.post('/faults', async (c) => c.json(admin.addFault(await c.req.json()), 201));
  routes.delete('/faults', (c) => {
    admin.clearFaults();
    return c.json([]);
  });
  return routes;
}
